"""A row's values as text, in lists, on pages and in the history."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Protocol
from uuid import UUID

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.fields import ModelField, YearField, pointed_at
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import visible
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.history.log import HistoryEvent, Redacted
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.redaction import REDACT
from akropolis.base.kernel.records.secrecy import WITHHELD, is_text, secret_among
from akropolis.base.kernel.registers.declaration import Beside, Identified, Register
from akropolis.base.kernel.registers.report import FieldChange
from akropolis.base.kernel.registers.shown import ListColumns
from akropolis.base.kernel.workflow.steps import state_of
from akropolis.base.lib.swedish import capitalised, date_iso, datetime_iso, number
from akropolis.base.ui.parts import Cell, Column, Row, Table, Term
from akropolis.base.ui.words import Phrase

LONG = 200
"""Maximum length of a text in a list."""


def text_of(row: Tracked, field: ModelField, access: Access | None = None) -> str:
    """Format one value: choices by label, dates in ISO form, numbers in Swedish form; empty stays empty.

    A related record is named if the reader may see it; otherwise, and without `access`, only its number is shown.
    """
    value = getattr(row, field.attname)
    if value is None or value == "":
        return ""
    if field.is_relation:
        return _pointed_at(getattr(row, field.name), access)
    return _words(field, get_language())(value)


@cache
def _words(field: ModelField, _language: str | None) -> Callable[[object], str]:
    """Return the function that formats values of the field. Choice labels come from the code, so the
    function is cached per language.
    """
    if field.choices:
        labels = {value: str(label) for value, label in field.flatchoices}
        return lambda value: labels.get(value, str(value))
    return str if field.is_relation or isinstance(field, YearField) else plain


def _pointed_at(other: object, access: Access | None) -> str:
    if not isinstance(other, Record):
        return str(other)
    seen = access is not None and type(other).objects.visible(access).filter(pk=other.pk).exists()
    return str(other) if seen else other.number


def plain(value: object) -> str:
    """Return the value as text, without the labels of a field's choices."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return datetime_iso(timezone.localtime(value))
    if isinstance(value, date):
        return date_iso(value)
    return number(value) if isinstance(value, int) else str(value)


def detail_url(register: Register, row: Tracked) -> str:
    """Return the address of a row's page."""
    return reverse(f"{register.key}-detail", args=[row.id])


class ListRow(Identified, Protocol):
    """A row of a list: its id, and the values that the list's columns read."""

    @property
    def owner_unit_id(self) -> UUID:
        """The primary key of the row's owner unit, if the list read it."""


@dataclass(frozen=True, slots=True)
class Places:
    """Which values of a list can be edited in place: the fields, the rows' units, and the address."""

    fields: frozenset[str]
    units: frozenset[object]
    address: str

    reads = ("owner_unit_id",)

    def change(self, line: ListRow, name: str, back: str) -> str:
        """Return the address where the value is edited; empty if it cannot be."""
        if name not in self.fields or line.owner_unit_id not in self.units:
            return ""
        return self.address.format(row=line.id, name=name) + back


def table(
    shown: ListColumns,
    lines: Sequence[ListRow],
    *,
    access: Access,
    caption: str,
    link: Callable[..., str],
    order: str,
    query: str,
    form: str = "",
    places: Places | None = None,
) -> Table:
    """Return the list as a table. The title column links to the row's page, and the link carries the
    list's query.

    Each line holds the values that the columns read, and those that `places` reads to decide which cells
    can be edited. With `form` each row has a checkbox that belongs to the HTML form with that id.
    """
    register = shown.register
    columns = [_column(register, name, link, order) for name in shown.fields]
    start, back = reverse(f"{register.key}-list"), f"?back={query}" if query else ""
    title = shown.fields.index(register.model.title_field)
    after = list(enumerate(shown.besides, start=len(shown.fields)))
    shown_as = [(place, each.shown) for place, each in after if each.shown]
    kinds = [(place, each.kinds(access, lines)) for place, each in after if each.kinds]
    links = [(place, each.links(access, lines)) for place, each in after if each.links]

    def cells(line: ListRow, texts: list[str]) -> list[Cell | str]:
        own: list[Cell | str] = [text if len(text) <= LONG else excerpt(text) for text in texts]
        own[title] = Cell(text=texts[title], url=f"{start}{line.id}/{back}")
        for place, show in shown_as:
            own[place] = show(texts[place])
        for place, kind_of_row in kinds:
            own[place] = Cell(text=texts[place], kind=kind_of_row.get(line.id, ""))
        for place, url_of_row in links:
            own[place] = Cell(text=texts[place], url=url_of_row.get(line.id, ""))
        return own if places is None else changeable(own, line, places)

    def changeable(own: list[Cell | str], line: ListRow, places: Places) -> list[Cell | str]:
        for place, name in enumerate(shown.fields):
            if change := places.change(line, name, back):
                own[place] = Cell(text=own[place], change=change)
        return own

    return Table(
        caption=caption,
        columns=columns + [_column_beside(each, link, order) for each in shown.besides],
        rows=[
            Row(cells=cells(line, texts), key=str(line.id)) for line, texts in worded(shown, lines, access)
        ],
        empty=str(register.empty),
        form=form,
    )


def worded(
    shown: ListColumns, lines: Sequence[ListRow], access: Access
) -> Iterator[tuple[ListRow, list[str]]]:
    """Yield each line with the texts of its columns; in secret rows, texts that people write are withheld."""
    besides = [each.values(access, lines) for each in shown.besides]
    fields = [shown.register.model_field(name) for name in shown.fields]
    words = [_words(field, get_language()) for field in fields]
    secret = secret_among(shown.register.model, [line.id for line in lines])
    values = attrgetter(*shown.values)
    for line in lines:
        texts = ["" if v is None or v == "" else said(v) for said, v in zip(words, values(line), strict=True)]
        if line.id in secret:
            texts = [str(WITHHELD) if is_text(f) else text for f, text in zip(fields, texts, strict=True)]
        yield line, [*texts, *(texts_of.get(line.id, "") for texts_of in besides)]


def excerpt(text: str) -> str:
    """Return the beginning of a long text; the row's page shows all of it."""
    return f"{text[:LONG].rstrip()}…"


def _column(register: Register, name: str, link: Callable[..., str], order: str) -> Column:
    key = "sort_key" if name == register.model.title_field else name
    field = register.model_field(name)
    sortable = {item.lstrip("-") for item in register.sort}
    unbroken = name == "number" or isinstance(field, models.DateField)
    if key not in sortable:
        return Column(label=heading(field), unbroken=unbroken)
    return _sorted_column(heading(field), key, link, order, unbroken=unbroken)


def _column_beside(beside: Beside, link: Callable[..., str], order: str) -> Column:
    unbroken = beside.shown is None
    if not beside.sort:
        return Column(label=str(beside.label), unbroken=unbroken)
    return _sorted_column(str(beside.label), beside.sort, link, order, unbroken=unbroken)


def _sorted_column(label: str, key: str, link: Callable[..., str], order: str, *, unbroken: bool) -> Column:
    chosen = order.lstrip("-") == key
    down = order.startswith("-")
    return Column(
        label=label,
        sort_url=link(sort=key if chosen and down else f"-{key}" if chosen else key),
        direction=("descending" if down else "ascending") if chosen else "",
        unbroken=unbroken,
    )


def heading(field: ModelField) -> str:
    """Return the column heading of the field."""
    return capitalised(str(field.verbose_name))


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section of a row's page: the fields that have a value."""

    title: Phrase
    terms: list[Term]


def state_field(row: Record) -> str:
    """Return the name of the field with the row's state: that of its life cycle, or `status`; empty if it has none."""
    name = row.life.field if row.life else "status"
    return name if any(field.name == name for field in row._meta.concrete_fields) else ""


def sections(register: Register, row: Record, access: Access) -> tuple[list[ShownSection], list[ModelField]]:
    """Return the row's sections with the fields that have a value, and the fields that lack one.

    Title and state are in the head of the page already. A field that only a later state asks for is not lacking.
    """
    shown: list[ShownSection] = []
    missing: list[ModelField] = []
    not_yet = row.life.asked_later(state_of(row)) if row.life else set()
    for section in register.sections:
        terms = []
        for field in map(register.model_field, section.fields):
            value = text_of(row, field, access)
            if field.name == state_field(row) or (field.name == row.title_field and value == str(row)):
                continue
            if value:
                terms.append(Term(label=heading(field), value=value))
            elif field.name not in not_yet:
                missing.append(field)
        if terms:
            shown.append(ShownSection(section.title, terms))
    return shown, missing


def changes(before: Record, after: Record, fields: Iterable[ModelField]) -> tuple[FieldChange, ...]:
    """Return the text of each field before and after a change. Related records are shown by number.

    The earlier texts of a secret row are withheld: a dry run of a file does not open a row.
    """
    secret = before.secret_source() is not None

    def was(field: ModelField) -> str:
        return str(WITHHELD) if secret and is_text(field) else text_of(before, field)

    return tuple(FieldChange(heading(f), was(f), text_of(after, f)) for f in fields)


def altered(row: Record, values: Mapping[str, object]) -> tuple[FieldChange, ...]:
    """Return what the values would change in the row, without changing it."""
    after = copy(row)
    for name, value in values.items():
        setattr(after, name, value)
    fields = [field for field in row._meta.concrete_fields if field.name in values]
    return changes(
        row,
        after,
        [field for field in fields if field.value_from_object(row) != field.value_from_object(after)],
    )


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """One history entry as text."""

    event: HistoryEvent
    changes: list[FieldChange]
    redact_url: str = ""


def history(model: type[Tracked], events: Iterable[HistoryEvent], access: Access) -> list[ShownEvent]:
    """Return the history with labels for fields, choices and related rows, whose names go through the gate."""
    events = list(events)
    names = _related_names(model, events, access)
    return [ShownEvent(e, _changes(model, e, names), redact_url(e, access)) for e in events]


def redact_url(event: HistoryEvent, access: Access) -> str:
    """Return the address where values of the event can be redacted; empty for users who may not redact."""
    may = event.action != "redact" and access.may(REDACT, None)
    return reverse("redact", args=[event.seq]) if may else ""


def _changes(
    model: type[Tracked], event: HistoryEvent, names: Mapping[tuple[str, str], str]
) -> list[FieldChange]:
    known = {f.name: f for f in model._meta.concrete_fields}
    shown = []
    for name, (before, after) in event.diff.items():
        if name in known and name != "number":
            field = known[name]
            label = heading(field)
            shown.append(FieldChange(label, _stored(field, before, names), _stored(field, after, names)))
    return shown


def _stored(field: ModelField, value: object, names: Mapping[tuple[str, str], str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Redacted):
        return value
    if field.is_relation:
        return names.get((field.name, str(value)), _("(not shown)"))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(str(value))
        return plain(moment) if moment else str(value)
    return str(value) if isinstance(field, YearField) else plain(value)


def _names(related: type[models.Model], ids: Collection[str], access: Access) -> Mapping[str, str]:
    """Return the names of the related rows visible to the reader, keyed by primary key."""
    if related is Unit:
        return cached(access.rights, _unit_names)
    keys = [related._meta.pk.to_python(each) for each in sorted(ids)]
    return {str(row.pk): str(row) for row in visible(related, access).filter(pk__in=keys)}


def _unit_names(access: Access) -> Mapping[str, str]:
    return {str(unit.pk): str(unit) for unit in Unit.objects.visible(access)}


def _related_names(
    model: type[Tracked], events: Sequence[HistoryEvent], access: Access
) -> dict[tuple[str, str], str]:
    relations = {f.name: f for f in model._meta.concrete_fields if f.is_relation}
    wanted: dict[str, set[str]] = {}
    for event in events:
        for name in event.diff.keys() & relations.keys():
            wanted.setdefault(name, set()).update(
                str(v) for v in event.diff[name] if v and not isinstance(v, Redacted)
            )
    asked: dict[type[models.Model], set[str]] = {}
    for name, ids in wanted.items():
        asked.setdefault(pointed_at(relations[name]), set()).update(ids)
    told = {related: _names(related, ids, access) for related, ids in asked.items()}
    found: dict[tuple[str, str], str] = {}
    for name, ids in wanted.items():
        names = told[pointed_at(relations[name])]
        found |= {(name, key): names[key] for key in ids & names.keys()}
    return found
