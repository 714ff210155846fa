"""Work that waits for a process that does it: a folder of its owner's, with the request, how far it is, and the answer.

It lies in the data folder and not in the database: while rows are read in, the database takes no other writing, and
what was sent in may be sensitive, so it must be easy to forget.
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
    """Where the work is. UNATTENDED: it waits, and no process is there to do it. BROKEN: it was begun, and the process
    that did it is no more.
    """

    WAITING = "waiting"
    UNATTENDED = "unattended"
    RUNNING = "running"
    BROKEN = "broken"
    DONE = "done"


NOT_OVER = frozenset({WorkState.WAITING, WorkState.UNATTENDED, WorkState.RUNNING})


@dataclass(frozen=True, slots=True)
class BackgroundWork:
    """One piece of work of one person's."""

    person: UUID
    id: UUID

    @property
    def folder(self) -> Path:
        """Where all of it lies."""
        return _root() / str(self.person) / str(self.id)

    @property
    def state(self) -> WorkState:
        """Where it is now. Needs no clock: who does it holds a lock for as long as the process lives."""
        if (self.folder / ANSWER).exists():
            return WorkState.DONE
        if not (self.folder / STARTED).exists():
            return WorkState.WAITING if is_attended() else WorkState.UNATTENDED
        return WorkState.RUNNING if _is_locked(self.folder / STARTED, fcntl.LOCK_SH) else WorkState.BROKEN

    @contextmanager
    def begun(self) -> Iterator[None]:
        """While it is done. BlockingIOError when another process does it."""
        with (self.folder / STARTED).open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield

    def read(self, name: str) -> Plain:
        """One of its notes; empty when it is not there."""
        try:
            return dict(json.loads((self.folder / name).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}

    def write(self, name: str, note: dict[str, object]) -> None:
        """Keep a note so that nobody reads half of it."""
        self.write_bytes(name, json.dumps(note).encode())

    def write_bytes(self, name: str, data: bytes) -> None:
        """The same for a file."""
        write_atomically(self.folder / name, data)

    def mark(self, name: str) -> None:
        """Say something of it by a file without content."""
        (self.folder / name).touch()

    def marked(self, name: str) -> bool:
        """Whether that has been said."""
        return (self.folder / name).exists()

    def unmark(self, name: str) -> None:
        """Say it no more."""
        (self.folder / name).unlink(missing_ok=True)

    def forget(self) -> None:
        """Remove all of it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _root() -> Path:
    return Path(settings.DATA_DIR) / "work"


@contextmanager
def attending() -> Iterator[None]:
    """Let others see that this process does the work that waits, until the block or the process ends."""
    _root().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (_root() / WORKER).open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def is_attended() -> bool:
    """Whether a process does the work that waits (`attending`). Needs neither clock nor database."""
    return _is_locked(_root() / WORKER, fcntl.LOCK_EX)


def _is_locked(path: Path, wanted: int) -> bool:
    """Whether some process keeps others from the `wanted` lock on the file; no process does where there is no file."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        try:
            fcntl.flock(file, wanted | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def begin(person: UUID) -> BackgroundWork:
    """An empty folder for a new piece of work."""
    work = BackgroundWork(person, uuid4())
    work.folder.mkdir(parents=True, mode=0o700)
    return work


def find(person: UUID, pk: UUID) -> BackgroundWork:
    """The person's own work. Raises Hidden for what is not there and for another's alike."""
    work = BackgroundWork(person, pk)
    if not work.marked(REQUEST):
        raise Hidden
    return work


def works_of(person: UUID) -> list[BackgroundWork]:
    """All of the person's, the oldest first."""
    notes = sorted((_root() / str(person)).glob(f"*/{REQUEST}"), key=lambda note: note.stat().st_mtime)
    return [BackgroundWork(person, UUID(note.parent.name)) for note in notes]


def forget_old(now: datetime) -> int:
    """Remove what nobody does any more and nobody has fetched within a day. Gives how many there were."""
    old = [
        BackgroundWork(UUID(folder.parent.name), UUID(folder.name))
        for folder in _root().glob("*/*")
        if datetime.fromtimestamp(folder.stat().st_mtime, tz=now.tzinfo) + KEPT < now
    ]
    gone = [work for work in old if work.state is not WorkState.RUNNING]
    for work in gone:
        work.forget()
    return len(gone)
