"""What is done with actions: proposed, and finished on a day."""

from collections.abc import Mapping
from datetime import date

from akropolis.base.kernel.registers.verbs import Verbs
from akropolis.shared.actions.models import Action, ActionStatus


class ActionVerbs(Verbs[Action]):
    """Marked as done without a day, an action was done today."""

    def initial(self, today: date) -> dict[str, object]:
        """What a new action is proposed to be: decided today."""
        return {"begun_on": today, "status": ActionStatus.PLANNED}

    def prepare(self, values: Mapping[str, object], today: date) -> dict[str, object]:
        """The day of completion in step with the status: set to today when missing, cleared when undone."""
        status = values.get("status")
        if status == ActionStatus.DONE and not values.get("done_on"):
            return {**values, "done_on": today}
        if status is not None and status != ActionStatus.DONE:
            return {**values, "done_on": None}
        return dict(values)


VERBS = ActionVerbs()
