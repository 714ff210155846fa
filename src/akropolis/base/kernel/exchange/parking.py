"""Files stored between a dry run and its commit. Each is bound to its user and purpose, and kept for an hour."""

import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import UUID
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.lib.whole import write_atomically

KEPT = timedelta(hours=1)
MARKUP = 4
"""Assumed number of bytes in an unpacked workbook per byte of the text in it."""
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Parked:
    """A parked file."""

    name: str
    data: bytes


def _root() -> Path:
    return Path(settings.DATA_DIR) / "imports"


def park(person: UUID, purpose: str, name: str, data: bytes, *, now: datetime) -> str:
    """Store the file and return the token that fetches it. Deletes expired files."""
    folder = _root() / str(person) / purpose
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(now)
    token = secrets.token_hex(16)
    write_atomically(folder / token, json.dumps(name).encode() + b"\n" + data)
    return token


def _sweep(now: datetime) -> None:
    """Delete the expired files of all users: what users send may be sensitive."""
    for file in _root().glob("*/*/*"):
        with suppress(FileNotFoundError):
            if _old(file, now):
                file.unlink()


def _old(file: Path, now: datetime) -> bool:
    return datetime.fromtimestamp(file.stat().st_mtime, tz=now.tzinfo) + KEPT < now


def weight(person: UUID, token: str) -> int:
    """Return the number of bytes of text in the user's parked file, whatever its purpose; 0 if it is not parked."""
    if not _TOKEN.fullmatch(token):
        return 0
    for data in (_root() / str(person)).glob(f"*/{token}"):
        try:
            with data.open("rb") as file:
                return text_weight(file, data.stat().st_size)
        except FileNotFoundError:
            continue
    return 0


def text_weight(file: IO[bytes], size: int) -> int:
    """Return roughly the bytes of text in the file. For a workbook this uses its declared unpacked size."""
    try:
        with ZipFile(file) as package:
            return sum(info.file_size for info in package.infolist()) // MARKUP
    except (BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return size
    finally:
        file.seek(0)


def fetch(person: UUID, purpose: str, token: str, *, now: datetime) -> Parked:
    """Return the parked file, and keep it for another hour. Raises Refused if it is not parked or has expired."""
    _sweep(now)
    waiting = _parked_path(person, purpose, token)
    try:
        os.utime(waiting)
        name, _line, data = waiting.read_bytes().partition(b"\n")
    except FileNotFoundError:
        sentence = _(
            "The file is no longer kept here: it waits for an hour at most. If you have saved it, its rows are in the "
            "register. If not, send it again."
        )
        raise Refused(sentence, code="gone") from None
    return Parked(json.loads(name), data)


def forget(person: UUID, purpose: str, token: str) -> None:
    """Delete the parked file, once it is no longer needed."""
    _parked_path(person, purpose, token).unlink(missing_ok=True)


def _parked_path(person: UUID, purpose: str, token: str) -> Path:
    """Return the path of the parked file; for a malformed token, a path where nothing is stored."""
    return _root() / str(person) / purpose / (token if _TOKEN.fullmatch(token) else "none")
