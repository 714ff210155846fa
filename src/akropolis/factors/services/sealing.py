"""Secrets of factors under the installation's own key, which no copy of the database holds.

The key is derived from `SECRET_KEY` (HKDF, RFC 5869); a sealed secret opens for the person alone whose it is.
"""

from base64 import b64decode, b64encode
from hashlib import sha256
from hmac import new as keyed
from os import urandom
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12


def _key(purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"akropolis.factors " + purpose).derive(
        settings.SECRET_KEY.encode()
    )


def sealed(secret: str, person: UUID) -> str:
    """The secret, to be stored (AES-256-GCM)."""
    nonce = urandom(NONCE)
    return b64encode(nonce + AESGCM(_key(b"secret")).encrypt(nonce, secret.encode(), person.bytes)).decode()


def opened(stored: str, person: UUID) -> str:
    """The secret again; empty when it is another's, or the installation has another key than when it was sealed."""
    raw = b64decode(stored)
    try:
        return AESGCM(_key(b"secret")).decrypt(raw[:NONCE], raw[NONCE:], person.bytes).decode()
    except InvalidTag:
        return ""


def digest(code: str, person: UUID) -> str:
    """What is stored of a recovery code (HMAC-SHA256): without the key nobody can try codes against it."""
    return keyed(_key(b"code"), person.bytes + code.encode(), sha256).hexdigest()
