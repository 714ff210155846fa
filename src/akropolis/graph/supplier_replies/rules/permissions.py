"""The rights to follow-ups of suppliers, which show where they are weak (OSL 18 kap. 8 §): each role names them."""

INQUIRY = "supplier_replies:inquiry"
READ, EDIT = f"{INQUIRY}:read", f"{INQUIRY}:edit"
