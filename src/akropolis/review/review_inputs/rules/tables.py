"""Parts of the document made from the pack itself: follow-up, indicators, coverage, and the data sheet."""

from collections.abc import Mapping, Sequence

from akropolis.base.lib.document import Block, Cell, FigureRow, Text, Value, bullets, paragraph, table
from akropolis.base.lib.figures import name
from akropolis.base.lib.swedish import (
    capitalised,
    count_with_noun,
    date_iso,
    date_prose,
    listing,
    number,
    period_prose,
)
from akropolis.review.review_inputs.rules.appendix import UnitAppendix, per_unit
from akropolis.review.review_inputs.rules.display import (
    figure_path,
    previous_text,
    text,
    trend_words,
    whole_text,
)
from akropolis.review.review_inputs.rules.figures import (
    Course,
    CoverageLine,
    FigureReading,
    FollowedDirection,
    PackContent,
)
from akropolis.review.review_inputs.rules.telling import COURSES, missing, note

type Built = Mapping[str, tuple[Block, ...]]
"""The document blocks made from the pack, by the key of the chapter they belong to."""

COUNTED = frozenset({"done", "ongoing"})
IN_TABLE = 4
"""Maximum number of names listed. With more units than this, those that have done what was asked are only counted."""


def built(
    pack: PackContent, told: Mapping[str, UnitAppendix] | None = None, keys: Sequence[str] = ()
) -> Built:
    """Return the blocks made from the pack for the chapters built from registers, by chapter key.

    `told` maps unit codes to the content of their decided reviews; `keys` are the key figures in the city's
    appendix.
    """
    coverage = _coverage(pack, told or {}, keys)
    return {"followup": _followup(pack), "indicators": _indicators(pack), "coverage": coverage}


def built_without() -> Built:
    """Return the blocks shown when nothing has been gathered: they say so, rather than being left out."""
    missing = (paragraph("Underlag saknas: inga siffror är hämtade än."),)
    return {"followup": missing, "indicators": missing, "coverage": missing}


def _basis(pack: PackContent) -> str:
    return (
        f"Uppgifterna gäller {period_prose(pack.period.first, pack.period.last)}, "
        f"som det var känt {date_prose(pack.period.cutoff)}."
    )


def _value(pack: PackContent, figure: FigureReading) -> Value:
    return Value(figure.key, whole_text(figure), href=figure_path(pack, figure.key))


def _indicators(pack: PackContent) -> tuple[Block, ...]:
    rows: list[Sequence[Cell]] = []
    for part in pack.inputs:
        for figure in part.figures:
            cells = (
                name(figure.key),
                _value(pack, figure),
                previous_text(figure) or "–",
                trend_words(figure) or "–",
            )
            rows.append([(cell,) if isinstance(cell, Value) else (Text(cell),) for cell in cells])
    if not rows:
        return (paragraph("Underlag saknas: inga siffror är hämtade."),)
    head = ("Indikator", "Värde", "Föregående år", "Jämfört med föregående år")
    return (
        table(head, rows, caption="Indikatorer", header_column=True, widths=(5, 2, 2, 3), note=_basis(pack)),
        *_missing(pack),
    )


def _missing(pack: PackContent) -> tuple[Block, ...]:
    words = [sentence for part in pack.inputs for sentence in missing(part)]
    return (paragraph("Detta saknas i underlaget:"), bullets(words)) if words else ()


def _followup(pack: PackContent) -> tuple[Block, ...]:
    if not pack.directions:
        return (paragraph("Det finns inga inriktningar från en tidigare beslutad genomgång att följa upp."),)
    rows = [_direction(item) for item in pack.directions]
    head = ("Inriktning", "Beslutad i", "Hur det gått", "Tidigare genomgångar")
    return (
        table(
            head,
            rows,
            caption="Föregående genomgångs inriktningar",
            header_column=True,
            widths=(3.2, 2.6, 3.9, 2.4),
        ),
    )


def _direction(item: FollowedDirection) -> tuple[str, str, str, str]:
    parts = [_course(item, course, label.sv) for course, label in COURSES.items()]
    words = " ".join(part for part in parts if part)
    return item.title, item.source, words or "Ingen enhet har berörts.", number(item.survived)


def _course(item: FollowedDirection, course: Course, label: str) -> str:
    """Name the units with that status. Many that have done as asked are counted; those that have not are named."""
    names = item.named(course)
    if not names:
        return ""
    if len(names) > IN_TABLE and course in COUNTED:
        return f"{label}: {count_with_noun(len(names), 'enhet', 'enheter')}."
    return f"{label}: {listing(names)}."


def _coverage(pack: PackContent, told: Mapping[str, UnitAppendix], keys: Sequence[str]) -> tuple[Block, ...]:
    lines = pack.coverage
    if not lines:
        return (paragraph("Inga enheter under den här ska göra en egen genomgång."),)
    return (paragraph(_decided(lines, pack.year)), per_unit(pack, told, keys, _basis(pack)))


def _decided(lines: Sequence[CoverageLine], year: int) -> str:
    """Return a sentence on how many units have decided and which have not; for a single unit, whether it has."""
    left = [line.name for line in lines if line.standing != "decided"]
    if len(lines) == 1:
        return f"{capitalised(lines[0].name)} har {'inte ' if left else ''}beslutat sin genomgång {year}."
    many = (
        f"{number(len(lines) - len(left))} av {number(len(lines))} enheter har beslutat sin genomgång {year}."
    )
    if len(left) == 1:
        return f"{many} {capitalised(left[0])} har inte gjort det."
    return (
        f"{many} {f'Följande har inte gjort det: {listing(left)}.' if left else 'Alla har alltså gjort det.'}"
    )


def data_sheet(pack: PackContent) -> tuple[FigureRow, ...]:
    """Return a row for each figure in the pack, with everything needed to judge it, for the spreadsheet."""
    period = f"{date_iso(pack.period.first)}–{date_iso(pack.period.last)}"
    return tuple(_figure_row(pack, figure, period) for figure in pack.figures())


def _figure_row(pack: PackContent, figure: FigureReading, period: str) -> FigureRow:
    return FigureRow(
        key=figure.key,
        label=name(figure.key),
        value=number(figure.value) if figure.is_part and figure.value is not None else text(figure),
        denominator="" if figure.denominator is None else number(figure.denominator),
        missing=", ".join(figure.missing),
        period=period,
        cutoff=date_iso(pack.period.cutoff),
        source=note(figure) or figure_path(pack, figure.key),
    )
