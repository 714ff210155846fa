from akropolis.actions.models.actions import Action, ActionStatus, Cause
from akropolis.actions.models.causes import CauseLink

__all__ = ["Action", "ActionStatus", "Cause", "CauseLink"]
