"""File content on disk, keyed by checksum: written once, and never changed."""

from pathlib import Path

from django.conf import settings

from akropolis.base.lib.whole import write_atomically


def place_of(sha256: str) -> Path:
    """Return the path of the content with that checksum."""
    return Path(settings.STORED_FILES_DIR) / sha256[:2] / sha256


def has(sha256: str) -> bool:
    """Return whether content with that checksum exists."""
    return place_of(sha256).exists()


def write(sha256: str, data: bytes) -> None:
    """Write the content atomically, readable only to the owner of the process."""
    place = place_of(sha256)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(place, data)


def read(sha256: str) -> bytes | None:
    """Return the content; None if it does not exist."""
    try:
        return place_of(sha256).read_bytes()
    except FileNotFoundError:
        return None


def remove(sha256: str) -> None:
    """Delete the content. Does nothing if it is gone already."""
    place_of(sha256).unlink(missing_ok=True)


def ask() -> None:
    """Do nothing: a disk always answers, and a separate health check watches its free space."""
