"""Encrypts the secrets of factors with the installation's own key: a secret can be decrypted only for its owner."""

from hashlib import sha256
from hmac import new as keyed
from uuid import UUID

from akropolis.base.kernel.access import sealing

SECRET, CODE = "factors secret", "factors code"


def seal_secret(secret: str, person: UUID) -> str:
    """Return the secret encrypted for storage, bound to the person."""
    return sealing.encrypt_secret(secret, person, SECRET)


def open_secret(stored: str, person: UUID) -> str:
    """Decrypt the secret; empty if it belongs to another owner or was sealed with another key."""
    return sealing.decrypt_secret(stored, person, SECRET)


def digest(code: str, person: UUID) -> str:
    """Return the stored digest of a recovery code (HMAC-SHA256): without the key nobody can try codes against it."""
    return keyed(sealing.key_for(CODE), person.bytes + code.encode(), sha256).hexdigest()
