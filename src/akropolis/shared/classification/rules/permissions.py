"""The permissions of this domain: `domain:resource` and its actions, as plain data."""

SCHEME = "classification:scheme"
LEGAL_BASIS = "classification:legal_basis"
INTAKE = "classification:intake"
"""Its only action, `settle`, is for those who take over what concerns Sweden's security."""
