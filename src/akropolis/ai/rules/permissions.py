"""The rights of AI systems: `domain:resource`, as plain data."""

AI_CLASS = "assets:ai_class"
