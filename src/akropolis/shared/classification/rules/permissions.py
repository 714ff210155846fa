"""The permissions of this domain: `domain:resource` and its actions, as plain data."""

SCHEME = "classification:scheme"
LEGAL_BASIS = "classification:legal_basis"
INTAKE = "classification:intake"
"""Its one action, `settle`, is for whoever takes over what concerns Sweden's security."""
