"""What is done with actions: raised, changed, finished."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from akropolis.actions.models import Action, ActionStatus
from akropolis.kernel.access.gate import Access
from akropolis.kernel.records.writer import Writer, writing


def initial(today: date) -> dict[str, Any]:
    """What a new action is proposed to be: decided today."""
    return {"begun_on": today, "status": ActionStatus.PLANNED}


def settled(values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The values with the day of completion in step with the status: set to today when missing, cleared when undone."""
    status = values.get("status")
    if status == ActionStatus.DONE and not values.get("done_on"):
        return {**values, "done_on": today}
    if status is not None and status != ActionStatus.DONE:
        return {**values, "done_on": None}
    return dict(values)


def raise_action(w: Writer, values: Mapping[str, Any]) -> Action:
    """A new action as part of a larger piece of work (an answer, an incident)."""
    return w.create(Action, settled(values, timezone.localdate(w.at)))


def create(access: Access, values: Mapping[str, Any], *, because: str = "") -> Action:
    """A new action."""
    with writing(access, because=because) as w:
        return raise_action(w, values)


def update(
    access: Access, row: Action, values: Mapping[str, Any], *, version: int | None = None, because: str = ""
) -> Action:
    """A changed action. Marked as done without a day, it was done today."""
    with writing(access, because=because) as w:
        return w.update(row, settled(values, timezone.localdate(w.at)), version=version)
