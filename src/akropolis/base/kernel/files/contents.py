"""Storage of the content of records' files, keyed by checksum: on disk, or in the S3-compatible store in the
settings.

No other module chooses between the two. Content is verified against its checksum when read, wherever it is
stored.
"""

import hashlib
from collections.abc import Iterable
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.files import disk


class FileStore(Protocol):
    """Interface of the two stores, disk and bucket. Only the bucket raises StoreAway, if it does not answer."""

    def has(self, sha256: str) -> bool: ...
    def write(self, sha256: str, data: bytes) -> None: ...
    def read(self, sha256: str) -> bytes | None: ...
    def remove(self, sha256: str) -> None: ...
    def ask(self) -> None: ...


def is_elsewhere() -> bool:
    """Return whether the settings name an S3-compatible store, so that files are not on this machine's disk."""
    return "evidence" in settings.STORAGES


def elsewhere_in_words() -> str:
    """Return the S3-compatible store's address, bucket and prefix as one text; empty if files are on disk."""
    if not is_elsewhere():
        return ""
    given = settings.STORAGES["evidence"]["OPTIONS"]
    parts = (given["endpoint_url"] or "s3:/", given["bucket_name"], given["location"])
    return "/".join(part.strip("/") if place else part for place, part in enumerate(parts) if part)


def current_store() -> FileStore:
    """Return the file store in use: the bucket or the disk."""
    return elsewhere() if is_elsewhere() else disk


def elsewhere() -> FileStore:
    """Return the store of the bucket; imports boto3."""
    from akropolis.base.kernel.files import bucket  # noqa: PLC0415  # boto3 is there only where it is used

    return bucket


def store_content(data: bytes) -> str:
    """Store the content and return its SHA-256. Content that is already stored is not written again."""
    sha256 = hashlib.sha256(data).hexdigest()
    if not current_store().has(sha256):
        current_store().write(sha256, data)
    return sha256


def content(sha256: str) -> bytes:
    """Return the content with that checksum. Raises Refused if it is missing or does not match its checksum."""
    data = current_store().read(sha256)
    if not is_content(sha256, data):
        raise Refused(
            _(
                "The file's content is damaged or missing. Ask whoever runs the system to restore it from a backup."
            ),
            code="damaged",
        )
    return data or b""


def is_content(sha256: str, data: bytes | None) -> bool:
    """Return whether the data matches the checksum."""
    return data is not None and hashlib.sha256(data).hexdigest() == sha256


def is_intact(sha256: str) -> bool:
    """Return whether the content exists and matches its checksum. All of it is read."""
    return is_content(sha256, current_store().read(sha256))


def require_store(sums: Iterable[str]) -> None:
    """Raise StoreAway if content with these checksums is to be deleted and the store does not answer.

    Call it before anything else is done. A disk is not asked.
    """
    if is_elsewhere() and any(sums):
        current_store().ask()


def discard(sha256: str) -> None:
    """Delete content that must not remain in the store. Does nothing if it is already gone."""
    current_store().remove(sha256)
