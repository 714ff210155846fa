"""Emptying the database between tests that commit, although some tables are append-only.

The triggers that refuse to let history be changed also refuse Django's flush. They stand in the product without a
back door, so the door is made here: they are taken away for the length of one flush, and put back.
"""

from collections.abc import Callable, Iterable

from django.db import connection

Triggers = tuple[list[str], list[str]]


def allow() -> None:
    """From now on, in this process, a flush empties append-only tables too."""
    operations = type(connection.ops)
    plain: Callable[..., None] = operations.execute_sql_flush
    read = _postgresql if connection.vendor == "postgresql" else _sqlite

    def execute_sql_flush(self: object, statements: Iterable[str]) -> None:
        away, back = read()
        plain(self, [*away, *statements, *back])

    operations.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign, assignment]


def _sqlite() -> Triggers:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    return [f'DROP TRIGGER "{name}"' for name, _ in triggers], [sql for _, sql in triggers]


def _postgresql() -> Triggers:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        tables = [table for (table,) in cursor.fetchall()]
    return tuple(
        [f"ALTER TABLE {table} {verb} TRIGGER USER" for table in tables] for verb in ("DISABLE", "ENABLE")
    )  # type: ignore[return-value]
