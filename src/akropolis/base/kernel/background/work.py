"""A piece of work for a worker process: a folder with the request, the progress and the answer.

It is stored in the data folder, not in the database, because an import blocks all other writes to the
database and because uploads may be sensitive and must be easy to delete.
"""

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.lib.plain import Plain
from akropolis.base.lib.whole import write_atomically

KEPT = timedelta(hours=24)
REQUEST, PROGRESS, STARTED, CANCEL, OPENED = "request.json", "progress.json", "started", "cancel", "opened"
ANSWER, BODY = "answer.json", "answer"
WORKER = "worker.lock"


class WorkState(Enum):
    """State of a piece of work.

    UNATTENDED: the work waits, and no worker process is running. BROKEN: the work was begun, but the process
    that ran it has died.
    """

    WAITING = "waiting"
    UNATTENDED = "unattended"
    RUNNING = "running"
    BROKEN = "broken"
    DONE = "done"


NOT_OVER = frozenset({WorkState.WAITING, WorkState.UNATTENDED, WorkState.RUNNING})


@dataclass(frozen=True, slots=True)
class BackgroundWork:
    """One piece of work of one user."""

    person: UUID
    id: UUID

    @property
    def folder(self) -> Path:
        """Return the path of the folder with all files of the work."""
        return _root() / str(self.person) / str(self.id)

    @property
    def state(self) -> WorkState:
        """Return the current state. Needs no clock: the worker holds a file lock for as long as its process lives."""
        if (self.folder / ANSWER).exists():
            return WorkState.DONE
        if not (self.folder / STARTED).exists():
            return WorkState.WAITING if is_attended() else WorkState.UNATTENDED
        return WorkState.RUNNING if _is_locked(self.folder / STARTED, fcntl.LOCK_SH) else WorkState.BROKEN

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Hold the work's lock inside the `with` block. Raises BlockingIOError if another process holds it."""
        with (self.folder / STARTED).open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield

    def read(self, name: str) -> Plain:
        """Read the JSON note with that name in the work's folder; an empty dict if there is none."""
        try:
            return dict(json.loads((self.folder / name).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}

    def write(self, name: str, note: dict[str, object]) -> None:
        """Write a JSON note to the work's folder, atomically."""
        self.write_bytes(name, json.dumps(note).encode())

    def write_bytes(self, name: str, data: bytes) -> None:
        """Write a file to the work's folder, atomically."""
        write_atomically(self.folder / name, data)

    def mark(self, name: str) -> None:
        """Set the flag with that name: an empty file in the work's folder."""
        (self.folder / name).touch()

    def marked(self, name: str) -> bool:
        """Return whether the flag with that name is set."""
        return (self.folder / name).exists()

    def unmark(self, name: str) -> None:
        """Clear the flag with that name."""
        (self.folder / name).unlink(missing_ok=True)

    def forget(self) -> None:
        """Delete the work's folder with everything in it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _root() -> Path:
    return Path(settings.DATA_DIR) / "work"


@contextmanager
def attending() -> Iterator[None]:
    """Signal that this process is a worker for background work, until the `with` block or the process ends."""
    _root().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (_root() / WORKER).open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def is_attended() -> bool:
    """Return whether a worker process is running (see `attending`). Needs neither clock nor database."""
    return _is_locked(_root() / WORKER, fcntl.LOCK_EX)


def _is_locked(path: Path, wanted: int) -> bool:
    """Return whether another process's lock blocks the `wanted` lock on the file; False if the file does not exist."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        try:
            fcntl.flock(file, wanted | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def begin(person: UUID) -> BackgroundWork:
    """Create an empty folder for a new piece of work."""
    work = BackgroundWork(person, uuid4())
    work.folder.mkdir(parents=True, mode=0o700)
    return work


def find(person: UUID, pk: UUID) -> BackgroundWork:
    """Return the user's own piece of work. Raises Hidden if it does not exist or belongs to another user."""
    work = BackgroundWork(person, pk)
    if not work.marked(REQUEST):
        raise Hidden
    return work


def works_of(person: UUID) -> list[BackgroundWork]:
    """List the user's work, oldest first."""
    notes = sorted((_root() / str(person)).glob(f"*/{REQUEST}"), key=lambda note: note.stat().st_mtime)
    return [BackgroundWork(person, UUID(note.parent.name)) for note in notes]


def forget_old(now: datetime) -> int:
    """Delete work older than a day that no process is running. Returns the number deleted."""
    old = [
        BackgroundWork(UUID(folder.parent.name), UUID(folder.name))
        for folder in _root().glob("*/*")
        if datetime.fromtimestamp(folder.stat().st_mtime, tz=now.tzinfo) + KEPT < now
    ]
    gone = [work for work in old if work.state is not WorkState.RUNNING]
    for work in gone:
        work.forget()
    return len(gone)
