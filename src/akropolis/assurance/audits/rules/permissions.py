"""The rights to audits, which show where the city is weak (OSL 18 kap. 8 §): each role names them."""

AUDIT = "audit:audit"
READ, EDIT = f"{AUDIT}:read", f"{AUDIT}:edit"
