"""The management review (ledningens genomgång) as a kind of yearly report: chapters, inputs, questions and rights.

The introduction comes first, then what became of the last review's directions (a), and the rest as in the city's
own form. The inputs are in the order of clause 9.3.2 a–g, then incidents and the GDPR report. Headings are the
document's words and are in Swedish; `{unit}` is the unit's name in the genitive.
"""

from collections.abc import Iterator, Mapping

from akropolis.base.lib.figures import FigureWords
from akropolis.base.lib.swedish import capitalised, lower_first
from akropolis.review.review.rules.periods import current_year, usual_period
from akropolis.shared.yearly_reports.rules.kinds import (
    BUILT,
    WRAPPER,
    ChapterKind,
    ReportInput,
    YearlyReportKind,
)

OFFICIAL_REPORT = tuple(
    ChapterKind(f"wrapper_{key}", title, of_city, default=False, kind=WRAPPER)
    for key, title, of_city in (
        ("summary", "Sammanfattning", None),
        ("background", "Bakgrund", None),
        ("preparation", "Ärendets beredning", None),
        ("opinion", "Förvaltningens bedömning", "Kontorets bedömning"),
        ("economy", "Ekonomiska konsekvenser", None),
    )
)
"""The parts of an official's report, which every kind of report may stand in."""
FOLLOWUP, INDICATORS = "Uppföljning av föregående genomgång", "Måluppfyllelse och indikatorer"
AUDITS, CHANGES = "Revision, avvikelser och synpunkter", "Behov av ändringar i ledningssystemet"
CHAPTERS: tuple[ChapterKind, ...] = (
    *OFFICIAL_REPORT,
    ChapterKind("introduction", "Inledning"),
    ChapterKind("followup", FOLLOWUP, letters="a", kind=BUILT, city_default=False),
    ChapterKind("horizon", "Omvärldsbevakning", letters="bc", kind=BUILT),
    ChapterKind("state", "{unit} genomgång", "Stadsövergripande genomgång", "df"),
    ChapterKind("indicators", INDICATORS, letters="cd", kind=BUILT, figures="cd"),
    ChapterKind("audits", AUDITS, letters="de", figures="e"),
    ChapterKind("risks", "Riskbild", letters="f", default=False),
    ChapterKind("assessment", "Samlad bedömning", kind=BUILT, city_default=False),
    ChapterKind("directions", "Inriktningar", letters="g", kind=BUILT),
    ChapterKind("execution", "Genomförande", ""),
    ChapterKind("organisation", "Så bedrivs arbetet", default=False),
    ChapterKind("changes", CHANGES),
    ChapterKind("decisions", "Beslut", default=False, kind=BUILT),
    ChapterKind(
        "remarks", "Bilaga: remissvar", "Bilaga: remissvar och hur de har beaktats", "e", False, BUILT
    ),
    ChapterKind("coverage", "Bilaga: täckning", "Bilaga: täckning per nämnd och bolag", "", False, BUILT),
)
INPUTS: Mapping[str, ReportInput] = {
    "a": ReportInput(
        FigureWords(
            "Åtgärder och inriktningar från tidigare genomgångar",
            "Actions and directions from earlier reviews",
        )
    ),
    "b": ReportInput(
        FigureWords("Förändringar i omvärlden och i verksamheten", "Changes outside and within")
    ),
    "c": ReportInput(
        FigureWords(
            "Krav och förväntningar från intressenter", "Needs and expectations of interested parties"
        )
    ),
    "d": ReportInput(
        FigureWords("Hur informationssäkerheten utvecklas", "How information security develops"),
        empty={"no_objectives": "objectives.total"},
    ),
    "e": ReportInput(
        FigureWords("Synpunkter från intressenter", "Feedback from interested parties"), lacks=("feedback",)
    ),
    "f": ReportInput(FigureWords("Riskbedömning och riskbehandling", "Risk assessment and risk treatment")),
    "g": ReportInput(FigureWords("Möjligheter till förbättring", "Opportunities for improvement")),
    "incidents": ReportInput(FigureWords("Incidenter", "Incidents")),
    "gdpr": ReportInput(FigureWords("Personuppgifter", "Personal data"), lacks=("processing",)),
}
REVIEW = YearlyReportKind(
    key="review",
    slug="genomgangar",
    number_prefix="LG",
    title=FigureWords("Ledningens genomgång", "Management review"),
    titles=FigureWords("Ledningens genomgångar", "Management reviews"),
    noun=("genomgång", "genomgångar"),
    english="review",
    basis="SS-EN ISO/IEC 27001 9.3.1",
    period=usual_period,
    year_on=current_year,
    chapters=CHAPTERS,
    inputs=INPUTS,
    resource="review:review",
    questions=("suitable", "adequate", "effective"),
    directions=True,
)


def reword(text: str, kind: YearlyReportKind, language: str | None = "sv") -> str:
    """Return a text written of the management review as it reads of the other kind."""
    if kind is REVIEW:
        return text
    for was, now in _names(REVIEW, kind, language):
        text = text.replace(was, now).replace(capitalised(was), capitalised(now))
    return text


def _names(
    review: YearlyReportKind, kind: YearlyReportKind, language: str | None
) -> Iterator[tuple[str, str]]:
    """Yield the names of the review and of the kind: in full, in the plural, and last the noun."""
    for was, now in ((review.titles, kind.titles), (review.title, kind.title)):
        yield lower_first(was.told(language)), now.told(language)
    if language == "en":
        yield review.english, kind.english
    else:
        yield from zip(reversed(review.noun), reversed(kind.noun), strict=True)
