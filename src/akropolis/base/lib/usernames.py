"""Format of a user name, wherever it is written or comes from."""

USERNAME = r"^[a-z0-9][a-z0-9._-]{0,59}$"
"""Lower case letters, digits, full stop, hyphen and underscore: at most 60 characters."""
