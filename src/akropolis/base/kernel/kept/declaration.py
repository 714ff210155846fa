"""Declarations of kept tables (tables of `KeptRow`s): pages, permissions, content and loading follow from them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.resources import files
from typing import Any

import yaml
from django.apps import apps
from django.db.models import DecimalField, ForeignKey, Model, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.fields import pointed_at
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.access.permissions import EDIT, READ
from akropolis.base.kernel.access.permissions import registry as permissions
from akropolis.base.kernel.kept.forms import STANDING, KeptForm
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.base.kernel.records.content import (
    Brought,
    ContentOutcome,
    ContentReport,
    describe_outcome,
    loaders,
    sync_rows,
)
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import ListLink, Narrowing
from akropolis.base.kernel.registers.declaration import registry as registers
from akropolis.base.lib.registry import Registry
from akropolis.base.ui.parts import Cell
from akropolis.base.ui.words import Phrase

FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SETTINGS = "settings"
"""URL name of the page that lists all kept tables."""
BEGINNING = date(2024, 1, 1)
"""First day of rows that come with the system and give no first day themselves."""


@dataclass(frozen=True, slots=True)
class KeptColumn[T: KeptRow]:
    """A column of the list. A column with `keepers` is hidden from users who may only read the table."""

    label: Phrase
    cell: Callable[[T], Cell]
    keepers: bool = False
    unbroken: bool = False


def _period(row: KeptRow) -> Cell:
    if row.valid_to:
        return Cell(text=f"{row.valid_from.isoformat()}–{row.valid_to.isoformat()}")
    return Cell(text=_("from %(day)s") % {"day": row.valid_from.isoformat()})


def _mark(row: KeptRow) -> Cell:
    return Cell(text=row.get_mark_display())


SOURCE = KeptColumn[KeptRow](gettext_lazy("Source"), lambda row: Cell(text=row.source))
VALID = KeptColumn[KeptRow](gettext_lazy("Valid"), _period, unbroken=True)
MARK = KeptColumn[KeptRow](gettext_lazy("How sure"), _mark, keepers=True)


def narrow_by_key(name: str, label: Phrase, model: type[KeptRow]) -> Narrowing:
    """Return a register's filter by a row of a kept table, named by its key."""

    def find(access: Access, value: str) -> tuple[str, Q] | None:
        title = dict(choices(access)).get(value)
        return (title, Q(**{f"{name}__code": value})) if title else None

    def choices(access: Access) -> list[tuple[str, str]]:
        return [(row.code, row.title) for row in model.rows(access) if row.code]

    return Narrowing(name, label, find, hint="a key of the table", choices=choices)


@dataclass(frozen=True, slots=True)
class KeptTable[T: KeptRow]:
    """The declaration of a kept table. `key` names the list's URL and the content, `slug` is the Swedish
    path.

    `fields` are the table's own fields, in the order of the form; source, mark and days are added after
    them. `columns` are field names, or `KeptColumn`s; the first one links to the form for users who may
    edit. `content` is the YAML file in the app's folder `content`. `under` is the page that uses the rows: its
    URL name and its label. `ending` is the text that explains the last day. `filters` are fields of the
    table, or of a row that it points at (`requirement.framework`). `note` returns a remark on a saved
    row, `more` the extra context of `template`, `form_template` replaces the usual page of the form.

    With `together`, the list also shows the rows that are not in force, each with its state. `row`,
    `new` and `by` are for URLs older than the convention: the URL name of a row's page, the path of the
    form for a new row, and the field that identifies rows in URLs.
    """

    key: str
    slug: str
    model: type[T]
    intro: Phrase
    add: Phrase
    fields: tuple[str, ...]
    columns: "tuple[str | KeptColumn[T], ...]"
    content: str
    under: tuple[str, object]
    ending: Phrase = ""
    filters: tuple[str, ...] = ()
    form: type[KeptForm] = KeptForm
    note: Callable[[Access, T], str] | None = None
    more: Callable[[Access], Mapping[str, object]] | None = None
    template: str = "kept/list.html"
    form_template: str = "ui/form_page.html"
    together: bool = False
    row: str = ""
    new: str = "ny"
    by: str = "pk"

    @property
    def many(self) -> Phrase:
        """The plural name of the rows."""
        return capfirst(self.model._meta.verbose_name_plural or "")

    @property
    def read(self) -> str:
        """The permission to read the table."""
        return f"{self.model.permission}:{READ}"

    @property
    def edit(self) -> str:
        """The permission to edit the table."""
        return f"{self.model.permission}:{EDIT}"

    def name(self, page: str) -> str:
        """Return the URL name of the page: `add`, `edit` or `end`."""
        return self.row if self.row and page == EDIT else f"{self.row or self.key}-{page}"

    def url(self, page: str, row: KeptRow) -> str:
        """Return the URL of a row's form: `edit` or `end`."""
        return reverse(self.name(page), args=[getattr(row, self.by)])

    def written(self) -> list[dict[str, Any]]:
        """Return the content file's rows, completed and in order. Raises ValueError for unknown keys."""
        folder = files(apps.get_app_config(self.model._meta.app_label).name).joinpath("content")
        given = yaml.load(folder.joinpath(self.content).read_text(encoding="utf-8"), FAST)  # noqa: S506 # a safe one
        rows = [self._whole(row, place) for place, row in enumerate(given, start=1)]
        if len({row["code"] for row in rows}) != len(rows):
            raise ValueError(f"{self.content}: a code is written twice")
        return rows

    def _whole(self, row: Mapping[str, object], place: int) -> dict[str, object]:
        names = (*self.fields, "source", "mark")
        if unknown := set(row) - {*names, *STANDING, "code"}:
            raise ValueError(f"{self.content}, {row.get('code')}: {sorted(unknown)}")
        columns = {field.name: field for field in self.model._meta.concrete_fields}
        whole = {name: columns[name].get_default() for name in names} | {"code": row["code"]} | dict(row)
        decimals = {name for name in names if isinstance(columns[name], DecimalField)}
        whole |= {name: columns[name].to_python(whole[name]) for name in decimals}
        return whole | ({"position": place * 10} if "position" in columns else {})

    def load(self, access: Access) -> list[ContentReport]:
        """Load the rows that come with this version. Return a report for each that differs; rows changed
        by the city are left alone.

        A new row is left out if the city has written its own for the same days. The file refers to rows
        of other tables by their code; those tables must have been loaded before.
        """
        with writing(access, because=_("Content of this version")) as w:
            rows = self.tied(self.written())
            dated = [{"valid_from": BEGINNING, **row} for row in rows]
            self._refuse_twice(dated)
            taken = self._taken(dated)
            kept = sync_rows(w, self.model, (row for row in dated if row not in taken), by=("code",))
            told = [describe_outcome(item, item.row.title) for item in kept]
            return [
                *told,
                *(
                    describe_outcome(Brought(self.model(**row), ContentOutcome.LEFT), self.model(**row).title)
                    for row in taken
                ),
            ]

    def _taken(self, rows: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
        """Return the new rows for whose days the city has written its own."""
        if not self.model.about:
            return []
        known, about = set(), dict[object, list[T]]()
        for row in self.model.everything.order_by():
            known.add(row.code)
            about.setdefault(row.alike(), []).append(row)
        new = [(self.model(**given), given) for given in rows if given["code"] not in known]
        return [given for row, given in new if any(row.meets(other) for other in about.get(row.alike(), ()))]

    def _refuse_twice(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Raises ValueError if two rows of the file about the same thing would hold on the same day."""
        about: dict[object, list[T]] = {}
        for given in rows if self.model.about else ():
            row = self.model(**given)
            same = about.setdefault(row.alike(), [])
            if other := next((each for each in same if row.meets(each)), None):
                raise ValueError(f"{self.content}: {row.code} holds on the same day as {other.code}")
            same.append(row)

    def tied(self, rows: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
        """Return the rows with their references resolved. Raises ValueError for one that points at nothing."""
        tied = [dict(row) for row in rows]
        for field in self.model._meta.concrete_fields:
            if isinstance(field, ForeignKey):
                named = _by_code(pointed_at(field))
                for row in tied:
                    if (code := str(row.get(field.name) or "")) and code not in named:
                        raise ValueError(f"{self.content}, {row['code']}: there is no {field.name} {code}")
                    row[field.name] = named[code] if code else None
        return tied


def _by_code(model: type[Model]) -> dict[str, Model]:
    """Return all rows of the model, keyed by their `code`."""
    assert issubclass(model, Tracked)
    return {str(getattr(row, "code")): row for row in model.everything.all()}  # noqa: B009


type AnyKept = KeptTable[Any]
"""A kept table, whatever the type of its rows."""
registry: Registry[str, AnyKept] = Registry("kept table")


def declare(*tables: AnyKept) -> None:
    """Register tables, their permissions and the loading of their content. The list that a table belongs to gets
    a link to the page of settings, for users who may edit the table.
    """
    for table in tables:
        permissions.declare(table.model.permission, table.many)
        registry.add(table.key, table)
        registers.add_link(table.under[0], ListLink(SETTINGS, table.edit, gettext_lazy("Settings")))
        loaders.add(table.key, partial(KeptTable.load, table))
