"""The permissions of this domain, and of what belongs to the installation as a whole, as plain data."""

READ, EDIT, REDACT = "read", "edit", "redact"
RESOURCES: dict[str, tuple[str, ...]] = {
    "organisation:unit": (READ, EDIT),
    "organisation:reorganisation": (READ, EDIT),
    "organisation:person": (READ, EDIT),
    "organisation:appointment": (READ, EDIT),
    "organisation:role": (READ, EDIT),
    "organisation:token": (READ, EDIT),
    "history:chain": (READ, REDACT),
    "registers:view": (READ, EDIT),
}
