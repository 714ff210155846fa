"""Bulk writes in one statement, with plain values listed by column: `bulk_create` takes five times as long."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Never
from uuid import UUID

from django.db import connection, models

_PLAIN: Sequence[tuple[type[models.Field[Never, object]], type, Any]] = (
    (models.CharField, str, str.__str__),
    (models.TextField, str, str.__str__),
    (models.IntegerField, int, int),
    (models.BooleanField, bool, bool),
)
"""Columns whose values the database takes as they are; values of other types, such as choices, are made plain."""


def add(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, whose keys are set already."""
    if not rows:
        return
    fields = rows[0]._meta.concrete_fields
    bulk_upsert_rows(
        type(rows[0]),
        [str(field.column) for field in fields],
        [[getattr(row, field.attname) for field in fields] for row in rows],
    )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def bulk_upsert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    key: Sequence[str] = (),
) -> None:
    """Bulk upsert rows, given by column: new ones are inserted, those with the same `key` get the new values."""
    table, names = _quoted(model._meta.db_table), ", ".join(map(_quoted, columns))
    if connection.vendor == "postgresql":
        given = f"SELECT * FROM {_lists(model, columns)}"  # noqa: S608 # names of ours
    else:
        given = f"VALUES ({', '.join(['%s'] * len(columns))})"
    text = f"INSERT INTO {table} ({names}) {given}"
    if key:
        kept = ", ".join(f"{_quoted(c)} = excluded.{_quoted(c)}" for c in columns if c not in key)
        text += f" ON CONFLICT ({', '.join(map(_quoted, key))}) DO UPDATE SET {kept}"
    _carry_out(text, model, columns, rows)


def bulk_update_rows(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[object]], *, key: str
) -> None:
    """Update stored rows, each given as values in the order of `columns` followed by the value of `key`."""
    table, place = _quoted(model._meta.db_table), _quoted(key)
    if connection.vendor == "postgresql":
        values = ", ".join(f"{_quoted(c)} = given.{_quoted(c)}" for c in columns)
        names = ", ".join(map(_quoted, (*columns, key)))
        given = (
            f"FROM {_lists(model, (*columns, key))} AS given ({names}) WHERE {table}.{place} = given.{place}"
        )
    else:
        values, given = ", ".join(f"{_quoted(c)} = %s" for c in columns), f"WHERE {place} = %s"
    _carry_out(f"UPDATE {table} SET {values} {given}", model, (*columns, key), rows)  # noqa: S608 # names of ours


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _lists(model: type[models.Model], columns: Sequence[str]) -> str:
    # Without lengths: casting a text to a length truncates it silently.
    types = [str(_field(model, column).db_type(connection)).partition("(")[0] for column in columns]
    return f"unnest({', '.join(f'%s::{name}[]' for name in types)})"


def _field(model: type[models.Model], column: str) -> "models.Field[Never, object]":
    field: Any = next(field for field in model._meta.concrete_fields if field.column == column)
    while field.is_relation:
        field = field.target_field
    return field  # type: ignore[no-any-return]


def _taken(field: "models.Field[Never, object]", values: Iterable[Any]) -> list[object]:
    """Return a column's values in the form in which the database takes them."""
    for sort, plain, make in _PLAIN:
        if isinstance(field, sort):
            return [
                value
                if value is None or type(value) is plain
                else make(field.get_db_prep_save(value, connection))
                for value in values
            ]
    if isinstance(field, models.UUIDField) and not connection.features.has_native_uuid_field:
        return [value.hex if isinstance(value, UUID) else value and UUID(value).hex for value in values]

    def prepared(value: object) -> object:
        return value if value is None else field.get_db_prep_save(value, connection)

    if isinstance(field, models.DateTimeField):  # the same moment in row after row
        prepared = cache(prepared)
    return [prepared(value) for value in values]


def _carry_out(
    text: str, model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Run one statement for all rows if the database takes lists, else the same statement for each."""
    if not rows:
        return
    given = zip(columns, zip(*rows, strict=True), strict=True)
    lists = [_taken(_field(model, column), values) for column, values in given]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(text, lists)
        else:
            cursor.executemany(text, list(zip(*lists, strict=True)))
