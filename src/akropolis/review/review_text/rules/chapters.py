"""The kinds of chapter in a review, in the order of the city's own form, with the letters of clause 9.3.2.

The headings are the document's words and are in Swedish; `{unit}` is the unit's name in the genitive.
"""

from dataclasses import dataclass

WRAPPER = "wrapper"
BUILT = "built"


@dataclass(frozen=True, slots=True)
class ChapterKind:
    """A kind of chapter. `kind` is `prose`, `built` (made from the registers, after an optional text), or
    `wrapper` (part of the official report).

    `default` says whether a review includes the chapter from the start; the city's review leaves it out if
    `city_default` is False.
    """

    key: str
    title: str
    city_title: str
    letters: str
    default: bool = True
    kind: str = "prose"
    city_default: bool = True

    def usual(self, *, city: bool) -> bool:
        """Whether a review includes it from the start."""
        return self.default and (self.city_default or not city)


CHAPTERS: tuple[ChapterKind, ...] = (
    ChapterKind("wrapper_summary", "Sammanfattning", "Sammanfattning", "", default=False, kind=WRAPPER),
    ChapterKind("wrapper_background", "Bakgrund", "Bakgrund", "", default=False, kind=WRAPPER),
    ChapterKind(
        "wrapper_preparation", "Ärendets beredning", "Ärendets beredning", "", default=False, kind=WRAPPER
    ),
    ChapterKind(
        "wrapper_opinion", "Förvaltningens bedömning", "Kontorets bedömning", "", default=False, kind=WRAPPER
    ),
    ChapterKind(
        "wrapper_economy",
        "Ekonomiska konsekvenser",
        "Ekonomiska konsekvenser",
        "",
        default=False,
        kind=WRAPPER,
    ),
    ChapterKind(
        "followup",
        "Uppföljning av föregående genomgång",
        "Uppföljning av föregående genomgång",
        "a",
        kind="built",
        city_default=False,
    ),
    ChapterKind("introduction", "Inledning", "Inledning", ""),
    ChapterKind("horizon", "Omvärldsbevakning", "Omvärldsbevakning", "bc", kind="built"),
    ChapterKind("state", "{unit} genomgång", "Stadsövergripande genomgång", "df"),
    ChapterKind(
        "indicators", "Måluppfyllelse och indikatorer", "Måluppfyllelse och indikatorer", "d", False, "built"
    ),
    ChapterKind(
        "audits", "Revision, avvikelser och synpunkter", "Revision, avvikelser och synpunkter", "de", False
    ),
    ChapterKind("risks", "Riskbild", "Riskbild", "f", False),
    ChapterKind("assessment", "Samlad bedömning", "Samlad bedömning", "", kind="built", city_default=False),
    ChapterKind("directions", "Inriktningar", "", "g", kind="built"),
    ChapterKind("execution", "Genomförande", "", ""),
    ChapterKind("decisions", "Beslut", "Beslut", "", False, "built"),
    ChapterKind(
        "remarks", "Bilaga: remissvar", "Bilaga: remissvar och hur de har beaktats", "e", False, "built"
    ),
    ChapterKind("coverage", "Bilaga: täckning", "Bilaga: täckning per nämnd och bolag", "", False, "built"),
)
BY_KEY = {chapter.key: chapter for chapter in CHAPTERS}
CITY_ONLY = frozenset({"coverage"})
"""Only reviews of units with units below them have coverage to show."""


def kinds_for(*, city: bool) -> list[ChapterKind]:
    """Return the kinds of chapter for the city's review or for another unit's, in order."""
    return [kind for kind in CHAPTERS if city or kind.key not in CITY_ONLY]


UNTITLED = {"directions": "Inriktningar", "execution": "Genomförande"}
"""Names of chapters that have no heading, for use where a name is needed."""


def name_of(key: str, title: str) -> str:
    """Return the name of a chapter for lists and sentences: its heading, or its usual name."""
    kind = BY_KEY.get(key)
    return title or UNTITLED.get(key) or (kind.city_title if kind else key)


def genitive(name: str) -> str:
    """Return the name in the Swedish genitive: no s after s, x or z; colon after an abbreviation (SLK:s)."""
    if not name or name[-1].lower() in "sxz":
        return name
    return f"{name}:s" if name.isupper() else f"{name}s"


def title_for(kind: ChapterKind, unit_name: str, *, city: bool) -> str:
    """Return the proposed heading of the chapter for the unit."""
    return kind.city_title if city else kind.title.format(unit=genitive(unit_name))
