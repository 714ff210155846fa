"""Tables exported to a data warehouse: registers, parts of their rows, kept tables, the unit tree, and computed
lists, each with what one account may read.

Values are exported as stored: choices by their value, units by code, people by user name, records by id, and
numbers with a decimal point. A reference to a row that the account may not read is left empty. Computed
lists are exported as in the files that users download.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from itertools import batched
from typing import Never, cast

from django.db import models
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.fields import ModelField, field_of, pointed_at
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet, visible
from akropolis.base.kernel.access.models import Role, Tracked, Unit
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.kept.declaration import KeptTable
from akropolis.base.kernel.kept.declaration import registry as kept_tables
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.secrecy import withheld_columns
from akropolis.base.kernel.registers.columns import SheetColumn, column_of
from akropolis.base.kernel.registers.computed import AnyList, lists
from akropolis.base.kernel.registers.computed import ListColumn as Worked
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.parts import PartRows, declared

CHUNK = 2000
TYPES = {
    **dict.fromkeys(("unit", "person", "record", "picked", "kept", "choice", "text"), "string"),
    "yesno": "boolean",
    "moment": "datetime",
    "date": "date",
    "whole": "integer",
    "decimal": "number",
    "json": "any",
}
"""Table Schema type of each kind of column."""
CODE = "code"
KEYS = {"unit": CODE, "person": "username", "picked": "number"}
BEFORE, AFTER = ("id", "number"), ("version", "created_at", "updated_at", "archived_at")
STANDING = ("source", "valid_from", "valid_to")
"""Columns that every kept table has, beside its id, its key and its own fields."""
UNITS = "units"
TREE = ("code", "name", "kind", "parent", "valid_from", "valid_to")

KINDS = {
    ValueKind.TEXT: "string",
    ValueKind.PROSE: "string",
    ValueKind.NUMBER: "integer",
    ValueKind.DATE: "date",
    ValueKind.MOMENT: "datetime",
}
"""Table Schema type of each kind of computed column."""

type Value = Callable[[object], str]
type Source = Register | KeptTable[KeptRow] | PartRows
type Rows = GatedQuerySet[Record] | GatedQuerySet[KeptRow] | GatedQuerySet[Tracked] | GatedQuerySet[Unit]


@dataclass(frozen=True, slots=True)
class Out:
    """A column: its field, the lookup path of its value, its formatter, and its entry in the schema."""

    field: ModelField
    path: str
    write: Value
    said: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Extracted:
    """A table: its name and title, the schema of its columns and keys, and the rows as texts."""

    name: str
    title: str
    columns: Sequence[Mapping[str, object]]
    lines: Callable[[], Iterator[list[str]]]
    keys: Mapping[str, Sequence[object]] = field(default_factory=dict)

    @property
    def schema(self) -> dict[str, object]:
        """Return the table's schema in the format Table Schema (Frictionless)."""
        return {"fields": self.columns, **self.keys, "missingValues": [""]}


def tables_for(access: Access, day: date) -> Iterator[Extracted]:
    """Yield every table in which the account may read anything, units first. Computed lists are as of `day`."""
    yield _units(access)
    seen = _Seen(access)
    for source in (*registry, *kept_tables, *declared()):
        if access.anywhere(source.read):
            yield _table(access, source, seen)
    for listed in lists:
        if (listed.api or listed.extract) and access.anywhere(listed.permission):
            yield _listed(listed(access, {}, day))


class _Seen:
    """Values of columns in the rows that the account may read; each column of a model is queried once."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._found: dict[object, set[object]] = {}

    def of(self, model: type[Model], by: str) -> set[object]:
        """Return the values of the column `by` in the rows of the model that the account may read."""
        if (model, by) not in self._found:
            rows = visible(model, self._access).order_by()
            self._found[model, by] = set(rows.values_list(by, flat=True))
        return self._found[model, by]


def _table(access: Access, source: Source, seen: _Seen) -> Extracted:
    alone = BEFORE if isinstance(source, Register) else ("id",)
    columns = [column_of(field_of(source.model, name), name) for name in _names(access, source)]
    points = [point for column in columns if (point := _point(access, column))]
    rows = source.model.objects.visible(access)
    made = [_out(column, seen, alone=column.name in alone) for column in columns]
    return _stored(source.key, capfirst(str(source.many)), made, rows, points)


def _names(access: Access, source: Source) -> Sequence[str]:
    """Return a source's column names. The certainty mark of a kept table is only for those who may edit it."""
    if isinstance(source, Register):
        return (*BEFORE, *source.fields, *AFTER)
    if isinstance(source, PartRows):
        return ("id", *source.fields, *AFTER[:-1])
    marked = ("mark",) if access.may(source.edit, None) else ()
    return ("id", "code", *source.fields, *marked, *STANDING)


def _stored(
    name: str, title: str, columns: Sequence[Out], rows: Rows, points: Sequence[object], key: str = "id"
) -> Extracted:
    keys: dict[str, Sequence[object]] = {"primaryKey": [key], "foreignKeys": points}
    return Extracted(
        name, title, [column.said for column in columns], partial(_read, rows, columns, key), keys
    )


def _read(rows: Rows, columns: Sequence[Out], key: str) -> Iterator[list[str]]:
    """Return the rows as texts, ordered by key, with secret values withheld. One query, in chunks."""
    writers = [column.write for column in columns]
    paths = withheld_columns(rows.model, ((column.path, column.field) for column in columns))
    found = rows.order_by(key).values_list(*paths).iterator(chunk_size=CHUNK)
    for part in batched(found, CHUNK):
        yield from ([write(value) for write, value in zip(writers, row, strict=True)] for row in part)


def _listed(found: AnyList) -> Extracted:
    """Return a computed list as a table with those columns of its file that have a key.

    No table has foreign keys to it.
    """
    columns = [column for column in found.columns if column.key]
    said = [
        {"name": column.key, "title": str(column.label), "type": KINDS[column.kind]} for column in columns
    ]
    return Extracted(found.api or found.extract, str(found.title), said, partial(_worked_out, found, columns))


def _worked_out(found: AnyList, columns: Sequence[Worked]) -> Iterator[list[str]]:
    for line in found.lines(found.told(found.ordered)):
        yield [_plain(column.of(line)) for column in columns]


def _out(column: SheetColumn, seen: _Seen, *, alone: bool) -> Out:
    said: dict[str, object] = {"name": column.name, "title": column.header, "type": _type(column)}
    if column.kind == "choice":
        said["categories"] = [
            {"value": value, "label": str(label)} for value, label in column.field.flatchoices
        ]
    if alone:
        said["constraints"] = {"required": True, "unique": True}
    if column.kind not in ("record", "picked", "kept"):
        path = f"{column.name}__{KEYS[column.kind]}" if column.kind in KEYS else column.name
        return Out(column.field, path, _plain, said)
    model = pointed_at(column.field)
    by = CODE if model is Role else KEYS.get(column.kind, "pk")
    open_to = seen.of(model, by)
    path = f"{column.name}__{by}" if by in KEYS.values() else column.field.attname
    return Out(column.field, path, lambda value: _plain(value) if value in open_to else "", said)


def _type(column: SheetColumn) -> str:
    of_numbers = column.kind == "choice" and isinstance(column.field, models.IntegerField)
    return "integer" if of_numbers else TYPES[column.kind]


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _point(access: Access, column: SheetColumn) -> dict[str, object] | None:
    """Return the foreign key of the column; None if the column refers to no exported table."""
    if column.kind == "unit":
        return _reference(column, UNITS, CODE)
    if column.kind not in ("record", "kept"):
        return None
    model = pointed_at(column.field)
    for each in (*registry, *kept_tables, *declared()):
        if each.model is model and access.anywhere(each.read):
            return _reference(column, each.key, CODE if model is Role else "id")
    return None


def _reference(column: SheetColumn, table: str, by: str) -> dict[str, object]:
    return {"fields": [column.name], "reference": {"resource": table, "fields": [by]}}


def _units(access: Access) -> Extracted:
    columns = {
        name: column_of(cast("models.Field[Never, object]", Unit._meta.get_field(name)), name)
        for name in TREE
    }
    made = [_out(column, _Seen(access), alone=name == "code") for name, column in columns.items()]
    points = [{"fields": ["parent"], "reference": {"resource": UNITS, "fields": ["code"]}}]
    return _stored(UNITS, str(_("Units")), made, Unit.objects.visible(access), points, key="code")
