"""Recoverable secrets, encrypted under the installation's own key, which no copy of the database holds.

The key is derived from `SECRET_KEY` for each purpose (HKDF, RFC 5869); a sealed secret opens for its owner alone.
"""

from base64 import b64decode, b64encode
from os import urandom
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12


def key_for(purpose: str) -> bytes:
    """Return the key of one purpose; the same as long as the installation's own key is the same."""
    return HKDF(SHA256(), 32, salt=None, info=f"akropolis.{purpose}".encode()).derive(
        settings.SECRET_KEY.encode()
    )


def encrypt_secret(secret: str, owner: UUID, purpose: str) -> str:
    """Encrypt the secret for storage (AES-256-GCM)."""
    nonce = urandom(NONCE)
    return b64encode(nonce + AESGCM(key_for(purpose)).encrypt(nonce, secret.encode(), owner.bytes)).decode()


def decrypt_secret(stored: str, owner: UUID, purpose: str) -> str:
    """Decrypt the secret; empty if it belongs to another owner or was sealed with another key."""
    raw = b64decode(stored)
    try:
        return AESGCM(key_for(purpose)).decrypt(raw[:NONCE], raw[NONCE:], owner.bytes).decode()
    except InvalidTag:
        return ""
