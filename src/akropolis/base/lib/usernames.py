"""What a user name looks like, wherever it is written or comes from."""

USERNAME = r"^[a-z0-9][a-z0-9._-]{0,59}$"
"""Lower case letters, figures, full stop, hyphen and underscore: 60 signs at most."""
