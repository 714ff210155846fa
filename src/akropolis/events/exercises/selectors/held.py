"""The exercises that have been held, for the year wheel."""

from collections.abc import Iterator
from datetime import date

from akropolis.base.kernel.access.gate import Access
from akropolis.events.exercises.models import Exercise, ExerciseState
from akropolis.shared.year_wheel.models.evidence import DutyDone

HELD = (ExerciseState.ENDED, ExerciseState.REPORTED)


def held_between(access: Access, first: date, last: date) -> Iterator[DutyDone]:
    """Yield the exercises planned for those days that have been held, of those that the user may read."""
    rows = Exercise.objects.visible(access).filter(state__in=HELD, planned_on__range=(first, last))
    for row in rows:
        yield DutyDone(row.owner_unit_id, row.planned_on, row.number)
