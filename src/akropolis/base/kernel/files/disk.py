"""Content on disk, under its checksum: written once, and never changed."""

from pathlib import Path

from django.conf import settings

from akropolis.base.lib.whole import write_atomically


def place_of(sha256: str) -> Path:
    """Where the content with that checksum lies."""
    return Path(settings.STORED_FILES_DIR) / sha256[:2] / sha256


def has(sha256: str) -> bool:
    """Whether something lies there."""
    return place_of(sha256).exists()


def write(sha256: str, data: bytes) -> None:
    """Put it there, whole or not at all, readable to nobody else."""
    place = place_of(sha256)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(place, data)


def read(sha256: str) -> bytes | None:
    """What lies there; None when nothing does."""
    try:
        return place_of(sha256).read_bytes()
    except FileNotFoundError:
        return None


def remove(sha256: str) -> None:
    """Take it off the disk. Nothing happens when it is gone already."""
    place_of(sha256).unlink(missing_ok=True)


def ask() -> None:
    """Raise when the place does not answer: a disk does, and is watched for room."""
