"""The rights of this domain: `domain:resource` and its actions, as plain data."""

RESOURCE = "horizon:observation"
ACTIONS = ("read", "edit")
