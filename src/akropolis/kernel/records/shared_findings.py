"""What one process of the server found, for those beside it: a file for each finding, in a folder that goes with them.

A process that is new would otherwise look for everything anew while all wait for it. The folder is the server's own
and nobody else's to read, and only what the server itself wrote is unpacked.
"""

import os
import pickle
import sys
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path
from shutil import rmtree
from types import FunctionType
from uuid import UUID

from akropolis.lib.shared_folder import shared_folder

FOLDER = "AKROPOLIS_FINDINGS_DIR"
PREFIX = "akropolis-findings-"
WORTH = 0.0005
"""Processor seconds from which a finding is put there: less is found as quickly as it is unpacked."""
MOST = 64 * 1024
"""Bytes to which a finding is put there: what is larger shares its parts with others in the process that found it."""
A_DAY = 24 * 3600.0
SOON = 60.0
"""Seconds: what is looked for anew so soon after it was put there rests on what is written all the time, and nobody
would find it before it is old.
"""
OFTEN = 1_000
"""Of so many that a process puts there, one is followed by taking away those that are a day old."""
PLAIN = frozenset({str, int, bool, UUID, date, type(None)})
"""Types whose values are written alike in each process, and alike only when they are equal."""
_NUMBERS = count(1)
_UNFIT: set[str] = set()
"""Which this process has found too large, or found that they cannot be packed: it does not pack them again to see."""

type Found = tuple[object, Mapping[str, str]]
"""What was found, and the links that it rests on by their kinds."""


def sharing() -> AbstractContextManager[None]:
    """Processes that are started inside share what they find. The folder is gone afterwards, or by the next server."""
    return shared_folder(FOLDER, PREFIX)


def begin(epoch: str) -> None:
    """Make a place for the findings of an epoch, and delete those of all others: they may hold what has been redacted.

    What is still put there for another epoch by a process that does not know of this one finds no place.
    """
    if FOLDER not in os.environ:
        return
    place = _place(epoch)
    with suppress(OSError):
        place.mkdir(mode=0o700, exist_ok=True)
        for other in place.parent.iterdir():
            if other != place:
                rmtree(other, ignore_errors=True)


def taken(key: tuple[object, ...], epoch: str) -> Found | None:
    """What a process has put there in the epoch; None if none has, or if the key is not one that all write alike."""
    with suppress(OSError):
        if path := _path(key, epoch):
            found: Found = pickle.loads(path.read_bytes())  # noqa: S301, written by `put` in a folder of our own
            return found
    return None


def put(key: tuple[object, ...], found: Found, epoch: str) -> None:
    """Put a finding of the epoch there. Nothing is done with one that cannot be packed, nor where there is no room."""
    path = _path(key, epoch)
    if path is None or path.name in _UNFIT or _just_put(path):
        return
    if (packed := _packed(found)) is None:
        _UNFIT.add(path.name)
        return
    number = next(_NUMBERS)
    with suppress(OSError):
        begun = path.with_suffix(f".{os.getpid()}-{number}")
        begun.write_bytes(packed)
        begun.replace(path)
    if number % OFTEN == 0:
        _take_old_away(path.parent)


def _just_put(path: Path) -> bool:
    with suppress(OSError):
        return time.time() - path.stat().st_mtime < SOON
    return False


def _packed(found: Found) -> bytes | None:
    with suppress(pickle.PicklingError, AttributeError, TypeError):
        packed = pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
        return packed if len(packed) <= MOST else None
    return None


def _place(epoch: str) -> Path:
    return Path(os.environ[FOLDER], sha256(epoch.encode()).hexdigest())


def _path(key: tuple[object, ...], epoch: str) -> Path | None:
    written = _written(key) if FOLDER in os.environ else None
    return _place(epoch) / sha256(written.encode()).hexdigest() if written else None


def _written(part: object) -> str | None:
    """Alike in each process for what is equal; None where that cannot be told."""
    if isinstance(part, tuple):
        parts = [_written(each) for each in part]
        return None if None in parts else repr(parts)
    if isinstance(part, FunctionType):
        known = getattr(sys.modules.get(part.__module__), part.__qualname__, None) is part
        return f"{part.__module__}.{part.__qualname__}" if known else None
    return repr(part) if type(part) in PLAIN else None


def _take_old_away(folder: Path) -> None:
    _UNFIT.clear()  # some have shrunk since, and others are asked for no more
    oldest = time.time() - A_DAY
    for path in folder.iterdir():
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()
