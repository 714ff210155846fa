"""The rights of this domain: `domain:resource` and its actions, as plain data."""

RESOURCE = "assets:service"
ACTIONS = ("read", "edit")
