"""How exercises raise actions and deviations: they follow from what was observed."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.deviations.models import FoundBy
from akropolis.assurance.deviations.services.deviations import DeviationSource
from akropolis.base.kernel.access.gate import Access
from akropolis.events.exercises.models import Exercise, ExerciseAction, GoalOutcome, Observed
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


def _known_deviation(access: Access, exercise: Exercise) -> Mapping[str, object] | None:
    rows = Observed.objects.visible(access).filter(exercise=exercise).exclude(outcome=GoalOutcome.MET)
    found = [f"{row.goal}: {row.text}" for row in rows]
    if not found or exercise.ended_at is None:
        return None
    what, day = "\n".join(found)[:4000], timezone.localdate(exercise.ended_at)
    return {"title": exercise.title, "what": what, "found_on": day}


DEVIATION_SOURCE = DeviationSource(FoundBy.EXERCISE, _known_deviation)
"""Exercises that have ended raise deviations, for the goals that were not reached."""
