from akropolis.actions.models.actions import Action, ActionStatus
from akropolis.actions.models.cause_choices import Cause
from akropolis.actions.models.causes import CauseLink

__all__ = ["Action", "ActionStatus", "Cause", "CauseLink"]
