"""The units for which a year's reviews can be opened, who writes them, and why other units are left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from django.db.models import Q, QuerySet

from akropolis.base.kernel.access.forms import editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import appointments_in_force, gives
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.access.permissions import registry
from akropolis.review.review.models import Review
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.rules.states import EDIT, OPEN
from akropolis.review.review.selectors.reviews import units_due
from akropolis.review.review.words import gettext_lazy as _
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind

BECAUSE = "whoever opens the year's reviews sees which units have one, and who is asked to write the others"


class LeftOut(Enum):
    """Why a unit gets no review, or why it is not proposed."""

    OPENED = _("already opened")
    ENDED = _("abolished")
    NO_WRITER = _("nobody has a role to write its review")


@dataclass(frozen=True, slots=True)
class YearUnit:
    """A unit, those who write its review, and why it is left out. One that only lacks a writer can be chosen."""

    unit: Unit
    writers: Sequence[User] = field(default=())
    left_out: LeftOut | None = None

    @property
    def is_open_to_choice(self) -> bool:
        """Whether a review can be opened for the unit."""
        return self.left_out in (None, LeftOut.NO_WRITER)


def openable(
    access: Access, year: int, permission: str = EDIT, kind: YearlyReportKind = REVIEW
) -> QuerySet[Unit]:
    """Return the units that make reviews, exist, and have none of the year, where the user has the permission."""
    rows = Review.objects.unscoped(because=BECAUSE).filter(kind=kind.key, year=year, archived_at__isnull=True)
    return (
        reviewing_units(access, permission, kind)
        .filter(valid_to__isnull=True)
        .exclude(pk__in=list(rows.values_list("owner_unit_id", flat=True)))
    )


def reviewing_units(access: Access, permission: str, kind: YearlyReportKind = REVIEW) -> QuerySet[Unit]:
    """Return the units that make reviews, where the user has the permission."""
    return editable_units(access, kind.right(permission)).filter(units_due(kind) | Q(kind=UnitKind.CITY))


def units_of_year(access: Access, year: int, day: date, kind: YearlyReportKind = REVIEW) -> list[YearUnit]:
    """Return every unit the user may open a review for, or that has one or ended in the year's period.

    In Swedish order, the city first. Four queries.
    """
    first = kind.period(year)[0]
    rows = reviewing_units(access, OPEN, kind).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first))
    free = set(openable(access, year, OPEN, kind).values_list("pk", flat=True))
    writers = _writers(list(rows), day, kind.right(EDIT))
    found = []
    for unit in sorted(rows, key=lambda unit: (unit.kind != UnitKind.CITY, unit.sort_key)):
        if unit.pk in free:
            reason = None if writers[unit] else LeftOut.NO_WRITER
        else:
            reason = LeftOut.ENDED if unit.valid_to else LeftOut.OPENED
        found.append(YearUnit(unit, writers[unit], reason))
    return found


def _writers(units: Sequence[Unit], day: date, edit: str) -> dict[Unit, list[User]]:
    """Return those who write each unit's review. One with a role for the whole city writes the city's alone."""
    rows = [each for each in appointments_in_force(day, BECAUSE) if edit in registry.expand(each.role.grants)]
    found = {
        unit: {each.user for each in rows if each.unit and _near(each.unit, unit) and gives(each, edit, unit)}
        for unit in units
    }
    return {unit: sorted(people, key=lambda user: user.sort_key) for unit, people in found.items()}


def _near(held_in: Unit, unit: Unit) -> bool:
    return held_in.kind != UnitKind.CITY or unit.kind == UnitKind.CITY
