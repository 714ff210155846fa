"""What falls due in the units in a year, worked out of the table, and how each stands on a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID, uuid5

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.shared.year_wheel.models import DutyOutcome, DutyStatus, DutyUnits, YearlyDuty
from akropolis.shared.year_wheel.models.evidence import DutyDone, duty_evidence
from akropolis.shared.year_wheel.rules.permissions import READ

NEAREST = timedelta(days=182)
"""What is done counts for the year whose last day is nearest."""


class DutyState(models.TextChoices):
    """How a duty of a year stands, what needs attention first."""

    LATE = "late", _("Late")
    BEGUN = "begun", _("To be done now")
    AHEAD = "ahead", _("Has not begun")
    UNKNOWN = "unknown", pgettext_lazy("duty", "Not known")
    DONE = "done", _("Done")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")


@dataclass(frozen=True)
class DutyOfYear:
    """A duty of a unit in a year, what came of it if anything is said or shown, and the day of looking at it."""

    duty: YearlyDuty
    unit: Unit
    year: int
    today: date
    outcome: DutyOutcome | None = None
    shown: DutyDone | None = None

    @cached_property
    def due(self) -> date:
        """The last day."""
        return self.duty.due_in(self.year)

    @property
    def late_days(self) -> int:
        """The number of days that it is late; 0 if it is not late."""
        return (self.today - self.due).days if self.state == DutyState.LATE else 0

    @cached_property
    def state(self) -> DutyState:
        """How it stands: what somebody says goes before what the registers show.

        If its day had passed before the duty was entered, and nothing shows it done, that is not known.
        """
        if self.outcome and self.outcome.state != DutyStatus.OPEN:
            return DutyState(self.outcome.state)
        if self.shown and not self.outcome:
            return DutyState.DONE
        if self.due >= self.today:
            begun = self.duty.begins_in(self.year) <= self.today
            return DutyState.BEGUN if begun else DutyState.AHEAD
        entered = timezone.localdate(self.duty.created_at)
        return DutyState.UNKNOWN if self.due < entered and not self.outcome else DutyState.LATE

    @property
    def key(self) -> UUID:
        """An id of duty, unit and year together."""
        return uuid5(self.duty.pk, f"{self.unit.pk}:{self.year}")


def duties_of_year(access: Access, today: date, year: int) -> list[DutyOfYear]:
    """Return what falls due in the year in the units that the user may read, by day.

    A duty counts if its row is in force on its last day, and a unit if it exists on that day. Two queries beside the
    tables, and one for each kind of evidence.
    """
    return _duties_of_years(access, today, [year])


def _duties_of_years(access: Access, today: date, years: Sequence[int]) -> list[DutyOfYear]:
    units, duties = _units(access), list(YearlyDuty.rows(access))
    rows = DutyOutcome.objects.visible(access).filter(year__in=years)
    said = {(row.unit_id, row.duty_id, row.year): row for row in rows}
    shown = _shown(access, {duty.shown_by for duty in duties}, years)
    found = [
        DutyOfYear(
            duty,
            unit,
            year,
            today,
            said.get((unit.pk, duty.pk, year)),
            _nearest(shown[duty.shown_by, unit.pk], duty.due_in(year)),
        )
        for year in years
        for duty in duties
        if YearlyDuty.holding([duty], duty.due_in(year))
        for unit in units
        if _concerns(duty, unit) and unit.valid_on(duty.due_in(year))
    ]
    return sorted(found, key=lambda row: (row.due, row.duty.position, row.unit.sort_key))


def _shown(
    access: Access, kinds: Collection[str], years: Sequence[int]
) -> Mapping[tuple[str, UUID], list[DutyDone]]:
    """What the registers show as done, by kind of evidence and unit."""
    first, last = date(years[0], 1, 1) - NEAREST, date(years[-1], 12, 31) + NEAREST
    found: dict[tuple[str, UUID], list[DutyDone]] = defaultdict(list)
    for key in sorted({*kinds} & {*duty_evidence.entries}):
        for done in duty_evidence.get(key).find(access, first, last):
            found[key, done.unit].append(done)
    return found


def _nearest(rows: Iterable[DutyDone], due: date) -> DutyDone | None:
    """The first that counts for the year of that last day."""
    near = (row for row in rows if abs(row.day - due) <= NEAREST)
    return min(near, key=lambda row: row.day, default=None)


def duty_of_year(access: Access, today: date, unit: str, year: int, duty: UUID) -> DutyOfYear | None:
    """Return the duty of the unit with the code in the year; None if the unit has none that the user may read."""
    rows = duties_of_year(access, today, year)
    return next((row for row in rows if row.unit.code == unit and row.duty.pk == duty), None)


def waiting_duties(access: Access, today: date) -> Iterator[DutyOfYear]:
    """Yield the duties that have begun and remain: of last year, this year, and of next year what begins early."""
    for row in _duties_of_years(access, today, range(today.year - 1, today.year + 2)):
        waits = row.state in (DutyState.BEGUN, DutyState.LATE)
        if waits and (not row.unit.valid_to or row.unit.valid_on(today)):
            yield row


def _units(access: Access) -> Sequence[Unit]:
    rows = Unit.objects.visible(access).filter(models.Q(reviews=True) | models.Q(kind=UnitKind.CITY))
    return [unit for unit in rows.select_related("parent") if access.may(READ, unit)]


def _concerns(duty: YearlyDuty, unit: Unit) -> bool:
    if duty.units == DutyUnits.CITY:
        return bool(unit.kind == UnitKind.CITY)
    return bool(unit.reviews and unit.kind != UnitKind.CITY)


def worst(rows: Collection[DutyOfYear]) -> DutyState:
    """Return the state among the rows that needs attention first."""
    order = list(DutyState)
    return min((row.state for row in rows), key=order.index)
