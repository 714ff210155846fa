"""A PostgreSQL that only follows another (a standby): how far behind it is, and what is not begun there."""

from django.db import connection
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.faults import READ_ONLY
from akropolis.base.lib.swedish import number
from akropolis.shell.cli.running import warn
from akropolis.shell.installation.database import VARIABLE

SAID = 5.0
"""Seconds. What is less behind than this is told as it is now."""
BEHIND = """
    SELECT CASE
        WHEN NOT pg_is_in_recovery() THEN NULL
        WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
        ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float
    END, pg_is_in_recovery()
"""
"""While nobody writes, the age of the last change says nothing: who has shown all that came, and still is connected,
is not behind."""


def behind_by() -> float | None:
    """Seconds; None for a database that follows no other. One that has shown nothing yet is behind without end."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(BEHIND)
        seconds, follows = cursor.fetchone()
    return (float("inf") if seconds is None else float(seconds)) if follows else None


def warn_of_lag() -> None:
    """Say on standard error how old what is read is, when it is old."""
    seconds = behind_by()
    if seconds is not None and seconds >= SAID:
        sentence = _(
            "The database follows another, and is %(seconds)s s behind: what is said here was so then."
        )
        warn(sentence % {"seconds": "?" if seconds == float("inf") else number(int(seconds))})


def refuse() -> None:
    """Refuse to begin what writes."""
    if behind_by() is not None:
        sentence = _(
            "The database only follows another, and takes no writes. Name the other one in %(name)s."
        )
        raise Refused(sentence % {"name": VARIABLE}, code=READ_ONLY.code)
