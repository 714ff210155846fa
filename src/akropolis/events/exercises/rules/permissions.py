"""Permissions of this domain, as plain data."""

RESOURCE = "exercises:exercise"
READS = f"{RESOURCE}:read"
HOLDS = f"{RESOURCE}:edit"
"""The permission to plan and hold exercises in a unit, and to report on them."""
SCRIPT = "exercises:script"
SCRIPTED = "exercises:scripted"
"""The permission for injects of written exercises."""
