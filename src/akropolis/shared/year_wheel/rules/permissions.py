"""The rights to the duties of the year and to what came of them."""

DUTY = "wheel:duty"
OUTCOME = "wheel:outcome"
READ, SETTLE = f"{OUTCOME}:read", f"{OUTCOME}:edit"
