"""The rights of this domain: `domain:resource` and its actions, as plain data."""

REGISTERS = (
    "assets:information",
    "assets:service",
    "assets:process",
    "assets:platform",
    "assets:ai_system",
    "assets:crypto",
    "assets:location",
    "assets:devices",
    "assets:dependency",
)
"""The resources that are registers, each with read and edit."""

CLASSIFICATION = "assets:classification"
OFFER = "assets:offer"
GAP = "assets:gap"
QUESTION = "assets:question"
CONTROLLERSHIP = "assets:controllership"
CRYPTO_RULE = "assets:crypto_rule"
AI_CLASS = "assets:ai_class"
