"""Where records' files are kept, by their checksum: on disk, or in the S3-compatible store that the settings name.

The one place that decides. What is read is compared with its checksum, wherever it lay.
"""

import hashlib
from collections.abc import Iterable
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.files import disk


class FileStore(Protocol):
    """What disk and bucket both are. All but a disk's raise StoreAway when it does not answer."""

    def has(self, sha256: str) -> bool: ...
    def write(self, sha256: str, data: bytes) -> None: ...
    def read(self, sha256: str) -> bytes | None: ...
    def remove(self, sha256: str) -> None: ...
    def ask(self) -> None: ...


def is_elsewhere() -> bool:
    """Whether files are kept in a store that is not this machine's disk."""
    return "evidence" in settings.STORAGES


def elsewhere_in_words() -> str:
    """Which store it is: address, bucket and prefix; nothing where files lie on disk."""
    if not is_elsewhere():
        return ""
    given = settings.STORAGES["evidence"]["OPTIONS"]
    parts = (given["endpoint_url"] or "s3:/", given["bucket_name"], given["location"])
    return "/".join(part.strip("/") if place else part for place, part in enumerate(parts) if part)


def current_store() -> FileStore:
    """Where they are kept."""
    return elsewhere() if is_elsewhere() else disk


def elsewhere() -> FileStore:
    """The store that the settings name."""
    from akropolis.base.kernel.files import bucket  # noqa: PLC0415  # boto3 is there only where it is used

    return bucket


def store_content(data: bytes) -> str:
    """Store the content and give its checksum. The same content is stored once."""
    sha256 = hashlib.sha256(data).hexdigest()
    if not current_store().has(sha256):
        current_store().write(sha256, data)
    return sha256


def content(sha256: str) -> bytes:
    """The content. Raises Refused when it is gone or is no longer what was stored."""
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
    """Whether this is what was stored under the checksum."""
    return data is not None and hashlib.sha256(data).hexdigest() == sha256


def is_intact(sha256: str) -> bool:
    """Whether the content is there and is what was stored. It is read whole."""
    return is_content(sha256, current_store().read(sha256))


def require_store(sums: Iterable[str]) -> None:
    """Raise before anything is done when the place that is to give up content does not answer. A disk is not asked."""
    if is_elsewhere() and any(sums):
        current_store().ask()


def discard(sha256: str) -> None:
    """Take the content away, for what must not be here. Nothing happens when it is gone already."""
    current_store().remove(sha256)
