"""The rights to moments and to the tasks in them."""

MOMENT = "moment:moment"
READ, EDIT = f"{MOMENT}:read", f"{MOMENT}:edit"
TASK = "moment:task"
DO = f"{TASK}:edit"
"""Do the tasks of moments, without the right to start or close a moment."""
