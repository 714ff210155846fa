"""The rights of cryptography: `domain:resource`, as plain data."""

CRYPTO_RULE = "assets:crypto_rule"
