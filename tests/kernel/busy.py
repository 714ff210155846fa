"""A token is used while somebody else writes, in a process of its own on a SQLite file."""

import sqlite3
import time
from contextlib import closing

from django.conf import settings
from django.db import connection
from django.utils import timezone

from akropolis.base.kernel.access.models import Token
from akropolis.base.kernel.access.tokens import access_for_token

SECRET = "akro_prov"  # of the tests alone
FEW = 5
"""Seconds: a quarter of what SQLite would wait for the other."""


def used() -> bool:
    """Use the token: whether that was written."""
    access_for_token(SECRET, timezone.now())
    return Token.everything.get().used_at is not None


def patience() -> int:
    """How long the connection waits for others' writing, in milliseconds."""
    with connection.cursor() as cursor:
        return int(cursor.execute("PRAGMA busy_timeout").fetchone()[0])


def told() -> str:
    """Says what was written while another held the lock and after, whether it was waited, and the patience left."""
    with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        held = used()
        waited = time.monotonic() - began > FEW
        other.execute("ROLLBACK")
    return f"{held} {waited} {used()} {patience()}"
