"""References entered as text, for models with too many rows to choose from a list.

A model sets `pick_by_text = True` if users enter its rows by number, by full name, or as "Name
(number)". `public_id` names the column that identifies a row outside the system, for models whose
primary key is internal.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import batched
from typing import Any, Protocol
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet, visible
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.searching import holds
from akropolis.base.kernel.registers.columns import UnreadableCell
from akropolis.base.lib.swedish import listing, sort_key
from akropolis.base.lib.text import folded, unprintable
from akropolis.base.ui.words import Phrase

BATCH = 500
SUGGESTED = 20
LONGEST = 300
NAMED = 3
"""Maximum number of rows with the same name whose numbers are listed; above it, only their count is given."""

_WITH_NUMBER = re.compile(r"\(([^()\s]+)\)$")


def is_picked_by_text(model: object) -> bool:
    """Return whether rows of the model are always referenced by text."""
    return bool(getattr(model, "pick_by_text", False))


def can_pick_by_text(model: object) -> bool:
    """Return whether the model's rows can be referenced by text: always, or if there are too many to choose from."""
    return is_picked_by_text(model) or (isinstance(model, type) and issubclass(model, Record))


class Picked(Protocol):
    """A row that can be entered by number or by name."""

    @property
    def pk(self) -> int | UUID:
        """The primary key."""

    @property
    def number(self) -> str:
        """The number that the row is entered by."""

    @property
    def archived_at(self) -> datetime | None:
        """When the row was archived."""

    @property
    def owner_unit(self) -> Unit:
        """The unit that owns the row."""


def pick_text(row: Picked) -> str:
    """Return the text by which a user enters the row: "Name (number)"."""
    return f"{row} ({row.number})"


def public_id(row: object) -> object:
    """Return the id that identifies the row outside the system."""
    return getattr(row, getattr(type(row), "public_id", "pk"))


class Pickable:
    """The rows of one model that one user can refer to. Hidden rows are treated as if they did not
    exist.

    `among` is a condition that narrows the rows: for a row that the user may read but that does not meet
    it, the error says so. `once` is a dict of rows by primary key that several of these objects share,
    so that each row is in memory once.
    """

    def __init__(
        self,
        access: Access,
        model: type[Model],
        among: Q | None = None,
        once: dict[object, Picked] | None = None,
    ) -> None:
        self.access, self.model, self.among = access, model, among
        self._once: dict[object, Picked] = {} if once is None else once
        self._by_number: dict[str, Picked] = {}
        self._by_name: dict[str, list[Picked]] = {}
        self._usable: set[object] = set()
        self._found: dict[str, Picked] = {}

    def load(self, texts: Iterable[str]) -> None:
        """Look up all the rows that the texts name, for `find`: two queries per 500 texts."""
        words = {text.strip() for text in texts if not unprintable(text)} - {""}
        for part in batched(sorted(words), BATCH):
            numbers = {number for word in part for number in _numbers(word)}
            keys = {sort_key(word[:LONGEST]) for word in part} - {""}
            self._take(self._rows().filter(Q(number__in=numbers) | Q(sort_key__in=keys)))

    def _rows(self) -> GatedQuerySet[Any]:
        return visible(self.model, self.access).prefetch_related("owner_unit").order_by()

    def _take(self, rows: GatedQuerySet[Any]) -> None:
        self._found.clear()
        loaded = (row for row in rows.defer("search_text") if row.number not in self._by_number)
        found: list[Picked] = [self._once.setdefault(row.pk, row) for row in loaded]
        for row in found:
            self._by_number[row.number] = row
            self._by_name.setdefault(folded(str(row)), []).append(row)
        if self.among is None:
            self._usable |= {row.pk for row in found}
        else:
            mine = visible(self.model, self.access).filter(self.among).order_by()
            self._usable |= set(mine.filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True))

    def find(self, text: str, *, archived: bool = False) -> Picked:
        """Return the loaded row that the text names. Raises UnreadableCell, which says what to write.

        Archived rows are found only with `archived`.
        """
        if not archived and text in self._found:  # a file names the same rows many times
            return self._found[text]
        word = text.strip()
        numbered = [self._by_number[number] for number in _numbers(word) if number in self._by_number]
        named = self._by_name.get(folded(word), [])
        living = [row for row in named if row.archived_at is None] or named
        found = numbered[:1] or living
        if len(found) > 1:
            raise UnreadableCell(_several(word, found))
        if not found:
            raise UnreadableCell(
                _(
                    "There is nothing here called %(name)s. Write its number or its whole name, as in its register."
                )
                % {"name": word}
            )
        if archived:
            return found[0]
        return self._found.setdefault(text, self._checked(found[0]))

    def _checked(self, row: Picked) -> Picked:
        if row.archived_at is not None:
            raise UnreadableCell(
                _("%(name)s is archived. Restore it first, or choose something else.") % {"name": row}
            )
        if row.pk not in self._usable:
            raise UnreadableCell(
                _("You may not write for %(unit)s. Choose something of a unit of your own.")
                % {"unit": row.owner_unit}
            )
        return row

    def by_public_id(self, pk: UUID) -> Picked | None:
        """Return the row with the public id, checked as `find` does; None if the user can see no such row."""
        name = getattr(self.model, "public_id", "pk")
        self._take(self._rows().filter(**{name: pk}))
        found = [row for row in self._by_number.values() if public_id(row) == pk]
        return self._checked(found[0]) if found else None

    def suggest(self, text: str) -> list[Record]:
        """Return at most twenty active rows that contain all the words, in Swedish order; none without words."""
        words = folded(text.replace("(", " ").replace(")", " ")).split()
        if not words or unprintable(text):
            return []
        rows = self._rows().filter(archived_at__isnull=True)
        for word in words[:10]:
            rows = rows.filter(holds(word))
        if self.among is not None:
            rows = rows.filter(self.among)
        return list(rows.order_by("sort_key", "pk")[:SUGGESTED])


def _numbers(word: str) -> Iterator[str]:
    """Yield the numbers that the text may stand for: the whole text, or the part in brackets at its end."""
    yield word.upper()[:LONGEST]
    if inside := _WITH_NUMBER.search(word):
        yield inside[1].upper()[:LONGEST]


def _several(word: str, found: list[Picked]) -> str:
    numbers = sorted(row.number for row in found)
    if len(numbers) > NAMED:
        return _("%(count)s things are called %(name)s. Write the number of the right one.") % {
            "count": len(numbers),
            "name": word,
        }
    return _("Several are called %(name)s. Write the number of the right one: %(numbers)s.") % {
        "name": word,
        "numbers": listing(numbers, _("or")),
    }


class PickInput(forms.TextInput):
    """A text field with suggestions fetched while typing; without JavaScript the user types it in full."""

    template_name = "registers/pick.html"

    def __init__(self, suggest_url: str = "") -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.suggest_url = suggest_url

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        """Add the URL of the suggestions."""
        context = super().get_context(name, value, attrs)
        context["widget"]["suggest_url"] = self.suggest_url
        return context


class PickField(forms.CharField):
    """A reference entered by number or name. Its value is the row; missing and hidden rows give the same error."""

    def __init__(
        self,
        *,
        rows: Pickable,
        suggest_url: str = "",
        label: Phrase | None = None,
        required: bool = True,
        help_text: Phrase = "",
    ) -> None:
        # An empty text field does not show what belongs in it.
        told = help_text or _("Write its name or number.")
        widget = PickInput(suggest_url)
        super().__init__(max_length=LONGEST, widget=widget, label=label, required=required, help_text=told)
        self.rows = rows

    def prepare_value(self, value: object) -> object:
        """Return the text for a row or its key; text already entered is returned as it is."""
        if isinstance(value, int | UUID):
            value = visible(self.rows.model, self.rows.access).filter(pk=value).first()
        return f"{value} ({number})" if (number := getattr(value, "number", "")) else value

    def clean(self, value: object) -> Picked | None:
        """Return the row."""
        text = super().clean(value)
        if not text:
            return None
        self.rows.load([text])
        try:
            return self.rows.find(text)
        except UnreadableCell as unreadable:
            raise ValidationError(str(unreadable)) from unreadable
