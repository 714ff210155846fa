"""Disk and database faults: which fault it is, as a sentence with what to do instead of a traceback."""

import errno
import logging
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from akropolis.base.ui.words import Phrase

NEEDED = 1024 * 1024
"""Bytes of free disk space. With less SQLite cannot even open its log, and only reports that I/O failed."""


@dataclass(frozen=True, slots=True)
class SystemFault:
    """A fault: a stable code, the status of an answer, a heading, and what the reader should do."""

    code: str
    status: int
    heading: Phrase
    advice: Phrase

    @property
    def sentences(self) -> str:
        """The whole text, for readers of a terminal or an API answer."""
        return f"{self.heading}. {_('Nothing was saved.')} {self.advice}"


FULL = SystemFault(
    "disk_full",
    507,
    _("The disk is full"),
    _("Make room on the disk, and try again."),
)
READ_ONLY = SystemFault(
    "read_only",
    503,
    _("The data can be read but not written"),
    _("See that data folder and database take writes from the user who runs akropoLIS."),
)
AWAY = SystemFault(
    "database_away",
    503,
    _("The database does not answer"),
    _("See that the database runs, and try again in a while."),
)
FILES_AWAY = SystemFault(
    "file_store_away",
    503,
    _("The file store does not answer"),
    _("See that the store where files are kept runs and lets us in, and try again in a while."),
)
ERROR = SystemFault(
    "error",
    500,
    _("Something went wrong with us"),
    _("The fault is ours and has been noted. Try again in a while."),
)
NUMBERS = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
}
SQLITE = {
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_CANTOPEN": READ_ONLY,
    "SQLITE_BUSY": AWAY,
    "SQLITE_IOERR": AWAY,
}
POSTGRESQL = {"53100": FULL, "25006": READ_ONLY}


class StoreAway(OSError):
    """The file store, which is not this machine's disk, does not answer or refuses access."""


def fault(error: BaseException) -> SystemFault | None:
    """Return the fault behind an error, or None if it is another kind of error."""
    found = next((known for each in _chain(error) if (known := _one(each))), None)
    return FULL if found in (AWAY, READ_ONLY) and _no_room() else found


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _one(error: BaseException) -> SystemFault | None:
    if isinstance(error, sqlite3.Error):
        name = getattr(error, "sqlite_errorname", None) or ""
        return next((known for start, known in SQLITE.items() if name.startswith(start)), None)
    if isinstance(error, StoreAway):
        return FILES_AWAY
    if isinstance(error, OSError):
        return NUMBERS.get(error.errno or 0)
    if isinstance(error, DatabaseError) or not hasattr(error, "sqlstate"):
        return None
    # The rest are psycopg's, which is imported only if it is used.
    return POSTGRESQL.get(error.sqlstate) or (AWAY if _of_the_server(error) else None)


def _of_the_server(error: BaseException) -> bool:
    return any(kind.__name__ in ("OperationalError", "InterfaceError") for kind in type(error).__mro__)


def _no_room() -> bool:
    try:
        room = os.statvfs(settings.DATA_DIR)
    except OSError:
        return False
    closed = bool(room.f_flag & os.ST_RDONLY)
    return not closed and room.f_bavail * room.f_frsize < NEEDED


class InOneLine(logging.Filter):
    """Log filter: a known fault becomes one line in the log. The traceback of any other error stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record if its fault is a known one; always return True, so that every record is logged."""
        error = record.exc_info[1] if record.exc_info else None
        known = fault(error) if error else None
        if known is not None:
            record.msg, record.args = f"{record.getMessage()}: {known.heading} ({error})".strip(), ()
            record.msg = " ".join(record.msg.split())
            record.exc_info = None
        return True
