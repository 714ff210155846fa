"""Tables that follow from other rows: brought up to date in the transaction of their cause, rebuilt by one command.

A projection is no one's change and has no history: what it says can always be worked out anew from what people wrote.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

from akropolis.kernel.access.models import Tracked
from akropolis.kernel.records.derived import Difference

BATCH = 1000

type Touched = Mapping[type[Tracked], Mapping[Any, Tracked]]
"""What a transaction has written: model → key → the row as it was last seen (a removed one as it was before)."""


@dataclass(frozen=True, slots=True)
class Projection:
    """`follow` brings the tables up to date with what was touched; it must not write through the writer.

    `differences` compares with a full rebuild and changes nothing; `rebuild` sets right and says what was wrong.
    """

    key: str
    follow: Callable[[Touched], None]
    differences: Callable[[], Sequence[Difference]]
    rebuild: Callable[[], Sequence[Difference]]


@dataclass
class ProjectionRegistry:
    """All projections, in the order in which they follow: a later one may read an earlier one's tables."""

    _all: list[Projection] = field(default_factory=list)

    def add(self, projection: Projection) -> None:
        """Declare a projection. Raises ValueError when its key is taken."""
        if any(projection.key == known.key for known in self._all):
            raise ValueError(f"projection {projection.key} is declared twice")
        self._all.append(projection)

    def all(self) -> list[Projection]:
        """Every projection, in order."""
        return list(self._all)

    def follow(self, touched: Touched) -> None:
        """Bring every projection up to date."""
        for projection in self._all:
            projection.follow(touched)


registry = ProjectionRegistry()


def put(rows: Sequence[models.Model], *, key: Sequence[str], columns: Sequence[str]) -> None:
    """Store projected rows: new ones are added, those with the same `key` get the new `columns`."""
    if rows:
        type(rows[0])._base_manager.bulk_create(
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=list(key),
            update_fields=list(columns),
        )


def pour(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], *, key: Sequence[str]
) -> None:
    """Store many projected rows, given as numbers and texts by column: `put` without a model for each, and faster."""
    table, names = _quoted(model._meta.db_table), ", ".join(map(_quoted, columns))
    kept = ", ".join(f"{_quoted(c)} = excluded.{_quoted(c)}" for c in columns if c not in key)
    conflict = f"ON CONFLICT ({', '.join(map(_quoted, key))}) DO UPDATE SET {kept}"
    if connection.vendor == "postgresql":
        given = f"SELECT * FROM {_lists(model, columns)}"  # noqa: S608 # names of ours
    else:
        given = f"VALUES ({', '.join(['%s'] * len(columns))})"
    _carry_out(f"INSERT INTO {table} ({names}) {given} {conflict}", rows)


def amend(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], *, key: str
) -> None:
    """Give many stored rows new values, by column, the key last in each."""
    table, place = _quoted(model._meta.db_table), _quoted(key)
    if connection.vendor == "postgresql":
        values = ", ".join(f"{_quoted(c)} = given.{_quoted(c)}" for c in columns)
        names = ", ".join(map(_quoted, (*columns, key)))
        given = (
            f"FROM {_lists(model, (*columns, key))} AS given ({names}) WHERE {table}.{place} = given.{place}"
        )
    else:
        values, given = ", ".join(f"{_quoted(c)} = %s" for c in columns), f"WHERE {place} = %s"
    _carry_out(f"UPDATE {table} SET {values} {given}", rows)  # noqa: S608 # names of ours


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _lists(model: type[models.Model], columns: Sequence[str]) -> str:
    types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    return f"unnest({', '.join(f'%s::{types[column]}[]' for column in columns)})"


def _carry_out(text: str, rows: Sequence[Sequence[Any]]) -> None:
    """One statement for all rows where the database takes them as lists, else the same statement for each."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(text, [list(column) for column in zip(*rows, strict=True)])
        else:
            cursor.executemany(text, rows)


def drop(rows: "models.QuerySet[Any]") -> None:
    """Take projected rows away."""
    rows.delete()
