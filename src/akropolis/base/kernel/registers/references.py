"""Resolve cells that reference a unit, a person or another record, for the whole file at once."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.fields import pointed_at
from akropolis.base.kernel.access.forms import active_people
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import visible
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.models import record_at
from akropolis.base.kernel.registers.columns import SheetColumn, UnreadableCell
from akropolis.base.kernel.registers.picking import Pickable, Picked
from akropolis.base.lib.text import unprintable

BATCH = 500
SEVERAL: object = object()
type Among = Callable[[Access, str], Q | None]
"""Returns a condition that narrows the rows a field can reference (see `Verbs.among`)."""


class References:
    """Look-ups for one user. Only rows visible to the user can be referenced."""

    def __init__(self, access: Access, among: Among | None = None) -> None:
        self.access, self._among = access, among
        self._kept: dict[str, Mapping[str, object]] = {}
        self._records: dict[str, dict[str, object]] = {}
        self._picked: dict[str, Pickable] = {}
        self._once: dict[object, dict[object, Picked]] = {}

    @cached_property
    def units(self) -> Mapping[str, object]:
        """The units, keyed by code, by name and by "Name (code)", all casefolded."""
        rows = Unit.objects.visible(self.access).only("id", "code", "name", "path")
        return named_rows((unit.code, unit.name, unit) for unit in rows)

    @cached_property
    def people(self) -> Mapping[str, object]:
        """The people, keyed by user name, by name and by "Name (user name)", all casefolded."""
        rows = active_people(self.access).only("id", "username", "name")
        return named_rows((person.username, person.name, person) for person in rows)

    def load(self, column: SheetColumn, texts: Iterable[str]) -> None:
        """Look up all the records that the column's cells name."""
        if column.kind == "picked":
            self._pickable(column).load(texts)
            return
        numbers = sorted({_number(text) for text in texts if text.strip() and not unprintable(text)})
        related = record_at(column.field)
        found = self._records.setdefault(column.name, {})
        for start in range(0, len(numbers), BATCH):
            rows = related.objects.visible(self.access).filter(
                number__in=numbers[start : start + BATCH], archived_at__isnull=True
            )
            found |= {row.number: row for row in rows.defer("search_text")}

    def by_id(self, column: SheetColumn, pk: UUID) -> object:
        """Return the row with the id. Raises UnreadableCell if the user can see no such row."""
        row: object
        if column.kind == "picked":
            row = self._pickable(column).by_public_id(pk)
        elif column.kind == "person":
            row = active_people(self.access).filter(pk=pk).first()
        else:
            row = visible(pointed_at(column.field), self.access).filter(pk=pk).first()
        if row is None:
            raise UnreadableCell(
                _("There is nothing with the id %(id)s that can be pointed at here.") % {"id": pk}
            )
        return row

    def find(self, column: SheetColumn, text: str) -> object:
        """Return the row that the cell's text names. Raises UnreadableCell, which says what to write."""
        word = text.strip()
        if column.kind == "picked":
            return self._pickable(column).find(word)
        if column.kind == "record":
            return self._record(column, word)
        return self._named(column, word)

    def _pickable(self, column: SheetColumn) -> Pickable:
        if column.name not in self._picked:
            condition = self._among(self.access, column.name) if self._among else None
            related = pointed_at(column.field)
            once = self._once.setdefault(related, {})
            self._picked[column.name] = Pickable(self.access, related, condition, once)
        return self._picked[column.name]

    def _record(self, column: SheetColumn, word: str) -> object:
        row = self._records.get(column.name, {}).get(_number(word))
        if row is None:
            prefix = getattr(column.field.related_model, "number_prefix")  # noqa: B009 # every record has one
            sentence = _(
                "There is no row with the number %(number)s here. Write a number such as %(prefix)s-2026-0001."
            )
            raise UnreadableCell(sentence % {"number": _number(word), "prefix": prefix})
        return row

    def _named(self, column: SheetColumn, word: str) -> object:
        if column.kind == "kept":
            known = self._kept_rows(column)
        else:
            known = self.units if column.kind == "unit" else self.people
        row = known.get(word.casefold())
        if row is SEVERAL:
            sentences = {
                "unit": _("Several units are called %(name)s. Write the unit's code."),
                "person": _("Several people are called %(name)s. Write the person's user name."),
                "kept": _("Several rows are called %(name)s. Write the row's key."),
            }
            raise UnreadableCell(sentences[column.kind] % {"name": word})
        if row is None:
            sentences = {
                "unit": _("There is no unit %(name)s. Write the unit's code or its whole name."),
                "person": _("There is no person %(name)s. Write the person's user name or whole name."),
                "kept": _("There is no row %(name)s in the table. Write the row's key or its whole name."),
            }
            raise UnreadableCell(sentences[column.kind] % {"name": word})
        return row

    def _kept_rows(self, column: SheetColumn) -> Mapping[str, object]:
        """The rows of a kept table in force today, keyed by key and by name in either language."""
        if column.name not in self._kept:
            rows = list(visible(pointed_at(column.field), self.access).filter(in_force_today()))
            named: dict[str, object] = {}
            for name in ("name_en", "name"):
                named |= named_rows(
                    (str(getattr(row, "code", "")), getattr(row, name, "") or str(row), row) for row in rows
                )
            self._kept[column.name] = named
        return self._kept[column.name]


def in_force_today() -> Q:
    """Return the condition for rows of a kept table that are in force today."""
    today = timezone.localdate()
    return Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gte=today))


def named_rows(rows: Iterable[tuple[str, str, object]]) -> dict[str, object]:
    """Return rows given as (code, name, row), keyed by code, by name and by "Name (code)", all casefolded.

    A name that several rows have gives SEVERAL.
    """
    codes: dict[str, object] = {}
    names: dict[str, object] = {}
    for code, name, row in rows:
        codes[code.casefold()] = codes[f"{name} ({code})".casefold()] = row
        names[name.casefold()] = SEVERAL if name.casefold() in names else row
    return names | codes


def _number(text: str) -> str:
    return text.strip().upper()
