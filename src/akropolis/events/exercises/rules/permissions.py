"""The rights of this domain, as plain data."""

RESOURCE = "exercises:exercise"
READS = f"{RESOURCE}:read"
HOLDS = f"{RESOURCE}:edit"
"""To plan and hold exercises in the unit, and to say how they went."""
SCRIPT = "exercises:script"
SCRIPTED = "exercises:scripted"
"""The injects of written exercises."""
