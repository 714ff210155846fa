"""Records as JSON, and JSON as values for the writer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.fields import pointed_at
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import visible
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.access.seen import readable_keys
from akropolis.base.kernel.history.log import HistoryEvent, Redacted
from akropolis.base.kernel.records.secrecy import WITHHELD, is_text, secret_among
from akropolis.base.kernel.registers.api.schemas import PLAIN
from akropolis.base.kernel.registers.columns import SheetColumn, UnreadableCell
from akropolis.base.kernel.registers.picking import public_id
from akropolis.base.kernel.registers.references import Among, References
from akropolis.base.lib.numbers import id_in
from akropolis.base.lib.text import unprintable

KEYS = {"unit": "code", "person": "username", "record": "number", "picked": "number", "kept": "code"}
type Outward = Callable[[str, object], object]
READ = ("record", "picked")
"""Models whose rows are only visible to some readers."""


def as_json(
    access: Access,
    columns: Mapping[str, SheetColumn],
    rows: Sequence[Tracked],
    only: Iterable[str] = (),
    *,
    masked: bool = False,
    listed: bool = False,
) -> list[dict[str, object]]:
    """The rows with their fields, or the ones in `only` (and the id). One query per field that points at records.

    With `masked` references to rows that the user may not read are None. With `listed` the
    texts of secret rows are withheld.
    """
    wanted = set(only) | {"id"} if only else {*PLAIN, *columns}
    pointing = [c for c in columns.values() if c.kind in READ and c.name in wanted]
    seen = {column.name: _visible(access, column, rows) for column in pointing}
    names = [name for name in (*PLAIN, *columns) if name in wanted]
    told = [{name: _value(row, name, columns.get(name), seen) for name in names} for row in rows]
    if listed and rows and (secret := secret_among(type(rows[0]), [row.pk for row in rows])):
        texts = [column for column in columns.values() if column.name in wanted and is_text(column.field)]
        withheld = {column.name: {} if column.kind == "json" else str(WITHHELD) for column in texts}
        for each, row in zip(told, rows, strict=True):
            each |= withheld if row.pk in secret else {}
    if masked:
        for each, row in zip(told, rows, strict=True):
            each |= {c.name: None for c in pointing if getattr(row, c.field.attname) not in seen[c.name]}
    return told


def _visible(access: Access, column: SheetColumn, shown: Sequence[object]) -> set[object]:
    ids = {value for row in shown if (value := getattr(row, column.field.attname)) is not None}
    return readable_keys(pointed_at(column.field), access, ids)


def _value(row: object, name: str, column: SheetColumn | None, seen: Mapping[str, set[object]]) -> object:
    value = getattr(row, name)
    if value is None or column is None or column.kind not in KEYS:
        return _plain(value)
    key = KEYS[column.kind]
    hidden = column.kind in READ and value.pk not in seen[name]
    if column.kind == "picked":
        # Who reads the row may know the name of what it points at; its page is for those to whom that is open.
        return {"id": None if hidden else str(public_id(value)), key: getattr(value, key), "name": str(value)}
    return {"id": str(value.pk), key: str(getattr(value, key, "")), "name": None if hidden else str(value)}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    return str(value) if isinstance(value, (UUID, Decimal)) else value


def values_from(
    access: Access, columns: Mapping[str, SheetColumn], sent: Mapping[str, object], among: Among | None = None
) -> dict[str, object]:
    """Return the writer's values for the sent fields. Raises Invalid with a sentence per unusable field."""
    references, values, errors = References(access, among), {}, {}
    for name, value in sent.items():
        try:
            values[name] = _stored(references, columns[name], value)
        except UnreadableCell as unreadable:
            errors[name] = [str(unreadable)]
    if errors:
        raise Invalid(errors)
    return values


def _stored(references: References, column: SheetColumn, value: object) -> object:
    if isinstance(value, str) and unprintable(value):
        raise UnreadableCell(_("The text holds a sign that cannot be stored. Write it anew."))
    if isinstance(value, datetime) and timezone.is_naive(value):
        return timezone.make_aware(value)
    if not isinstance(value, str) or column.kind not in KEYS:
        return value
    if (pk := id_in(value)) is not None:
        return references.by_id(column, pk)
    if column.kind in READ:
        references.load(column, [value])
    return references.find(column, value)


def outward_ids(
    access: Access, columns: Mapping[str, SheetColumn], events: Iterable[HistoryEvent]
) -> Outward:
    """Return a stored history value as the API shows it: internal keys become public ids.

    Null if the related row is hidden from the reader.
    """
    known: dict[str, dict[object, str]] = {}
    for column in columns.values():
        if column.kind == "picked":
            pairs = [event.diff[column.name] for event in events if column.name in event.diff]
            keys = {
                key for pair in pairs for key in pair if key is not None and not isinstance(key, Redacted)
            }
            rows = visible(pointed_at(column.field), access).filter(pk__in=keys)
            known[column.name] = {row.pk: str(public_id(row)) for row in rows}
    return lambda name, value: known[name].get(value) if name in known else value
