from akropolis.actions.models.actions import Action, ActionStatus, Cause

__all__ = ["Action", "ActionStatus", "Cause"]
