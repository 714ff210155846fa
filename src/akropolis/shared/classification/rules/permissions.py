"""The permissions of this domain (`domain:resource`) as plain strings."""

SCHEME = "classification:scheme"
LEGAL_BASIS = "classification:legal_basis"
INTAKE = "classification:intake"
"""The permission's only action is `settle`, for those who take over intake that concerns Sweden's security."""
