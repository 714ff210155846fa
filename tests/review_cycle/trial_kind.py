"""A second kind of yearly report, as small as one can be: what a third kind costs, too."""

from akropolis.base.lib.figures import FigureWords
from akropolis.review.review.rules.kind import REVIEW
from akropolis.shared.yearly_reports.kinds import (
    BUILT,
    ChapterKind,
    ReportInput,
    YearlyReportKind,
    calendar_year,
    year_to_report,
)

TRIAL = YearlyReportKind(
    key="trial",
    slug="provrapporter",
    number_prefix="PRR",
    title=FigureWords("Prov-årsrapport", "Trial report"),
    titles=FigureWords("Prov-årsrapporter", "Trial reports"),
    noun=("rapport", "rapporter"),
    english="report",
    basis="GDPR art. 5.2",
    unit_kinds=frozenset({"committee", "company"}),
    period=calendar_year,
    year_on=year_to_report,
    chapters=(
        *(chapter for chapter in REVIEW.chapters if chapter.kind == "wrapper"),
        ChapterKind("trial_summary", "Sammanfattning", "Sammanfattning"),
        ChapterKind("trial_breaches", "Incidenter", "Incidenter", ("breaches",), kind=BUILT),
        *(chapter for chapter in REVIEW.chapters if chapter.key in ("decisions", "remarks", "coverage")),
    ),
    inputs={
        "breaches": ReportInput(
            FigureWords("Incidenter", "Breaches"),
            ("incidents.personal_data", "incidents.total", "coverage.decided"),
        )
    },
    resource="review:trial",
    cited_in={"review": "gdpr"},
)
