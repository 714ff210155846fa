"""Save completed training: the last day follows from the course where it is empty."""

from datetime import date

from akropolis.assurance.training.models import Course, CourseCompletion
from akropolis.assurance.training.models.completions import last_day
from akropolis.base.kernel.registers.verbs import Values, Verbs


class CompletionVerbs(Verbs[CourseCompletion]):
    """Operations on completed training."""

    def initial(self, today: date) -> Values:
        """Return the default values of a new row: completed today."""
        return {"done_on": today}

    def prepare(self, values: Values, today: date) -> dict[str, object]:
        """Return the values with the last day that follows from the course, where none is written."""
        found, course, day = dict(values), values.get("course"), values.get("done_on")
        if not found.get("valid_to") and isinstance(course, Course) and isinstance(day, date):
            found["valid_to"] = last_day(course, day)
        return found


VERBS = CompletionVerbs()
