"""The graph's permissions, `domain:resource`, as plain data. Permissions of its registers follow from their models."""

CLASSIFICATION = "assets:classification"
