"""Storage of records' files by checksum: on disk, or in the S3-compatible store named in the settings.

Only this module chooses. Content is verified against its checksum on reading, wherever it is stored.
"""

import hashlib
from collections.abc import Iterable
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.files import disk


class FileStore(Protocol):
    """Interface of disk and bucket. Only a bucket raises StoreAway if it does not answer."""

    def has(self, sha256: str) -> bool: ...
    def write(self, sha256: str, data: bytes) -> None: ...
    def read(self, sha256: str) -> bytes | None: ...
    def remove(self, sha256: str) -> None: ...
    def ask(self) -> None: ...


def is_elsewhere() -> bool:
    """Return whether files are kept in a store other than this machine's disk."""
    return "evidence" in settings.STORAGES


def elsewhere_in_words() -> str:
    """Return the store's address, bucket and prefix; empty if files are on disk."""
    if not is_elsewhere():
        return ""
    given = settings.STORAGES["evidence"]["OPTIONS"]
    parts = (given["endpoint_url"] or "s3:/", given["bucket_name"], given["location"])
    return "/".join(part.strip("/") if place else part for place, part in enumerate(parts) if part)


def current_store() -> FileStore:
    """Return the storage in use."""
    return elsewhere() if is_elsewhere() else disk


def elsewhere() -> FileStore:
    """Return the store named in the settings."""
    from akropolis.base.kernel.files import bucket  # noqa: PLC0415  # boto3 is there only where it is used

    return bucket


def store_content(data: bytes) -> str:
    """Store the content and return its checksum. The same content is stored once."""
    sha256 = hashlib.sha256(data).hexdigest()
    if not current_store().has(sha256):
        current_store().write(sha256, data)
    return sha256


def content(sha256: str) -> bytes:
    """Return the content. Raises Refused if it is missing or does not match its checksum."""
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
    """Return whether the content exists and matches its checksum. It is read whole."""
    return is_content(sha256, current_store().read(sha256))


def require_store(sums: Iterable[str]) -> None:
    """Raise, before anything is done, if the store whose content is to be deleted does not answer. A disk is not
    asked.
    """
    if is_elsewhere() and any(sums):
        current_store().ask()


def discard(sha256: str) -> None:
    """Delete content that must not be here. Does nothing if it is gone already."""
    current_store().remove(sha256)
