"""Consistent snapshots for long reads while others write."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models, transaction


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Read everything inside the block from one snapshot, taken at the first read. Writers do not wait."""
    if connection.in_atomic_block:
        yield  # inside a transaction the isolation level is already set
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:  # `atomic` would take the write lock
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def last_settled(model: type[models.Model]) -> int:
    """Return the model's highest row number such that no row with a lower one can still appear; 0 without rows.

    PostgreSQL numbers a row before others see it, so this waits for rows that are being added, at most five
    seconds (then OperationalError). New writes wait until this is done.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(model._meta.db_table)} IN SHARE MODE")
        return model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0
