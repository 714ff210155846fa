"""Writing actions: defaults for new ones, and the day of completion."""

from collections.abc import Mapping
from datetime import date

from akropolis.base.kernel.registers.verbs import Verbs
from akropolis.shared.actions.models import Action, ActionStatus


class ActionVerbs(Verbs[Action]):
    """Verbs of actions: an action marked as done without a day was done today."""

    def initial(self, today: date) -> dict[str, object]:
        """Return the defaults of a new action: decided today."""
        return {"begun_on": today, "status": ActionStatus.PLANNED}

    def prepare(self, values: Mapping[str, object], today: date) -> dict[str, object]:
        """Keep the day of completion consistent with the status: set to today if missing, cleared when reopened."""
        status = values.get("status")
        if status == ActionStatus.DONE and not values.get("done_on"):
            return {**values, "done_on": today}
        if status is not None and status != ActionStatus.DONE:
            return {**values, "done_on": None}
        return dict(values)


VERBS = ActionVerbs()
