"""The rights of this domain: `domain:resource` and its actions, as plain data."""

RESOURCE = "incidents:incident"
ACTIONS = ("read", "edit")
RECEIPT = "incidents:receipt"
RECEIVE = f"{RECEIPT}:edit"
