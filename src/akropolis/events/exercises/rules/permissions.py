"""Permissions of this domain, as plain data."""

RESOURCE = "exercises:exercise"
READS = f"{RESOURCE}:read"
HOLDS = f"{RESOURCE}:edit"
"""Permission to plan and hold exercises in the unit, and to report on them."""
SCRIPT = "exercises:script"
SCRIPTED = "exercises:scripted"
"""Permission for the injects of written exercises."""
