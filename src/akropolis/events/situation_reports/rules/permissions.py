"""Permissions of this domain, as plain data. A picture's subject has its own gate, which is also checked."""

RESOURCE = "situations:situation"
READS = f"{RESOURCE}:read"
WRITES = f"{RESOURCE}:edit"
QUESTION = "situations:question"
