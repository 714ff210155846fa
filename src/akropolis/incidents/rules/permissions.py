"""The rights of this domain: `domain:resource` and its actions, as plain data."""

RESOURCE = "incidents:incident"
ACTIONS = ("read", "edit")
RECEIPT = "incidents:receipt"
RECEIVE = f"{RECEIPT}:edit"
REPORT = "incidents:report"
REPORTS = f"{REPORT}:edit"
"""To report an event in one's own unit, which takes no right to read or handle incidents."""
