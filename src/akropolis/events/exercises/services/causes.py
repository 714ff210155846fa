"""How exercises raise actions: an action follows from an observation."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.events.exercises.models import ExerciseAction, GoalOutcome, Observed
from akropolis.shared.actions.models import Cause
from akropolis.shared.actions.selectors.causes import CausePart, Origin, RowCause


class ExerciseCause(RowCause[ExerciseAction]):
    """An exercise as a cause of actions: for its observations, or while there are none, for the whole."""

    key, cause, label = "exercise", Cause("exercise", _("Exercise"), 40), _("Exercise")
    link, page = ExerciseAction, "exercises-detail"

    def origin(self, access: Access, key: str) -> Origin:
        """Return the exercise, with its observations as parts: each may have an action of its own."""
        found = super().origin(access, key)
        rows = Observed.objects.visible(access).filter(**found.where)
        return replace(found, parts={str(row.pk): _part(row) for row in rows}, apart=True)


def _part(row: Observed) -> CausePart:
    outcome = GoalOutcome(row.outcome).label
    return CausePart(f"{outcome}: {row}", {"observed": row}, row.goal[:200])


EXERCISE = ExerciseCause()
