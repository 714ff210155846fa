"""The rights of this domain: `domain:resource` and its actions, as plain data."""

RESOURCE = "suppliers:supplier"
ACTIONS = ("read", "edit")
