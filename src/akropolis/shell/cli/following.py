"""A PostgreSQL standby: how far it lags behind, and refusal to start writes there."""

from django.db import connection
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.faults import READ_ONLY
from akropolis.base.lib.swedish import number
from akropolis.shell.cli.running import warn
from akropolis.shell.installation.database import VARIABLE

SAID = 5.0
"""Lag in seconds below which a standby counts as up to date."""
BEHIND = """
    SELECT CASE
        WHEN NOT pg_is_in_recovery() THEN NULL
        WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
        ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float
    END, pg_is_in_recovery()
"""
"""Query for the lag in seconds. The age of the last change does not show the lag while nobody writes: a
standby that has replayed everything received, and is still connected, does not lag.
"""


def behind_by() -> float | None:
    """Return the lag in seconds; None for no standby. Infinite for one that has replayed nothing yet."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(BEHIND)
        seconds, follows = cursor.fetchone()
    return (float("inf") if seconds is None else float(seconds)) if follows else None


def warn_of_lag() -> None:
    """Print a warning on standard error when the data read is old."""
    seconds = behind_by()
    if seconds is not None and seconds >= SAID:
        sentence = _(
            "The database follows another, and is %(seconds)s s behind: what is said here was so then."
        )
        warn(sentence % {"seconds": "?" if seconds == float("inf") else number(int(seconds))})


def refuse_on_standby() -> None:
    """Raise Refused on a standby, before something that writes is started."""
    if behind_by() is not None:
        sentence = _(
            "The database only follows another, and takes no writes. Name the other one in %(name)s."
        )
        raise Refused(sentence % {"name": VARIABLE}, code=READ_ONLY.code)
