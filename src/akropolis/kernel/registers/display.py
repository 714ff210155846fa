"""A row's values as a person reads them, in lists, on pages and in the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from akropolis.kernel.access.fields import YearField
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Tracked
from akropolis.kernel.history.log import Event, Redacted
from akropolis.kernel.records.models import Record
from akropolis.kernel.records.redaction import REDACT
from akropolis.kernel.registers.declaration import ModelField, Register
from akropolis.lib.swedish import date_iso, datetime_iso, number
from akropolis.ui.parts import Cell, Column, Row, Table, Term


def text_of(row: Record, field: ModelField, access: Access | None = None) -> str:
    """One value in words: choices by their label, dates in ISO form, numbers in Swedish form; empty is empty.

    Another record is named to whom it is open; to others, and without `access`, it is a number alone.
    """
    value = getattr(row, field.attname)
    if value is None or value == "":
        return ""
    if field.is_relation:
        return _pointed_at(getattr(row, field.name), access)
    if field.choices:
        return _labels(field, get_language()).get(value, str(value))
    return str(value) if isinstance(field, YearField) else plain(value)


@cache
def _labels(field: ModelField, language: str | None) -> dict[Any, str]:
    """The field's choices in words. They follow from the code, so each language's are made once."""
    return {value: str(label) for value, label in field.flatchoices}


def _pointed_at(other: Any, access: Access | None) -> str:
    if not isinstance(other, Record):
        return str(other)
    seen = access is not None and type(other).objects.visible(access).filter(pk=other.pk).exists()
    return str(other) if seen else other.number


def plain(value: Any) -> str:
    """A value without a field's labels."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return datetime_iso(timezone.localtime(value))
    if isinstance(value, date):
        return date_iso(value)
    return number(value) if isinstance(value, int) else str(value)


def detail_url(register: Register, row: Tracked) -> str:
    """The address of a row's page."""
    return reverse(f"{register.key}-detail", args=[row.id])


def table(
    register: Register,
    rows: Sequence[Any],
    *,
    access: Access,
    caption: str,
    link: Any,
    order: str,
    query: str,
) -> Table:
    """The list as a table. The title column links to the row's page and carries the list's state with it."""
    columns = [_column(register, name, link, order) for name in register.columns]
    besides = [(str(each.label), each.values(access, rows)) for each in register.beside]
    fields = [register.model_field(name) for name in register.columns]
    start, back = reverse(f"{register.key}-list"), f"?back={query}" if query else ""
    cells = [
        [_cell(row, field, f"{start}{row.pk}/{back}") for field in fields]
        + [Cell(text=texts.get(row.pk, "")) for _label, texts in besides]
        for row in rows
    ]
    return Table(
        caption=caption,
        columns=columns + [Column(label=label, unbroken=True) for label, _texts in besides],
        rows=[Row(cells=each) for each in cells],
        empty=str(register.empty),
    )


def _column(register: Register, name: str, link: Any, order: str) -> Column:
    key = "sort_key" if name == register.model.title_field else name
    field = register.model_field(name)
    sortable = {item.lstrip("-") for item in register.sort}
    unbroken = name == "number" or isinstance(field, models.DateField)
    if key not in sortable:
        return Column(label=_capital(field.verbose_name), unbroken=unbroken)
    chosen = order.lstrip("-") == key
    down = order.startswith("-")
    return Column(
        label=_capital(field.verbose_name),
        sort_url=link(sort=key if chosen and down else f"-{key}" if chosen else key),
        direction=("descending" if down else "ascending") if chosen else "",
        unbroken=unbroken,
    )


def _cell(row: Record, field: ModelField, url: str) -> Cell:
    """A value of a row; the row's title leads to its page."""
    return Cell(text=text_of(row, field), url=url if field.name == row.title_field else "")


def _capital(text: Any) -> str:
    word = str(text)
    return word[:1].upper() + word[1:]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section of a row's page."""

    title: Any
    terms: list[Term]


def sections(register: Register, row: Record, access: Access) -> list[ShownSection]:
    """The row's sections with every field, empty ones too."""
    shown = []
    for section in register.sections:
        fields = [register.model_field(name) for name in section.fields]
        terms = [
            Term(label=_capital(field.verbose_name), value=text_of(row, field, access)) for field in fields
        ]
        shown.append(ShownSection(section.title, terms))
    return shown


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One field's change in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """One entry of the history in words."""

    event: Event
    changes: list[ShownChange]
    redact_url: str = ""


def history(model: type[Tracked], events: Iterable[Event], access: Access) -> list[ShownEvent]:
    """The history with labels for fields, choices and related rows. Related rows go through the gate by their names."""
    events = list(events)
    names = _related_names(model, events, access)
    may = access.may(REDACT, None)
    urls = [
        reverse("redact", args=[event.seq]) if may and event.action != "redact" else "" for event in events
    ]
    return [ShownEvent(e, _changes(model, e, names), url) for e, url in zip(events, urls, strict=True)]


def _changes(model: type[Tracked], event: Event, names: Mapping[tuple[str, str], str]) -> list[ShownChange]:
    known = {f.name: f for f in model._meta.concrete_fields}
    shown = []
    for name, (before, after) in event.diff.items():
        if name in known and name != "number":
            field = known[name]
            label = _capital(field.verbose_name)
            shown.append(ShownChange(label, _stored(field, before, names), _stored(field, after, names)))
    return shown


def _stored(field: ModelField, value: Any, names: Mapping[tuple[str, str], str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Redacted):
        return value
    if field.is_relation:
        return names.get((field.name, str(value)), _("(not shown)"))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(value)
        return plain(moment) if moment else str(value)
    return str(value) if isinstance(field, YearField) else plain(value)


def _related_names(
    model: type[Tracked], events: Sequence[Event], access: Access
) -> dict[tuple[str, str], str]:
    wanted: dict[str, set[str]] = {}
    relations = {f.name: f for f in model._meta.concrete_fields if f.is_relation}
    for event in events:
        for name in event.diff.keys() & relations.keys():
            wanted.setdefault(name, set()).update(
                str(v) for v in event.diff[name] if v and not isinstance(v, Redacted)
            )
    found: dict[tuple[str, str], str] = {}
    for name, ids in wanted.items():
        related: Any = relations[name].related_model
        for row in related.objects.visible(access).filter(pk__in=ids):
            found[(name, str(row.pk))] = str(row)
    return found
