"""Signatures of what is sent, as Standard Webhooks 1.0 has them (standardwebhooks.com)."""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha256
from hmac import new as keyed

PREFIX = "whsec_"
BYTES = 32
SHORTEST, LONGEST = 24, 64
"""Bytes that a secret of somebody else's choosing has at least and at most."""


def new_secret() -> str:
    """A secret to sign with: 256 random bits, as text."""
    return PREFIX + b64encode(secrets.token_bytes(BYTES)).decode()


def is_secret(text: str) -> bool:
    """Whether it is one as Standard Webhooks writes it, of a length that it allows."""
    try:
        key = b64decode(text.removeprefix(PREFIX), validate=True)
    except ValueError:
        return False
    return text.startswith(PREFIX) and SHORTEST <= len(key) <= LONGEST


def signature(secret: str, message: str, at: int, body: bytes) -> str:
    """Proof that who holds the secret sent this body at this moment (seconds since 1970), by that message's name."""
    signed = f"{message}.{at}.".encode() + body
    return "v1," + b64encode(keyed(b64decode(secret.removeprefix(PREFIX)), signed, sha256).digest()).decode()


def headers(secrets_: Iterable[str], message: str, at: int, body: bytes) -> dict[str, str]:
    """What goes with a message. While a secret is being replaced there is one signature by each."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signature(secret, message, at, body) for secret in secrets_),
    }
