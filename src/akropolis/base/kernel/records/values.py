"""Stored values as plain JSON, so that two states of a row can be compared and sealed."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey, Model
from django.db.models.base import ModelState

from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.secrecy import placeholders
from akropolis.base.lib.text import composed

BOOKKEEPING = frozenset({"id", "version", "created_at", "updated_at", "password", "last_login"})
REPEATED = frozenset({"sort_key", "search_text", "path"})


def written(model: type[Tracked], values: Mapping[str, object]) -> dict[str, object]:
    """Return the values as they are to be stored, without placeholders of withheld texts (`secrecy`), which
    change nothing.

    Texts are composed (NFC), except unlogged ones that the history holds as digests, which are kept exact.
    """
    exact = model.unlogged_fields
    return {
        name: composed(value) if isinstance(value, str) and name not in exact else value
        for name, value in values.items()
        if value not in placeholders()
    }


def built[T: Model](model: type[T], values: Mapping[str, object]) -> T:
    """Build a new row equal to `model(**values)` in a fifth of the time, without Django's constructor and signals."""
    row = model.__new__(model)
    row._state = ModelState()
    held = row.__dict__
    # One by one, so that the rows of a model share the memory of their names.
    for name, default, called in defaults(model):
        held[name] = default if not called else None if name in values else default()
    pointers = _pointers(model)
    for name, value in values.items():
        if name in pointers:
            column, key = pointers[name]
            held[column] = None if value is None else getattr(value, key)
            row._state.fields_cache[name] = value
        else:
            setattr(row, name, value)
    return row


@cache
def _pointers(model: type[Model]) -> dict[str, tuple[str, str]]:
    """Return for each foreign key the attribute of its column, and that of the target row which it repeats."""
    fields = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    return {f.name: (f.attname, f.target_field.attname) for f in fields if not f.unique}


@cache
def defaults(model: type[Model]) -> tuple[tuple[str, Callable[[], object], bool], ...]:
    """Return each column's attribute, and its value in a new row or, if callable, its default function."""
    called = {f for f in model._meta.concrete_fields if f.has_default() and callable(f.default)}
    return tuple(
        (f.attname, f.default if f in called else f.get_default(), f in called)
        for f in model._meta.concrete_fields
    )


def tracked_models() -> list[type[Tracked]]:
    """Return every model whose rows have a version and a history."""
    return [model for model in apps.get_models() if issubclass(model, Tracked)]


@cache
def tracked_fields(model: type[Tracked]) -> tuple[str, ...]:
    """Return the fields recorded in the history: all but bookkeeping, unlogged ones and those that repeat columns."""
    unlogged = set(model.unlogged_fields) - set(model.sealed_fields)
    left_out = BOOKKEEPING | REPEATED | unlogged | set(model.repeated_fields)
    return tuple(f.name for f in model._meta.concrete_fields if f.name not in left_out)


@cache
def tracked_attnames(model: type[Tracked]) -> tuple[tuple[str, str], ...]:
    """Return the names of the fields recorded in the history, each with the attribute that holds the field's value."""
    names = tracked_fields(model)
    return tuple((f.name, f.attname) for f in model._meta.concrete_fields if f.name in names)


def stored_value(value: object) -> object:
    """Return a column's value as JSON holds it: ids, dates and decimals as text."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return (
            f"{value.normalize():f}"  # equal numbers give equal text, however many decimals a database adds
        )
    if isinstance(value, datetime) and value.tzinfo and value.date() not in (date.min, date.max):
        return value.astimezone(UTC).isoformat()  # equal moments give equal text, whatever their time zone
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value


def snapshot(row: Tracked) -> dict[str, object]:
    """Return the row's recorded values by field name, as the history holds them."""
    return logged(type(row), {name: getattr(row, attname) for name, attname in tracked_attnames(type(row))})


def logged(model: type[Tracked], values: Mapping[str, object]) -> dict[str, object]:
    """Return values, keyed by field name, as the history holds them: as JSON, and for a sealed field the SHA-256."""
    held = {name: stored_value(value) for name, value in values.items()}
    return held | {name: digest_of([str(held[name])]) for name in model.sealed_fields if held.get(name)}


def digest_of(texts: Iterable[str]) -> str:
    """Return the digest recorded for texts too long for the history: SHA-256 over them with line breaks between."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def digest_holds(row: Tracked) -> bool:
    """Whether the row's texts match its digest."""
    stored: str = row.digest  # type: ignore[attr-defined]
    return stored == digest_of(getattr(row, name) for name in row.digested_fields)


def unlogged(row: Tracked) -> dict[str, object]:
    """Return the values that stay out of the history: changing them is a change, but its content is not recorded."""
    return {name: getattr(row, name) for name in type(row).unlogged_fields}


def difference(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, list[object]]:
    """Return the fields whose values differ: field → [before, after]."""
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}
