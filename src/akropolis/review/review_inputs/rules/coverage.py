"""Which units are due to make a review, and how far each has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from akropolis.base.lib.periods import Period
from akropolis.base.lib.unit_paths import downwards
from akropolis.review.review_inputs.rules.figures import CoverageLine, Standing


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit in the tree, as plain data. `path` ends with a slash and begins with the top unit's code."""

    code: str
    name: str
    path: str
    reviews: bool
    valid_from: date
    valid_to: date | None = None

    def exists_on(self, day: date) -> bool:
        """Whether the unit existed on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def existed_in(self, period: Period) -> bool:
        """Whether the unit existed on at least one day of the period."""
        return self.valid_from <= period.last and (self.valid_to is None or self.valid_to >= period.first)


@dataclass(frozen=True, slots=True)
class OwnReview:
    """One edition of a unit's own review of the year. `state` is the stored state."""

    id: str
    unit: str
    edition: int
    state: str


def due(nodes: Iterable[UnitNode], top: str, period: Period) -> tuple[UnitNode, ...]:
    """Return the units below the path `top` that are due: they make reviews and existed on the period's last day."""
    return tuple(
        node
        for node in nodes
        if node.reviews and node.path != top and node.path.startswith(top) and node.exists_on(period.last)
    )


def counted_alone(nodes: Iterable[UnitNode], top: str, period: Period) -> tuple[UnitNode, ...]:
    """Return the units below `top` that get a line of their own in a breakdown: the topmost in each branch.

    They make reviews and existed in the period, even if they ended during it. A unit that has been merged
    into another lies below its successor in the tree, and its rows belong to the successor, so they are
    counted on the successor's line.
    """
    below = [node for node in nodes if node.reviews and node.path != top and node.path.startswith(top)]
    existed = {node.path for node in below if node.existed_in(period)}
    over = {above for path in existed for above in downwards(path)}
    candidates = [node for node in below if node.path in over]
    paths = {node.path for node in candidates}
    return tuple(node for node in candidates if paths.isdisjoint(downwards(node.path)[:-1]))


def lines(due_units: Sequence[UnitNode], reviews: Iterable[OwnReview]) -> tuple[CoverageLine, ...]:
    """Return the status of each due unit. A decided edition counts, even while a later edition is being written."""
    best = best_reviews(reviews)
    return tuple(
        CoverageLine(
            node.code,
            node.name,
            standing(best[node.code].state) if node.code in best else "not_begun",
            best[node.code].id if node.code in best else "",
        )
        for node in due_units
    )


def best_reviews(reviews: Iterable[OwnReview]) -> Mapping[str, OwnReview]:
    """Map each unit code to the review that counts: the latest decided edition, or else the latest edition."""
    best: dict[str, OwnReview] = {}
    for review in sorted(reviews, key=lambda r: (r.state == "decided", r.edition)):
        best[review.unit] = review
    return best


def standing(state: str) -> Standing:
    """Return how far a review in that state has come: decided, under way or not begun."""
    if state == "decided":
        return "decided"
    return "under_way" if state in ("ongoing", "circulated") else "not_begun"
