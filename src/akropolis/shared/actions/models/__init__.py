from akropolis.shared.actions.models.actions import Action, ActionStatus, Recurrence
from akropolis.shared.actions.models.cause_choices import Cause
from akropolis.shared.actions.models.causes import CauseLink

__all__ = ["Action", "ActionStatus", "Cause", "CauseLink", "Recurrence"]
