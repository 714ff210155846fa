"""The rows that a pack shows beside its figures: the most important first, at most ten, with the total."""

from collections.abc import Container
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone, translation

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.figures import permission_of, rows_of
from akropolis.base.lib.figures import DeclaredFigure, Detail, FigureDisplay, Letter
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review_inputs.rules import telling
from akropolis.review.review_inputs.rules.figures import (
    ROWS_SHOWN,
    FigureReading,
    FigureRowSet,
    Input,
    PackContent,
    RowLine,
)
from akropolis.review.review_inputs.rules.tally import TallyBasis, read_figure
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind

type Lists = dict[Letter, tuple[FigureRowSet, ...]]


def rows_for(access: Access, path: str, ground: TallyBasis, kind: YearlyReportKind = REVIEW) -> Lists:
    """Return the lists of each input, leaving out empty ones and those of registers that may not be read."""
    found: dict[Letter, tuple[FigureRowSet, ...]] = {}
    for figure in ground.figures:
        letter = kind.letter_of(figure)
        if letter and figure.shown and (total := read_figure(figure, ground).value):
            rows = FigureRowSet(figure.key, _lines(access, path, figure, figure.shown, ground), int(total))
            found[letter] = (*found.get(letter, ()), rows)
    return found


def readable(access: Access, pack: PackContent) -> PackContent:
    """Return the pack with only the row lines visible to the reader; totals still count all rows.

    Every unit may read the city's review once it is out for comment, but not the incidents of other units.
    """
    wanted: dict[str, set[str]] = {}
    for part in pack.inputs:
        for line in (line for rows in part.rows for line in rows.lines):
            wanted.setdefault(line.register, set()).add(line.id)
    seen = {
        (register, str(pk))
        for register, ids in wanted.items()
        for pk in registry.get(register)
        .model.objects.visible(access)
        .filter(pk__in=ids)
        .values_list("pk", flat=True)
    }
    return replace(pack, inputs=tuple(_readable_input(part, seen) for part in pack.inputs))


def with_open_parts(access: Access, pack: PackContent) -> PackContent:
    """Return the pack with each figure's parts limited to units whose rows the reader may see; totals unchanged."""
    inputs = (
        replace(part, figures=tuple(open_parts(access, figure) for figure in part.figures))
        for part in pack.inputs
    )
    return replace(pack, inputs=tuple(inputs))


def open_parts(access: Access, figure: FigureReading) -> FigureReading:
    """Return the figure without parts of units whose rows the reader may not see; one without rows as it is."""
    if figure.rows is None or not figure.parts:
        return figure
    within = access.units(permission_of(figure.rows.register))
    codes = [part.code for part in figure.parts]
    seen = set(Unit.objects.visible(access).filter(within, code__in=codes).values_list("code", flat=True))
    return replace(figure, parts=tuple(part for part in figure.parts if part.code in seen))


def detail_of(rows: FigureRowSet, line: RowLine, language: str | None) -> str:
    """Return a short description of the row in the language."""

    def choice(field: str, value: str) -> str:
        return dict(choices_of(line.register, field, language)).get(value, value)

    return telling.detail(rows, line, choice, language)


def choices_of(register: str, field: str, language: str | None) -> list[tuple[str, str]]:
    """Return the (value, label) pairs of the choices of the register's field, with labels in the language."""
    with translation.override(language):
        return [
            (str(key), str(label)) for key, label in registry.get(register).model_field(field).flatchoices
        ]


def _readable_input(part: Input, seen: Container[tuple[str, str]]) -> Input:
    rows = (
        replace(rows, lines=tuple(line for line in rows.lines if (line.register, line.id) in seen))
        for rows in part.rows
    )
    return replace(part, rows=tuple(rows))


def _lines(
    access: Access, path: str, figure: DeclaredFigure, shown: FigureDisplay, ground: TallyBasis
) -> tuple[RowLine, ...]:
    rows = rows_of(access, figure, ground.period, path).order_by(*shown.order).select_related("owner_unit")
    return tuple(line_of(figure, shown, row) for row in rows[:ROWS_SHOWN])


def line_of(figure: DeclaredFigure, shown: FigureDisplay, row: Record) -> RowLine:
    """Return a row as it is now, with the details that the figure's declaration shows."""
    return RowLine(
        row.number,
        str(row),
        row.owner_unit.name,
        day_of(getattr(row, shown.day)),
        tuple((item.field, _value(row, item)) for item in shown.details),
        figure.register,
        str(row.id),
    )


def _value(row: object, item: Detail) -> str:
    value = getattr(row, item.field)
    if item.is_choice:
        return str(value)
    return "yes" if value else ""


def day_of(moment: object) -> str:
    """Return the local ISO 8601 date of a date or moment, also one written by the history; other text as it is."""
    if isinstance(moment, str) and "T" in moment and moment[:4].isdecimal():
        moment = datetime.fromisoformat(moment)
    if isinstance(moment, datetime):
        return timezone.localdate(moment).isoformat()
    return moment.isoformat() if isinstance(moment, date) else str(moment or "")
