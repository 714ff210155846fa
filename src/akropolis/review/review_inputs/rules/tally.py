"""From numbers per owning unit to figures: the whole, each unit's part, and the list that shows the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from akropolis.base.lib.figures import DeclaredFigure, FigureTally, sum_tallies, value_of
from akropolis.base.lib.periods import Period
from akropolis.review.review_inputs.rules.coverage import OwnReview, UnitNode
from akropolis.review.review_inputs.rules.figures import FigurePart, FigureReading, RowsRef, Spread, reading

type Numbers = Mapping[str, Mapping[str, FigureTally]]
"""Numbers by the path of the owning unit, and for each unit by figure key."""


@dataclass(frozen=True, slots=True)
class TallyBasis:
    """The basis for computing the figures of one unit. The numbers of a register are None if the user may not
    read it.

    `numbers` is keyed by register. `branches` are the units below that have a line of their own; `reviews`
    their own reviews of the year, by unit code; `spreads` the rows by month, by figure key.
    """

    code: str
    period: Period
    figures: Sequence[DeclaredFigure]
    numbers: Mapping[str, Numbers | None]
    branches: Sequence[UnitNode] = ()
    reviews: Mapping[str, OwnReview] | None = None
    spreads: Mapping[str, tuple[Spread, ...]] | None = None


def rows_of(figure: DeclaredFigure, period: Period, count: int, unit: str = "") -> RowsRef:
    """Refer to the figure's rows in its register's list: those of the unit and below, or all."""
    within = {figure.within: unit} if unit else {}
    query = urlencode({**within, **figure.query(period)}, safe=":,")
    return RowsRef(figure.register, query, count)


def read_figure(figure: DeclaredFigure, ground: TallyBasis) -> FigureReading:
    """Compute the figure, with its parts and the link to its rows."""
    numbers = ground.numbers.get(figure.register)
    if numbers is None:
        return reading(figure, None)
    found = _sum(numbers, figure.key)
    return reading(
        figure,
        value_of(figure, found),
        denominator=_denominator(numbers, figure),
        without=found.without,
        rows=rows_of(figure, ground.period, found.rows, ground.code),
        parts=_parts(figure, numbers, ground),
        spread=(ground.spreads or {}).get(figure.key, ()),
    )


def _sum(numbers: Numbers, key: str) -> FigureTally:
    return sum_tallies(row[key] for row in numbers.values()) if numbers else FigureTally()


def _parts(figure: DeclaredFigure, numbers: Numbers, ground: TallyBasis) -> tuple[FigurePart, ...]:
    """Return one part per branch, and one for the rows outside them if any; together they are the whole."""
    if not ground.branches:
        return ()
    within: dict[str, Numbers] = {
        node.code: {path: row for path, row in numbers.items() if path.startswith(node.path)}
        for node in ground.branches
    }
    taken = {path for rows in within.values() for path in rows}
    outside = {path: row for path, row in numbers.items() if path not in taken}
    parts = [_part(node, within[node.code], figure, ground) for node in ground.branches]
    rest = FigurePart("", "", value_of(figure, _sum(outside, figure.key)), _denominator(outside, figure))
    return tuple([*parts, rest] if rest.value or rest.denominator else parts)


def _part(node: UnitNode, numbers: Numbers, figure: DeclaredFigure, ground: TallyBasis) -> FigurePart:
    review = (ground.reviews or {}).get(node.code)
    last = node.valid_to
    return FigurePart(
        node.code,
        node.name,
        value_of(figure, _sum(numbers, figure.key)),
        _denominator(numbers, figure),
        review.id if review else None,
        last.isoformat() if last and last < ground.period.last else "",
    )


def _denominator(numbers: Numbers, figure: DeclaredFigure) -> int | None:
    return _sum(numbers, figure.of).value if figure.of else None
