"""Save completed training: the name and the last day follow from the course where they are empty."""

from datetime import date

from akropolis.assurance.training.models import CourseCompletion
from akropolis.assurance.training.models.completions import filled
from akropolis.base.kernel.registers.verbs import Values, Verbs


class CompletionVerbs(Verbs[CourseCompletion]):
    """Operations on completed training."""

    def initial(self, today: date) -> Values:
        """Return the default values of a new row: completed today."""
        return {"done_on": today}

    def prepare(self, values: Values, today: date) -> dict[str, object]:
        """Return the values with the name and the last day that follow from the course, where they are empty."""
        return filled(values)


VERBS = CompletionVerbs()
