"""The rights of training, besides those of its register and its table."""

READ, EDIT = "training:completion:read", "training:completion:edit"
PERSON = "training:person"
"""Which person has taken what: given by name only."""
PERSON_READ = f"{PERSON}:read"
