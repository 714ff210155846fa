"""The rights of this domain, as plain data. What a picture is about has its own gate, which is asked too."""

RESOURCE = "situations:situation"
READS = f"{RESOURCE}:read"
WRITES = f"{RESOURCE}:edit"
QUESTION = "situations:question"
