"""Writing actions: the default values of new actions, and the date of completion."""

from collections.abc import Mapping
from datetime import date

from akropolis.base.kernel.registers.verbs import Verbs
from akropolis.shared.actions.models import Action, ActionStatus


class ActionVerbs(Verbs[Action]):
    """Operations on actions: an action marked as done without a date gets today as `done_on`."""

    def initial(self, today: date) -> dict[str, object]:
        """Return the default values of a new action: status planned, decided today."""
        return {"begun_on": today, "status": ActionStatus.PLANNED}

    def prepare(self, values: Mapping[str, object], today: date) -> dict[str, object]:
        """Set `done_on` to today if the action becomes done without a date, to None if it gets another status."""
        status = values.get("status")
        if status == ActionStatus.DONE and not values.get("done_on"):
            return {**values, "done_on": today}
        if status is not None and status != ActionStatus.DONE:
            return {**values, "done_on": None}
        return dict(values)


VERBS = ActionVerbs()
