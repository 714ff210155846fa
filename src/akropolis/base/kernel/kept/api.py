"""Kept tables in the API, read-only: the rows in force on a day, with their source."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Router, Schema
from pydantic import Field

from akropolis.base.kernel.access.fields import ModelField, field_of
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Role
from akropolis.base.kernel.kept.declaration import KeptTable
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.base.kernel.registers.api import names
from akropolis.base.kernel.registers.api.computed import Paged, paged
from akropolis.base.kernel.registers.api.queries import check_query
from akropolis.base.kernel.registers.api.shapes import in_address, page_shape, shape
from akropolis.base.lib.swedish import capitalised

PLAIN: dict[type[ModelField], type] = {
    models.IntegerField: int,
    models.BooleanField: bool,
    models.JSONField: object,
}


class KeptQuery(Paged):
    """Which day, and which page."""

    day: date | None = Field(None, description="The rows that hold on that day; today when it is left out.")


class KeptItem(Schema):
    """The fields of every row. `mark` is for those who maintain the table, and null for others."""

    id: UUID
    code: str
    source: str
    mark: str | None
    valid_from: date
    valid_to: date | None


def kept_router[T: KeptRow](kept: KeptTable[T]) -> Router:
    """Return the router of a table: its fields by name, in the table's order."""
    router = Router(tags=[kept.key])
    with translation.override("en"):
        fields = {each: _described(field_of(kept.model, each)) for each in kept.fields}
        many = str(kept.many)
    page = page_shape(
        names.schema(kept.key, "Entries"), shape(names.schema(kept.key, "Entry"), KeptItem, fields)
    )

    def view(request: HttpRequest, query: KeptQuery) -> HttpResponse:
        access = check_query(request, KeptQuery, right=kept.read)
        rows = kept.model.in_force(access, query.day or timezone.localdate())
        return paged(query, rows, lambda part: _items(kept, access, part))

    view.__doc__ = f"{many} that hold on a day."
    operation, summary = f"list_{names.several(kept.key)}", f"List {many.lower()}"
    router.get("", response={200: page}, operation_id=operation, summary=summary)(in_address(view, KeptQuery))
    return router


def _described(field: ModelField) -> object:
    kind = next((known for base, known in PLAIN.items() if isinstance(field, base)), str)
    return (kind | None if field.null else kind, Field(description=capitalised(str(field.verbose_name))))


def _items[T: KeptRow](kept: KeptTable[T], access: Access, rows: Sequence[T]) -> list[dict[str, object]]:
    keeps = access.may(kept.edit, None)
    standing = ("id", "code", "source", "valid_from", "valid_to")
    return [
        {name: getattr(row, name) for name in standing}
        | {"mark": row.mark if keeps else None}
        | {name: _value(row, name) for name in kept.fields}
        for row in rows
    ]


def _value(row: KeptRow, name: str) -> object:
    """Return the stored value; the code if it is a row of another kept table, or a role."""
    value = getattr(row, name)
    return value.code if isinstance(value, KeptRow | Role) else value
