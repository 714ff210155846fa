"""Files written atomically, readable by their owner alone."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HALF = "."
"""Prefix of a file's name while the file is being written."""


@contextmanager
def open_atomically(place: Path) -> Iterator[Path]:
    """Open a file that replaces `place` when the block has ended without error. After an error nothing is left."""
    half = place.with_name(f"{HALF}{secrets.token_hex(8)}")
    half.touch(mode=0o600, exist_ok=False)
    try:
        yield half
        with half.open("rb") as file:
            os.fsync(file.fileno())
        half.rename(place)
    finally:
        half.unlink(missing_ok=True)


def write_atomically(place: Path, data: bytes) -> None:
    """Write the data atomically to the file."""
    with open_atomically(place) as half:
        half.write_bytes(data)
