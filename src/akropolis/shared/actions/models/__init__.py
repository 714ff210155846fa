from akropolis.shared.actions.models.actions import Action, ActionRecurrence, ActionStatus
from akropolis.shared.actions.models.cause_choices import Cause
from akropolis.shared.actions.models.causes import CauseLink

__all__ = ["Action", "ActionRecurrence", "ActionStatus", "Cause", "CauseLink"]
