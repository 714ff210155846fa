"""The permissions of this domain that do not follow from a register."""

FULFILMENT = "compliance:fulfilment"
READ = f"{FULFILMENT}:read"
EDIT = f"{FULFILMENT}:edit"
CATALOGUE = "compliance:control:read"
"""The right to read the catalogue of measures, without their status."""
