"""Signatures of outgoing messages by Standard Webhooks 1.0 (standardwebhooks.com)."""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha256
from hmac import new as keyed

PREFIX = "whsec_"
BYTES = 32
SHORTEST, LONGEST = 24, 64
"""Minimum and maximum length, in bytes, of a secret that is chosen by a user instead of generated."""


def new_secret() -> str:
    """Return a new signing secret: 256 random bits, as text."""
    return PREFIX + b64encode(secrets.token_bytes(BYTES)).decode()


def is_secret(text: str) -> bool:
    """Return whether the text is a secret in the format of Standard Webhooks, of an allowed length."""
    try:
        key = b64decode(text.removeprefix(PREFIX), validate=True)
    except ValueError:
        return False
    return text.startswith(PREFIX) and SHORTEST <= len(key) <= LONGEST


def signature(secret: str, message: str, at: int, body: bytes) -> str:
    """Return the signature of the body, the moment (seconds since 1970) and the message id."""
    signed = f"{message}.{at}.".encode() + body
    return "v1," + b64encode(keyed(b64decode(secret.removeprefix(PREFIX)), signed, sha256).digest()).decode()


def headers(secrets_: Iterable[str], message: str, at: int, body: bytes) -> dict[str, str]:
    """Return the headers of a message. While a secret is being replaced there is one signature for each."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signature(secret, message, at, body) for secret in secrets_),
    }
