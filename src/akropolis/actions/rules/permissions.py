"""The rights of this domain: `domain:resource` and its actions, as plain data."""

RESOURCE = "actions:action"
ACTIONS = ("read", "edit")
