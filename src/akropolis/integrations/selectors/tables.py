"""What leaves for a data warehouse: registers, what belongs to their rows, kept tables and the unit tree, each as one
account may read it.

A value leaves as it is stored: choices by their value, units by code, people by user name, records by id, and numbers
with a full stop. What points at a row that the account may not read is left empty.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import batched
from typing import Never, cast

from django.db import models
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from akropolis.kernel.access.fields import field_of, pointed_at
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.managers import GatedQuerySet, visible
from akropolis.kernel.access.models import Role, Tracked, Unit
from akropolis.kernel.kept.declaration import Kept
from akropolis.kernel.kept.declaration import registry as kept_tables
from akropolis.kernel.kept.models import KeptRow
from akropolis.kernel.records.models import Record
from akropolis.kernel.registers.columns import Column, column_of
from akropolis.kernel.registers.declaration import Register, registry
from akropolis.kernel.registers.parts import Part, declared

CHUNK = 2000
TYPES = {
    **dict.fromkeys(("unit", "person", "record", "picked", "choice", "text"), "string"),
    "yesno": "boolean",
    "moment": "datetime",
    "date": "date",
    "whole": "integer",
    "decimal": "number",
    "json": "any",
}
"""Table Schema's name for each kind of column."""
CODE = "code"
KEYS = {"unit": CODE, "person": "username", "picked": "number"}
BEFORE, AFTER = ("id", "number"), ("version", "created_at", "updated_at", "archived_at")
STANDING = ("source", "valid_from", "valid_to")
"""What every row of a kept table has, beside its id and key."""
UNITS = "units"
TREE = ("code", "name", "kind", "parent", "valid_from", "valid_to")

type Value = Callable[[object], str]


@dataclass(frozen=True, slots=True)
class Out:
    """A column: where its value is read, how it is written, and what the schema says of it."""

    path: str
    write: Value
    said: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Extracted:
    """A table: its name, its columns, its rows, and the schema's keys."""

    name: str
    title: str
    columns: Sequence[Out]
    rows: GatedQuerySet[Record] | GatedQuerySet[KeptRow] | GatedQuerySet[Tracked] | GatedQuerySet[Unit]
    key: str = "id"
    points: Sequence[Mapping[str, object]] = field(default_factory=tuple)

    @property
    def schema(self) -> dict[str, object]:
        """The table as Table Schema (Frictionless) says it."""
        fields = [column.said for column in self.columns]
        return {
            "fields": fields,
            "primaryKey": [self.key],
            "foreignKeys": list(self.points),
            "missingValues": [""],
        }

    def lines(self) -> Iterator[list[str]]:
        """The rows as texts, in the order of their keys. One query, a part at a time."""
        writers = [column.write for column in self.columns]
        paths = [column.path for column in self.columns]
        found = self.rows.order_by(self.key).values_list(*paths).iterator(chunk_size=CHUNK)
        for part in batched(found, CHUNK):
            yield from ([write(value) for write, value in zip(writers, row, strict=True)] for row in part)


def tables_for(access: Access) -> Iterator[Extracted]:
    """Every table that the account may read at all, the units first."""
    yield _units(access)
    seen = _Seen(access)
    for register in registry:
        if access.anywhere(register.read):
            yield _register(access, register, seen)
    for kept in kept_tables:
        if access.anywhere(kept.read):
            yield _kept(access, kept, seen)
    for part in declared():
        if access.anywhere(part.read):
            yield _part(access, part, seen)


class _Seen:
    """The rows of a model that the account may read, asked for once."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._found: dict[object, set[object]] = {}

    def of(self, model: type[Model], by: str) -> set[object]:
        """By that column."""
        if (model, by) not in self._found:
            rows = visible(model, self._access).order_by()
            self._found[model, by] = set(rows.values_list(by, flat=True))
        return self._found[model, by]


def _register(access: Access, register: Register, seen: _Seen) -> Extracted:
    return _table(access, register, (*BEFORE, *register.fields, *AFTER), seen, alone=BEFORE)


def _kept(access: Access, kept: Kept[KeptRow], seen: _Seen) -> Extracted:
    """All rows, also those that have ended or are to come. How sure they are is for those who keep the table."""
    marked = ("mark",) if access.may(kept.edit, None) else ()
    return _table(access, kept, ("id", "code", *kept.fields, *marked, *STANDING), seen)


def _part(access: Access, part: Part, seen: _Seen) -> Extracted:
    return _table(access, part, ("id", *part.fields, *AFTER[:-1]), seen)


def _table(
    access: Access,
    source: Register | Kept[KeptRow] | Part,
    names: Sequence[str],
    seen: _Seen,
    *,
    alone: Sequence[str] = ("id",),
) -> Extracted:
    """With these columns; a value in those that stand `alone` is that of one row."""
    columns = [column_of(field_of(source.model, name), name) for name in names]
    points = [point for column in columns if (point := _point(access, column))]
    rows = source.model.objects.visible(access)
    made = [_out(column, seen, alone=column.name in alone) for column in columns]
    return Extracted(source.key, capfirst(str(source.many)), made, rows, points=points)


def _out(column: Column, seen: _Seen, *, alone: bool) -> Out:
    said: dict[str, object] = {"name": column.name, "title": column.header, "type": _type(column)}
    if column.kind == "choice":
        said["categories"] = [
            {"value": value, "label": str(label)} for value, label in column.field.flatchoices
        ]
    if alone:
        said["constraints"] = {"required": True, "unique": True}
    if column.kind not in ("record", "picked"):
        path = f"{column.name}__{KEYS[column.kind]}" if column.kind in KEYS else column.name
        return Out(path, _plain, said)
    model = pointed_at(column.field)
    by = CODE if model is Role else KEYS.get(column.kind, "pk")
    open_to = seen.of(model, by)
    path = f"{column.name}__{by}" if by in KEYS.values() else column.field.attname
    return Out(path, lambda value: _plain(value) if value in open_to else "", said)


def _type(column: Column) -> str:
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


def _point(access: Access, column: Column) -> dict[str, object] | None:
    """Where the column's values are found, among the tables that leave."""
    if column.kind == "unit":
        return _reference(column, UNITS, CODE)
    if column.kind != "record":
        return None
    model = pointed_at(column.field)
    for each in (*registry, *kept_tables, *declared()):
        if each.model is model and access.anywhere(each.read):
            return _reference(column, each.key, CODE if model is Role else "id")
    return None


def _reference(column: Column, table: str, by: str) -> dict[str, object]:
    return {"fields": [column.name], "reference": {"resource": table, "fields": [by]}}


def _units(access: Access) -> Extracted:
    columns = {
        name: column_of(cast("models.Field[Never, object]", Unit._meta.get_field(name)), name)
        for name in TREE
    }
    made = [_out(column, _Seen(access), alone=name == "code") for name, column in columns.items()]
    points = [{"fields": ["parent"], "reference": {"resource": UNITS, "fields": ["code"]}}]
    return Extracted(UNITS, _("Units"), made, Unit.objects.visible(access), key="code", points=points)
