"""Files that are there whole or not at all, and that nobody but their owner reads."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HALF = "."
"""Begins the name of a file that is being written."""


@contextmanager
def whole(place: Path) -> Iterator[Path]:
    """A file to write, which takes the place on disk when the block has ended well. After an error nothing is left."""
    half = place.with_name(f"{HALF}{secrets.token_hex(8)}")
    half.touch(mode=0o600, exist_ok=False)
    try:
        yield half
        with half.open("rb") as file:
            os.fsync(file.fileno())
        half.rename(place)
    finally:
        half.unlink(missing_ok=True)


def write_whole(place: Path, data: bytes) -> None:
    """The data as such a file."""
    with whole(place) as half:
        half.write_bytes(data)
