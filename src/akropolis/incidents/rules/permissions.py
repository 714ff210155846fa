"""The rights of this domain: `domain:resource` and its actions, as plain data."""

RESOURCE = "incidents:incident"
ACTIONS = ("read", "edit")
LEADS = f"{RESOURCE}:edit"
"""To lead an event: in the unit to which it belongs."""
RECEIPT = "incidents:receipt"
RECEIVE = f"{RECEIPT}:edit"
TRACK = "incidents:track"
TRACKS = f"{TRACK}:edit"
"""To walk a track: to file its steps and to decide, in the unit whose duty it is."""
REPORT = "incidents:report"
REPORTS = f"{REPORT}:edit"
"""To report an event in one's own unit, which takes no right to read or handle incidents."""
