"""A register is declared once; list, search, filters, forms, history, files and API are derived from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any, Protocol
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.fields import ModelField, field_of
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.access.permissions import EDIT, READ
from akropolis.base.kernel.access.permissions import registry as permissions
from akropolis.base.kernel.records.belongings import Belonging, belong, never
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.verbs import Verbs
from akropolis.base.lib.periods import Period
from akropolis.base.lib.registry import Registry
from akropolis.base.ui.parts import Kind
from akropolis.base.ui.words import Phrase


@dataclass(frozen=True, slots=True)
class FieldSection:
    """A group of fields under one heading, in form, page, file and reference.

    A form folds the group where `folds` and nothing in it is filled in. With `beside`, its fields stand two and two,
    an answer and what is written about it, which has that label.
    """

    title: Phrase
    fields: tuple[str, ...]
    folds: bool = False
    beside: Phrase = ""


@dataclass(frozen=True, slots=True)
class DueRule:
    """How rows of the register become due: the fields of the due date and of the responsible person, the
    condition for rows that are still open, and the verb that the task begins with. `page` is the URL name of the
    page on which the task is done, if it is not the row's own.
    """

    date: str
    person: str
    open: Q
    verb: Phrase
    page: str = ""


@dataclass(frozen=True, slots=True)
class SelectionRule:
    """A named selection of rows that no filter of a single field can express: `condition` is its
    condition for a period, which has a cut-off day.

    Reports count by the same condition, so that a figure's list shows exactly the rows that were
    counted. `span` is for figures of how long something took: two expressions of a selected row's start
    and end.
    """

    key: str
    label: object
    condition: Callable[[Period], Q]
    span: tuple[object, object] | None = None


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A filter by something that is not a field of the rows. `find` returns the name of the chosen value
    and the condition; None if the value means nothing.

    The list shows the filter when a link has set it; with `choices` the list always offers it. `hint`
    describes the values that the API takes.
    """

    key: str
    label: Phrase
    find: Callable[[Access, str], tuple[str, Q] | None]
    hint: str
    choices: Callable[[Access], list[tuple[str, str]]] | None = None


def narrow_by_standing(rules: Sequence[SelectionRule]) -> Narrowing:
    """Return the filter by how rows stand: each selection, as it is today."""

    def find(_access: Access, value: str) -> tuple[str, Q] | None:
        today = timezone.localdate()
        rule = next((rule for rule in rules if rule.key == value), None)
        return (str(rule.label), rule.condition(Period(today, today, today))) if rule else None

    return Narrowing(
        "standing",
        gettext_lazy("how it stands"),
        find,
        hint="the key of a selection",
        choices=lambda _access: [(rule.key, str(rule.label)) for rule in rules],
    )


class Identified(Protocol):
    """An object with an id."""

    @property
    def id(self) -> UUID:
        """Its id."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A column of a list that is not a field. `values` returns each row's text, keyed by row id, for all
    rows of a page in one query.

    The rows that `values` gets have their id and the fields in `reads`. `key` names the column in the
    list's address. `shown` returns the text to show on the page instead; files and the API keep the text
    as it is. With `kinds` the page shows the texts as status words, of the kind of each row. `sort` names the field
    that the column's heading sorts by. `links` returns the address that each row's text leads to on the page.
    """

    key: str
    label: Phrase
    values: Callable[[Access, Sequence[Identified]], dict[UUID, str]]
    reads: tuple[str, ...] = ()
    shown: Callable[[str], str] | None = None
    kinds: Callable[[Access, Sequence[Identified]], dict[UUID, Kind]] | None = None
    links: Callable[[Access, Sequence[Identified]], dict[UUID, str]] | None = None
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """The declaration of a register. Every concrete field of the model is in a section or in `internal`
    (tested).

    `key` is the plural English noun in the API and the command, `slug` the Swedish path. `period` names
    the date field that says when the row's event happened or applied. `fixed` are fields that never
    change after the row is created, `sent` fields that files and the API set and no form asks for. `verbs`
    replace the plain create, update and archive. `over` returns, for a day, the condition for rows that stay
    with their unit when it is reorganised; archived rows always stay.
    `steps` maps the names of the transitions in the rows' life cycle (`Tracked.life`)
    to their labels. `new` is the label for adding a row, `new_page` the URL name of the page that adds one, if it is
    not the register's own form. `onward` returns where saving a new row
    redirects, from the row and the query of the form's URL. With `own_first` the list opens with the
    rows of the user's own unit. `of_named` are the permissions that a person named in a row needs for
    their tasks, besides the one to edit. `by_name` is as in `Resource`.
    """

    key: str
    slug: str
    model: type[Record]
    one: Phrase
    many: Phrase
    intro: Phrase
    empty: Phrase
    sections: tuple[FieldSection, ...]
    columns: tuple[str, ...]
    beside: tuple[Beside, ...] = ()
    filters: tuple[str, ...] = ()
    sort: tuple[str, ...] = ("sort_key", "number", "-updated_at")
    internal: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    rules: tuple[SelectionRule, ...] = ()
    narrowings: tuple[Narrowing, ...] = ()
    period: str | None = None
    due: DueRule | None = None
    fixed: tuple[str, ...] = ()
    verbs: Verbs[Any] = field(default_factory=Verbs)
    over: Callable[[date], Q] = never
    steps: Mapping[str, object] = field(default_factory=dict)
    onward: Callable[[Any, Mapping[str, str]], str] | None = None
    new: object = None
    new_page: str = ""
    own_first: bool = True
    of_named: tuple[str, ...] = ()
    by_name: bool = False

    @property
    def adding(self) -> str:
        """The label of the button and page for adding a row; set `new` where Swedish inflects the noun."""
        return str(self.new or _("New %(one)s") % {"one": self.one})

    @property
    def read(self) -> str:
        """The permission to read rows, in the units for which it is granted."""
        return f"{self.model.permission}:{READ}"

    @property
    def edit(self) -> str:
        """The permission to write rows."""
        return f"{self.model.permission}:{EDIT}"

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the writable fields, in the order of the sections."""
        return tuple(name for section in self.sections for name in section.fields)

    def model_field(self, name: str) -> ModelField:
        """The model's field of that name."""
        return field_of(self.model, name)


class PanelPlace(StrEnum):
    """Where a row's page shows a panel: before or after the fields, in the second column, or folded last."""

    FIRST = "first"
    MAIN = "main"
    SIDE = "side"
    FOLDED = "folded"


class ActRank(IntEnum):
    """How a row's page offers an act: as the next step, as a button beside it, or in the menu of other acts."""

    NEXT = 0
    BESIDE = 1
    MENU = 2


@dataclass(frozen=True, slots=True)
class RowAct:
    """Something that the reader may do with a row: its label and page; with `post` it is done at once."""

    label: object
    url: str
    rank: ActRank = ActRank.MENU
    post: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelContent:
    """What a panel adds to a row's page.

    `context` is the context of the panel's template. Where it is None nothing is shown but `missing`, a sentence that
    says so, in one line with the panel's title and with `add`. `sentences` say in the head of the page how the row
    is, and `acts` are offered there. `summary` is the line that a folded panel opens from.
    """

    context: Mapping[str, object] | None = None
    missing: object = ""
    add: RowAct | None = None
    sentences: Sequence[str] = ()
    acts: Sequence[RowAct] = ()
    summary: object = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel that a higher domain adds to a row's page.

    `build(access, row)` returns its content, or only the context of `template`, or None for no panel. A panel that
    has a context hides the panel of a lower domain whose key is `replaces`. `title` names an empty panel.
    """

    key: str
    build: Callable[..., PanelContent | Mapping[str, object] | None]
    template: str
    place: PanelPlace = PanelPlace.MAIN
    title: object = ""
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class ListLink:
    """A link in the menu of a register's list, for users with the permission: the page's URL name, and its label."""

    address: str
    permission: str
    label: str | Promise


type Place = str | type[Record]
"""Where a panel is added: a register, by its key, or all registers whose model is a subclass of the class."""


class Registers(Registry[str, Register]):
    """All registers by key, the panels of their rows' pages, and the links of their lists. Refuses duplicates."""

    _panels: Registry[tuple[Place, str], Panel] = Registry("panel")
    _links: Registry[tuple[str, str, str], ListLink] = Registry("link")
    _reasons: Registry[tuple[str, str], Callable[[Access, Any], str]] = Registry("reason of a step")
    pages: Registry[str, Callable[..., HttpResponse]] = Registry("page of a row")
    """Django views that higher domains give instead of the page of a register's row, by key of the register."""

    def add_panel(self, where: Place, panel: Panel) -> None:
        """Add a panel to the pages of a lower domain's register, or of every register whose model is a subclass."""
        self._panels.add((where, panel.key), panel)

    def add_link(self, place: str, link: ListLink) -> None:
        """Add a link to the list whose URL name is `place`, such as `incidents-list`."""
        self._links.add((place, link.address, link.permission), link)

    def add_reason(self, key: str, step: str, words: Callable[[Access, Any], str]) -> None:
        """Register a function that proposes the reason for a transition in a lower domain's register,
        from what is already written about the row.
        """
        self._reasons.add((key, step), words)

    def reason(self, key: str, step: str, access: Access, row: Record) -> str:
        """Return the proposed reason of the transition; empty if no higher domain proposes one."""
        words = self._reasons.entries.get((key, step))
        return words(access, row) if words else ""

    def links(self, key: str, access: Access) -> list[ListLink]:
        """Return the links of the register's list that the reader may see; one for each page."""
        under = [link for (place, *_rest), link in self._links.entries.items() if place == f"{key}-list"]
        return list({link.address: link for link in under if access.anywhere(link.permission)}.values())

    def find(self, word: str) -> Register | None:
        """Return the register whose key or slug is `word`; None if there is none."""
        return next((r for r in self if word in (r.key, r.slug)), None)

    def of(self, model: type[models.Model]) -> Register | None:
        """Return the register of the model."""
        return next((r for r in self if r.model is model), None)

    def panels(self, key: str) -> list[Panel]:
        """Return the panels of a register: its own, then those of its model's classes."""
        model = self.get(key).model
        placed = [(where, panel) for (where, _key), panel in self._panels.entries.items()]
        own = [panel for where, panel in placed if where == key]
        return own + [
            panel for where, panel in placed if isinstance(where, type) and issubclass(model, where)
        ]


registry = Registers("register")


def keep_shown(access: Access, row: Tracked | None) -> None:
    """If the row is secret, call `Verbs.shown` for the row that makes it secret, in that row's register."""
    if row and (source := row.secret_source()):
        register = registry.of(type(source))
        assert register is not None, f"no register keeps who is shown {type(source).__name__}"
        register.verbs.shown(access, source)


def declare(*registers: Register) -> None:
    """Add registers, with the permissions to read and write each."""
    for register in registers:
        permissions.declare(register.model.permission, register.many, by_name=register.by_name)
        if registry.find(register.slug):
            raise ValueError(f"the address {register.slug} is declared twice")
        registry.add(register.key, register)
        belong(*_belongings(register))


def _belongings(register: Register) -> list[Belonging]:
    """Declare that the register's rows belong to their owner unit, unless that follows from other rows."""
    model = register.model

    def over(day: date) -> Q:
        return Q(archived_at__isnull=False) | register.over(day)

    own = (
        []
        if "owner_unit" in model.derived_fields
        else [Belonging(model, register.many, "owner_unit", "", over)]
    )
    return own + [
        Belonging(
            model,
            format_lazy("{}: {}", register.many, register.model_field(name).verbose_name),
            name,
            "pk",
            over,
        )
        for name in model.unit_fields
    ]
