"""The graph's permissions: `domain:resource`, as plain data. Those of its registers follow from their models."""

CLASSIFICATION = "assets:classification"
