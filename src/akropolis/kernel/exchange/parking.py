"""Files that wait between a dry run and its commit: bound to the person and the purpose, for an hour, used once."""

import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import UUID
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.utils.translation import gettext as _

from akropolis.kernel.access.errors import Refused
from akropolis.lib.whole import write_whole

KEPT = timedelta(hours=1)
MARKUP = 4
"""How many bytes of a workbook there are for each of its text."""
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Parked:
    """A file that waits."""

    token: str
    name: str
    data: bytes


def _folder(person: UUID, purpose: str) -> Path:
    return Path(settings.DATA_DIR) / "imports" / str(person) / purpose


def park(person: UUID, purpose: str, name: str, data: bytes, *, now: datetime) -> str:
    """Keep the file and give the word that fetches it. Throws away what has waited too long."""
    folder = _folder(person, purpose)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(now)
    token = secrets.token_hex(16)
    write_whole(folder / f"{token}.json", json.dumps({"name": name, "at": now.isoformat()}).encode())
    write_whole(folder / f"{token}.data", data)
    return token


def _sweep(now: datetime) -> None:
    """Nobody's file stays longer than it is kept for: what is sent in may be sensitive."""
    for note in (Path(settings.DATA_DIR) / "imports").glob("*/*/*.json"):
        try:
            at = datetime.fromisoformat(json.loads(note.read_text(encoding="utf-8"))["at"])
        except FileNotFoundError:
            continue
        if at + KEPT < now:
            forget(note.parent, note.stem)


def forget(folder: Path, token: str) -> None:
    """Remove what is left of a parked file."""
    for ending in ("json", "data", "taken"):
        (folder / f"{token}.{ending}").unlink(missing_ok=True)


def weight(person: UUID, token: str) -> int:
    """How much text a waiting file holds, whatever it waits for; 0 when it does not wait."""
    if not _TOKEN.fullmatch(token):
        return 0
    for data in (Path(settings.DATA_DIR) / "imports" / str(person)).glob(f"*/{token}.data"):
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


def take(person: UUID, purpose: str, token: str, *, now: datetime) -> Parked:
    """Fetch the file; nobody can fetch it again. Raises Refused when it is not there (any more)."""
    folder = _folder(person, purpose)
    gone = Refused(
        _("The file has already been read in, or has waited for more than an hour. Send it again."),
        code="gone",
    )
    if not _TOKEN.fullmatch(token):
        raise gone
    try:
        # Renaming succeeds for one of two who come at the same time.
        taken = (folder / f"{token}.data").rename(folder / f"{token}.taken")
        note = json.loads((folder / f"{token}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise gone from None
    try:
        if datetime.fromisoformat(note["at"]) + KEPT < now:
            raise gone
        return Parked(token, str(note["name"]), taken.read_bytes())
    finally:
        forget(folder, token)
