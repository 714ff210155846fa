"""The rights of this domain that are not a register's."""

FULFILMENT = "compliance:fulfilment"
READ = f"{FULFILMENT}:read"
EDIT = f"{FULFILMENT}:edit"
CATALOGUE = "compliance:control:read"
"""To read what measures there are, without how any of them stands."""
