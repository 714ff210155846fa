"""Records as JSON, and JSON as values for the writer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.kernel.access.errors import Invalid
from akropolis.kernel.access.gate import Access
from akropolis.kernel.exchange.reading import unprintable
from akropolis.kernel.registers.api.schemas import PLAIN
from akropolis.kernel.registers.columns import Column, Unreadable
from akropolis.kernel.registers.references import References

KEYS = {"unit": "code", "person": "username", "record": "number"}


def as_json(
    access: Access, columns: Mapping[str, Column], rows: Sequence[Any], only: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """The rows with their fields, or the ones in `only` (and the id). One query per field that points at records."""
    wanted = set(only) | {"id"} if only else {*PLAIN, *columns}
    pointing = [c for c in columns.values() if c.kind == "record" and c.name in wanted]
    seen = {column.name: _visible(access, column, rows) for column in pointing}
    names = [name for name in (*PLAIN, *columns) if name in wanted]
    return [{name: _value(row, name, columns.get(name), seen) for name in names} for row in rows]


def _visible(access: Access, column: Column, rows: Sequence[Any]) -> set[Any]:
    ids = {value for row in rows if (value := getattr(row, column.field.attname)) is not None}
    related: Any = column.field.related_model
    return (
        set(related.objects.visible(access).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    )


def _value(row: Any, name: str, column: Column | None, seen: Mapping[str, set[Any]]) -> Any:
    value = getattr(row, name)
    if value is None or column is None or column.kind not in KEYS:
        return _plain(value)
    key = KEYS[column.kind]
    hidden = column.kind == "record" and value.pk not in seen[name]
    return {"id": str(value.pk), key: getattr(value, key), "name": None if hidden else str(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    return str(value) if isinstance(value, (UUID, Decimal)) else value


def values_from(access: Access, columns: Mapping[str, Column], sent: Mapping[str, Any]) -> dict[str, Any]:
    """The writer's values for what was sent. Raises Invalid with a sentence per field that cannot be used."""
    references, values, errors = References(access), {}, {}
    for name, value in sent.items():
        try:
            values[name] = _stored(references, columns[name], value)
        except Unreadable as unreadable:
            errors[name] = [str(unreadable)]
    if errors:
        raise Invalid(errors)
    return values


def _stored(references: References, column: Column, value: Any) -> Any:
    if isinstance(value, str) and unprintable(value):
        raise Unreadable(_("The text holds a sign that cannot be stored. Write it anew."))
    if isinstance(value, datetime) and timezone.is_naive(value):
        return timezone.make_aware(value)
    if value is None or column.kind not in KEYS:
        return value
    if (pk := _uuid(value)) is not None:
        return references.by_id(column, pk)
    if column.kind == "record":
        references.load(column, [value])
    return references.find(column, value)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
