"""Files that wait between a dry run and its commit: bound to the person and the purpose, for an hour."""

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
"""How many bytes of a workbook there are for each of its text."""
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Parked:
    """A file that waited."""

    name: str
    data: bytes


def _root() -> Path:
    return Path(settings.DATA_DIR) / "imports"


def park(person: UUID, purpose: str, name: str, data: bytes, *, now: datetime) -> str:
    """Keep the file and give the word that fetches it. Throws away what has waited too long."""
    folder = _root() / str(person) / purpose
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(now)
    token = secrets.token_hex(16)
    write_atomically(folder / token, json.dumps(name).encode() + b"\n" + data)
    return token


def _sweep(now: datetime) -> None:
    """Nobody's file stays longer than it is kept for: what is sent in may be sensitive."""
    for file in _root().glob("*/*/*"):
        with suppress(FileNotFoundError):
            if _old(file, now):
                file.unlink()


def _old(file: Path, now: datetime) -> bool:
    return datetime.fromtimestamp(file.stat().st_mtime, tz=now.tzinfo) + KEPT < now


def weight(person: UUID, token: str) -> int:
    """How much text a waiting file holds, whatever it waits for; 0 when it does not wait."""
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
    """About how many bytes of text the file holds. A workbook is weighed by what it says that it unpacks to."""
    try:
        with ZipFile(file) as package:
            return sum(info.file_size for info in package.infolist()) // MARKUP
    except (BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return size
    finally:
        file.seek(0)


def fetch(person: UUID, purpose: str, token: str, *, now: datetime) -> Parked:
    """The file, which waits for another hour. Raises Refused when it is not there (any more)."""
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
    """The file waits no more: what it was sent for is done."""
    _parked_path(person, purpose, token).unlink(missing_ok=True)


def _parked_path(person: UUID, purpose: str, token: str) -> Path:
    """Where it waits; nowhere for a word that is no token."""
    return _root() / str(person) / purpose / (token if _TOKEN.fullmatch(token) else "none")
