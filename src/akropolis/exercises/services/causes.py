"""How exercises raise actions: what was seen becomes something that somebody does."""

from django.utils.translation import gettext_lazy as _

from akropolis.actions.models import Cause
from akropolis.actions.selectors.causes import RowCause
from akropolis.exercises.models import ExerciseAction


class ExerciseCause(RowCause):
    """An exercise raises actions, in the unit that held it and wherever else one may write them."""

    key, cause, label = "exercise", Cause.EXERCISE, _("Exercise")
    link, page = ExerciseAction, "exercises-detail"


EXERCISE = ExerciseCause()
