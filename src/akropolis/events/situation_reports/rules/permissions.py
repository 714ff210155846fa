"""Permissions of this domain, as plain data. The gate of a picture's subject is checked as well."""

RESOURCE = "situations:situation"
READS = f"{RESOURCE}:read"
WRITES = f"{RESOURCE}:edit"
QUESTION = "situations:question"
