"""The permissions of this domain that do not belong to a register."""

FULFILMENT = "compliance:fulfilment"
READ = f"{FULFILMENT}:read"
EDIT = f"{FULFILMENT}:edit"
CATALOGUE = "compliance:control:read"
"""Read the catalogue of measures, without their status."""
