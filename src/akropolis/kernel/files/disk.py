"""Content on disk, under its checksum: written once, never changed, checked when it is read."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from akropolis.kernel.access.errors import Refused
from akropolis.lib.whole import write_whole


def place_of(sha256: str) -> Path:
    """Where the content with that checksum lies."""
    return Path(settings.STORED_FILES_DIR) / sha256[:2] / sha256


def keep(data: bytes) -> str:
    """Store the content and give its checksum. The same content is stored once."""
    sha256 = hashlib.sha256(data).hexdigest()
    place = place_of(sha256)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(place, data)
    return sha256


def content(sha256: str) -> bytes:
    """The content. Raises Refused when it is gone or is no longer what was stored."""
    place = place_of(sha256)
    data = place.read_bytes() if place.exists() else b""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Refused(
            _(
                "The file's content is damaged or missing. Ask whoever runs the system to restore it from a backup."
            ),
            code="damaged",
        )
    return data


def holds(sha256: str) -> bool:
    """Whether the content is there and is what was stored. Read in pieces."""
    try:
        with place_of(sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def discard(sha256: str) -> None:
    """Take the content off the disk, for what must not be here. Nothing happens when it is gone already."""
    place_of(sha256).unlink(missing_ok=True)
