"""What a krona buys: the expected loss that measures take away, and the set of them that a budget does best with.

A measure costs kr once, lasts some years, and leaves a share of the frequency and of the loss of some risks, each
share given as a range with every value in it as likely. Measures on the same risk work one after the other: of what
the first leaves, the next leaves its share. Nothing is discounted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Final

from akropolis.graph.risk_losses.rules.losses import RangeProblem

MOST_TRIED: Final = 50_000
"""Sets that are looked at before the best found is answered without proof that it is the best."""


@dataclass(frozen=True)
class Reduction:
    """Shares (0 to 1) that are left, from the lowest to the highest: of the frequency, and of an event's loss."""

    frequency: tuple[float, float] = (1.0, 1.0)
    loss: tuple[float, float] = (1.0, 1.0)

    @property
    def left(self) -> float:
        """Share of the expected loss that is left on average."""
        return sum(self.frequency) / 2 * sum(self.loss) / 2


@dataclass(frozen=True)
class MeasureOption:
    """A measure that may be bought: its cost in kr, the years it lasts, and what it does to risks, by their
    keys.
    """

    key: str
    cost: float
    years: int
    effects: Mapping[str, Reduction]


@dataclass(frozen=True)
class BestSet:
    """The measures to buy, their cost, the loss that they take away, and whether no other set takes away more."""

    keys: tuple[str, ...]
    cost: float
    reduced: float
    proven: bool


def share_problem(low: float | None, high: float | None) -> RangeProblem | None:
    """Return what is wrong with a range of shares between 0 and 1, or None."""
    if low is None and high is None:
        return None
    if low is None or high is None:
        return RangeProblem.ONE_END
    if not (isfinite(low) and isfinite(high)):
        return RangeProblem.NOT_A_NUMBER
    if low < 0:
        return RangeProblem.NEGATIVE
    if high > 1:
        return RangeProblem.TOO_LARGE
    return RangeProblem.REVERSED if low > high else None


def reduced_by(measures: Iterable[MeasureOption], expected: Mapping[str, float]) -> float:
    """Return the expected loss that the measures take away together while they last. `expected` is a year's, by
    risk.
    """
    bought = tuple(measures)
    reduced, before = 0.0, 0
    for end in sorted({one.years for one in bought}):
        left: dict[str, float] = {}
        for one in bought:
            if one.years >= end:
                for risk, effect in one.effects.items():
                    left[risk] = left.get(risk, 1.0) * effect.left
        reduced += (end - before) * sum(
            expected.get(risk, 0.0) * (1 - share) for risk, share in sorted(left.items())
        )
        before = end
    return reduced


@dataclass
class _Search:
    """Branch and bound. What a measure adds to a set is at most what it takes away alone, so alone it bounds
    the rest.
    """

    order: Sequence[tuple[MeasureOption, float]]
    expected: Mapping[str, float]
    budget: float
    best: tuple[MeasureOption, ...] = ()
    reduced: float = 0.0
    tried: int = field(default=0)

    def bound(self, index: int, budget: float) -> float:
        """Return more than the measures from `index` on can add within the budget: the last is bought in part."""
        added = 0.0
        for measure, alone in self.order[index:]:
            if measure.cost > budget:
                return added + alone * budget / measure.cost
            added, budget = added + alone, budget - measure.cost
        return added

    def look(self, index: int, bought: tuple[MeasureOption, ...], reduced: float, budget: float) -> None:
        """Try with and without each measure from `index` on, the best by krona first."""
        self.tried += 1
        if reduced > self.reduced:
            self.best, self.reduced = bought, reduced
        if index == len(self.order) or self.tried >= MOST_TRIED:
            return
        if reduced + self.bound(index, budget) <= self.reduced * (1 + 1e-12):
            return
        measure = self.order[index][0]
        if measure.cost <= budget:
            more = (*bought, measure)
            self.look(index + 1, more, reduced_by(more, self.expected), budget - measure.cost)
        self.look(index + 1, bought, reduced, budget)


def best_set(measures: Iterable[MeasureOption], expected: Mapping[str, float], budget: float) -> BestSet:
    """Return the affordable set of measures that takes away most expected loss, found by branch and bound.

    The search begins with the best by krona, so what it has when it gives up is no worse than buying in that
    order.
    """
    alone = [(one, reduced_by((one,), expected)) for one in measures]
    order = sorted(
        ((one, gain) for one, gain in alone if gain > 0),
        key=lambda pair: (-pair[1] / pair[0].cost, pair[0].key),
    )
    search = _Search(order, expected, budget)
    search.look(0, (), 0.0, budget)
    cost = sum(one.cost for one in search.best)
    return BestSet(tuple(one.key for one in search.best), cost, search.reduced, search.tried < MOST_TRIED)
