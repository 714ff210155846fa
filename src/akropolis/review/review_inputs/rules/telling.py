"""The words of a pack on pages and in documents: headings, notes and what is missing, by key in either language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from akropolis.base.lib.figures import NOTHING, Detail, FigureWords, find
from akropolis.base.lib.swedish import date_prose
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review_inputs.rules.figures import (
    Course,
    FigurePart,
    FigureReading,
    FigureRowSet,
    Input,
    RowLine,
    Standing,
)
from akropolis.shared.yearly_reports.rules.kinds import kinds

MISSING: Final[Mapping[str, FigureWords]] = {
    # Also what packs that were stored earlier lacked: `risks`, `measurements` and `objectives` until version 0.3.
    "measurements": FigureWords(
        "Avvikelser, mätningar, revisioner och mål finns ännu inte som register i systemet: underlag saknas.",
        "There are no registers of nonconformities, measurements, audits and objectives in the system yet: no data.",
    ),
    "objectives": FigureWords(
        "Mål för informationssäkerheten finns ännu inte som register i systemet: underlag saknas.",
        "There is no register of information security objectives in the system yet: no data.",
    ),
    "no_objectives": FigureWords(
        "Inga mål för informationssäkerheten är registrerade för perioden: underlag saknas.",
        "No information security objectives are registered for the period: no data.",
    ),
    "feedback": FigureWords(
        "Synpunkter från intressenter registreras ännu inte i systemet: underlag saknas.",
        "Feedback from interested parties is not recorded in the system yet: no data.",
    ),
    "risks": FigureWords(
        "Riskregister finns ännu inte i systemet: underlag saknas.",
        "There is no risk register in the system yet: no data.",
    ),
    "processing": FigureWords(
        "Registerförteckning, konsekvensbedömningar och registrerades begäran finns ännu inte i systemet: underlag "
        "saknas.",
        "Records of processing, impact assessments and requests from data subjects are not in the system yet: no data.",
    ),
}
STANDINGS: Final[Mapping[Standing, FigureWords]] = {
    "decided": FigureWords("beslutad", "decided"),
    "under_way": FigureWords("pågår", "under way"),
    "not_begun": FigureWords("inte påbörjad", "not begun"),
}
COURSES: Final[Mapping[Course, FigureWords]] = {
    "done": FigureWords("Klart", "Done"),
    "ongoing": FigureWords("Pågår", "Under way"),
    "not_begun": FigureWords("Inte påbörjat", "Not begun"),
    "declined": FigureWords("Avstår med skäl", "Declined with reasons"),
    "unanswered": FigureWords("Har inte svarat", "Not answered"),
}
NOT_ALLOWED = FigureWords(
    "Underlag saknas: den som hämtade underlaget får inte läsa registret för hela enheten.",
    "No data: the person who gathered the figures may not read the register for the whole unit.",
)
ANSWERS_NOT_ALLOWED = FigureWords(
    "Underlag saknas: den som hämtade underlaget får inte läsa enheternas svar.",
    "No data: the person who gathered the figures may not read the units' answers.",
)
NOT_KNOWN = FigureWords(
    "Underlag saknas: det är inte känt för någon rad i perioden hur lång tid det tog.",
    "No data: of no row in the period is it known how long it took.",
)
OTHERS = FigureWords("Övriga", "Others")
ENDED = FigureWords("Enheten upphörde {day}.", "The unit ended on {day}.")


def title_of(letter: str, kind: str = REVIEW.key, language: str | None = "sv") -> str:
    """Return the title of the input with that letter in reports of the kind; the letter if it is no longer declared."""
    declared = kinds.get(kind).inputs.get(letter)
    return declared.title.told(language) if declared else letter


CITED = FigureWords("{title} {year} {number}, beslutad {day}.", "{title} {year} {number}, decided {day}.")
NOT_CITED = FigureWords("{title} {year} är inte beslutad.", "{title} {year} is not decided.")


def cited(part: Input, language: str | None = "sv") -> list[str]:
    """Return a sentence for each report that the input cites: its number and day, or that it is not decided."""
    return [
        (CITED if each.number else NOT_CITED)
        .told(language)
        .format(
            title=kinds.get(each.kind).title.told(language),
            year=each.year,
            number=each.number,
            day=each.decided_on,
        )
        for each in part.cited
    ]


def note(found: FigureReading, language: str | None = "sv") -> str:
    """Say why the figure has no value, or how many of its rows lack what it needs; empty if neither."""
    if found.value is None and found.counted:
        return NOT_KNOWN.told(language)
    if found.value is None:
        own = found.key.startswith("directions.")
        return (ANSWERS_NOT_ALLOWED if own else NOT_ALLOWED).told(language)
    return _lacking(found, language, missing=False)


def missing(part: Input, language: str | None = "sv") -> list[str]:
    """Return a sentence for each thing that the input lacks."""
    own = [MISSING[key].told(language) for key in part.missing]
    return [*own, *filter(None, (_lacking(found, language, missing=True) for found in part.figures))]


def rows_title(rows: FigureRowSet, language: str | None = "sv") -> str:
    """Return the heading above a figure's rows; the figure's key if the figure is no longer declared."""
    figure = find(rows.key)
    return figure.shown.title.told(language) if figure and figure.shown else rows.key


def detail(
    rows: FigureRowSet, line: RowLine, choice: Callable[[str, str], str], language: str | None = "sv"
) -> str:
    """Describe a row briefly. `choice(field, value)` gives the label of a field's choice."""
    figure, values = find(rows.key), dict(line.details)
    known = figure.shown.details if figure and figure.shown else ()
    said = [_detail(item, values[item.field], choice, language) for item in known if item.field in values]
    first, *rest = [words for words in said if words] or [""]
    return ", ".join((first, *(words.lower() for words in rest)))


def part_name(part: FigurePart, language: str | None = "sv") -> str:
    """Return the name of the part's unit, or the common name for rows outside all units that make reviews."""
    return part.name if part.code else OTHERS.told(language)


def part_note(part: FigurePart, language: str | None = "sv") -> str:
    """Return a note on when the unit ended, if before the last day of the period; otherwise an empty string."""
    if not part.ended:
        return ""
    day = part.ended if language == "en" else date_prose(date.fromisoformat(part.ended))
    return ENDED.told(language).format(day=day)


def _lacking(found: FigureReading, language: str | None, *, missing: bool) -> str:
    figure = find(found.key)
    if figure is None or figure.lacking is None or figure.lacking.missing is not missing:
        return ""
    return figure.lacking.told(found.without, found.rows.count if found.rows else 0, language)


def _detail(item: Detail, value: str, choice: Callable[[str, str], str], language: str | None) -> str:
    if item.is_choice:
        name = choice(item.field, value)
        return f"{item.before.told(language)}{name.lower()}" if item.before is not NOTHING else name
    return (item.filled if value else item.empty).told(language)
