"""Add, correct and remove the injects and observations of an exercise."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import visible
from akropolis.base.kernel.records.writer import writing
from akropolis.events.exercises.models import Exercise, ExerciseAction, Inject, Observed
from akropolis.events.exercises.rules.permissions import HOLDS

type Child = Inject | Observed


def keep(access: Access, row: Child, values: Mapping[str, object], *, version: int | None = None) -> Child:
    """Save the row, new or changed. Raises Hidden without the permission, Refused if the row is locked, Invalid
    on bad values, Stale if somebody else has changed it since `version`.
    """
    with writing(access) as w:
        if row._state.adding:
            return w.create(type(row), {"exercise": row.exercise, **values})
        return w.update(row, values, version=version)


def remove(access: Access, row: Child) -> Child:
    """Remove the row; the history keeps it. Raises as `keep`, and Refused if an action was raised for it."""
    if isinstance(row, Observed) and ExerciseAction.everything.filter(observed=row).exists():
        raise Refused(_("An action was raised for it, so it stands. Change its words instead."))
    with writing(access) as w:
        w.remove(row)
        return row


def child_of[C: Inject | Observed](access: Access, model: type[C], pk: UUID) -> C:
    """Return the row with that primary key, if the user may write it. Raises Hidden otherwise."""
    found = visible(model, access).select_related("exercise__owner_unit").one(pk=pk)
    _must(access, found.exercise)
    return found


def exercise_of(access: Access, pk: UUID) -> Exercise:
    """Return the exercise with that primary key, if the user may hold it. Raises Hidden otherwise."""
    found: Exercise = Exercise.objects.visible(access).select_related("owner_unit", "incident").one(pk=pk)
    _must(access, found)
    return found


def _must(access: Access, exercise: Exercise) -> None:
    access.must(HOLDS, exercise.owner_unit)
