"""Status of the units' reviews of a year, computed in one place so that every page agrees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.ui.parts import Kind
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.models.reviews import READ
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.selectors.reviews import units_due
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind

STATE_KINDS: Mapping[ReviewState | None, Kind] = {
    None: "neutral",
    ReviewState.PLANNED: "neutral",
    ReviewState.ONGOING: "info",
    ReviewState.CIRCULATED: "warning",
    ReviewState.DECIDED: "success",
}
"""The colour of a review's state; None for a unit without a review."""


@dataclass(frozen=True, slots=True)
class UnitReviewStatus:
    """A unit and the state of the newest edition of its review of the year; None if the unit has no review."""

    code: str
    name: str
    kind: UnitKind
    state: ReviewState | None

    @property
    def is_begun(self) -> bool:
        """Whether the review has been started."""
        return self.state not in (None, ReviewState.PLANNED)


def standings(
    access: Access, wanted: Sequence[int], kind: YearlyReportKind = REVIEW
) -> dict[int, list[UnitReviewStatus]]:
    """Map each of the wanted years to the status of the units below the city, in Swedish sort order.

    A unit is included if its review of the year is visible to the user, or if the review is missing: the
    unit makes reviews, existed at the end of the period, and the user may read its reviews. Two queries.
    """
    rows = Review.objects.visible(access).filter(kind=kind.key, year__in=wanted, archived_at__isnull=True)
    rows = rows.exclude(owner_unit__kind=UnitKind.CITY).order_by("edition")
    names = ("sort_key", "code", "name", "kind")
    found: dict[int, dict[tuple[str, ...], ReviewState | None]] = {
        year: {tuple(getattr(unit, name) for name in names): None for unit in due}
        for year, due in _due(access, wanted, kind).items()
    }
    for year, state, *unit in rows.values_list("year", "state", *(f"owner_unit__{name}" for name in names)):
        found[year][tuple(unit)] = ReviewState(state)
    return {
        year: [
            UnitReviewStatus(code, name, UnitKind(unit_kind), state)
            for (_key, code, name, unit_kind), state in sorted(units.items())
        ]
        for year, units in found.items()
    }


def _due(access: Access, wanted: Sequence[int], kind: YearlyReportKind) -> dict[int, list[Unit]]:
    rows = (
        Unit.objects.visible(access)
        .filter(access.units(kind.right(READ)), units_due(kind))
        .exclude(kind=UnitKind.CITY)
    )
    units = list(rows)
    return {year: [unit for unit in units if unit.valid_on(kind.period(year)[1])] for year in wanted}
