"""Disks that fail: a small one that can be filled, and one that only gives."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A disk of that size, mounted there; the test is skipped where nobody may mount one."""
    place.mkdir()
    with _mounted(place, "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs"):
        yield place


@contextmanager
def closed(folder: Path) -> Iterator[None]:
    """The folder on a medium that takes no writes."""
    with _mounted(folder, "--bind", "-o", "ro", str(folder)):
        yield


@contextmanager
def _mounted(place: Path, *how: str) -> Iterator[None]:
    done = subprocess.run(["mount", *how, str(place)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"nobody may mount a disk here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Not a byte is left on the folder's disk."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as target:
        for size in (1024 * 1024, 4096):
            with suppress(OSError):
                while target.write(b"\0" * size):
                    pass
    try:
        yield
    finally:
        filler.unlink()
