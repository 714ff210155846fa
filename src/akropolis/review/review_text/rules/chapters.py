"""The kinds of chapter in a review, in the order of the document, with the letters of clause 9.3.2.

The introduction comes first, then what became of the last review's directions (a), and the rest as in the city's
own form.

The headings are the document's words and are in Swedish; `{unit}` is the unit's name in the genitive.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from akropolis.base.lib.swedish import genitive

WRAPPER = "wrapper"
BUILT = "built"


@dataclass(frozen=True, slots=True)
class ChapterKind:
    """A kind of chapter. `kind` is `prose`, `built` (made from the registers, after an optional text), or
    `wrapper` (part of the official report).

    `default` says whether a review includes the chapter from the start; the city's review leaves it out if
    `city_default` is False. `figures` are letters of clause 9.3.2: a review that is begun includes the chapter if
    there are figures for one of them.
    """

    key: str
    title: str
    city_title: str
    letters: str
    default: bool = True
    kind: str = "prose"
    city_default: bool = True
    figures: str = ""

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
    ChapterKind("introduction", "Inledning", "Inledning", ""),
    ChapterKind(
        "followup",
        "Uppföljning av föregående genomgång",
        "Uppföljning av föregående genomgång",
        "a",
        kind="built",
        city_default=False,
    ),
    ChapterKind("horizon", "Omvärldsbevakning", "Omvärldsbevakning", "bc", kind="built"),
    ChapterKind("state", "{unit} genomgång", "Stadsövergripande genomgång", "df"),
    ChapterKind(
        "indicators",
        "Måluppfyllelse och indikatorer",
        "Måluppfyllelse och indikatorer",
        "cd",
        default=False,
        kind="built",
        figures="cd",
    ),
    ChapterKind(
        "audits",
        "Revision, avvikelser och synpunkter",
        "Revision, avvikelser och synpunkter",
        "de",
        default=False,
        figures="e",
    ),
    ChapterKind("risks", "Riskbild", "Riskbild", "f", False),
    ChapterKind("assessment", "Samlad bedömning", "Samlad bedömning", "", kind="built", city_default=False),
    ChapterKind("directions", "Inriktningar", "", "g", kind="built"),
    ChapterKind("execution", "Genomförande", "", ""),
    ChapterKind(
        "changes", "Behov av ändringar i ledningssystemet", "Behov av ändringar i ledningssystemet", ""
    ),
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


_USUAL = {kind.key: place for place, kind in enumerate(CHAPTERS)}


def usual_order(keys: Iterable[str]) -> list[str]:
    """Return the keys in the order of the document."""
    return sorted(keys, key=_USUAL.__getitem__)


def order_after(before: Sequence[str], keys: Iterable[str]) -> list[str]:
    """Return the keys in the order `before`, with each new one before the first that follows it in the usual order.

    An order that is only the former usual one gives way to the usual one.
    """
    wanted = usual_order(keys)
    if list(before) == _former_order(before):
        return wanted
    found = [key for key in before if key in wanted]
    for key in (each for each in wanted if each not in before):
        later = (place for place, other in enumerate(found) if _USUAL[other] > _USUAL[key])
        found.insert(next(later, len(found)), key)
    return found


def _former_order(keys: Iterable[str]) -> list[str]:
    """Return the keys as they were ordered until 0.3, with the follow-up before the introduction."""
    found = usual_order(keys)
    if {"followup", "introduction"} <= set(found):
        found.remove("followup")
        found.insert(found.index("introduction"), "followup")
    return found


UNTITLED = {"directions": "Inriktningar", "execution": "Genomförande"}
"""Names of chapters that have no heading, for use where a name is needed."""


def name_of(key: str, title: str) -> str:
    """Return the name of a chapter for lists and sentences: its heading, or its usual name."""
    kind = BY_KEY.get(key)
    return title or UNTITLED.get(key) or (kind.city_title if kind else key)


def title_for(kind: ChapterKind, unit_name: str, *, city: bool) -> str:
    """Return the proposed heading of the chapter for the unit."""
    return kind.city_title if city else kind.title.format(unit=genitive(unit_name))
