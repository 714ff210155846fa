"""Kinds of subject of situation pictures: other domains declare the rows, their leaders and what is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.records.writer import kind_of
from akropolis.base.kernel.registers.declaration import registry as registers
from akropolis.base.lib.registry import Registry
from akropolis.base.ui.words import Phrase
from akropolis.events.situation_reports.rules.drafting import KnownFacts
from akropolis.events.situation_reports.rules.permissions import WRITES

type Draft[R] = Callable[[Access, R, datetime | None], Mapping[str, KnownFacts]]
"""Returns, by question, what the writer's rows say about the row, and what has happened since that moment."""


def anything(_row: object) -> str:
    """Default for `Subject.secrecy`: return an empty string, so that no provision is proposed."""
    return ""


def unseen(_access: Access, _row: object, _page: str) -> None:
    """Default for `Subject.seen`: do not record that the row has been viewed."""


def archived(row: Tracked) -> Phrase | None:
    """Default for `Subject.ended`: a row of a register has ended when it is archived."""
    return _("It is archived.") if getattr(row, "archived_at", None) else None


@dataclass(frozen=True, slots=True)
class Subject[R: Tracked]:
    """A kind of row that has a series of situation pictures, led by the unit that owns the row.

    `running` is the condition for rows that still need a next picture, `ended` a function that says why a row
    gets no more of them. `unit` is the field with the unit that leads, empty if the row is that unit; `lead` the
    field with the person who leads, empty if nobody does by name. `resource` is what the permissions to read
    and to lead are for, by default that of the model. `readers` is the condition for rows whose pictures the mark
    `readers` opens, by default those that the user may read. `code` is the field that names a row in files, and
    `rhythm` the time until the next picture if none before it sets one.

    `secrecy` is a function that proposes the secrecy provision. `seen` is a function that records that the user
    has viewed the row on a page, if views of the row are recorded. `address` returns the page where a row's
    pictures are, by default that of its register, where `query` chooses the part.
    """

    model: type[R]
    draft: Draft[R]
    running: Q
    lead: str = ""
    unit: str = "owner_unit"
    resource: str = ""
    readers: Callable[[Access], Q] | None = None
    ended: Callable[[R], Phrase | None] = archived
    code: str = "number"
    rhythm: timedelta = timedelta(hours=4)
    secrecy: Callable[[R], str] = anything
    seen: Callable[[Access, R, str], None] = unseen
    address: Callable[[R], str] | None = None
    query: str = ""

    @property
    def read(self) -> str:
        """Return the permission needed to read rows of this kind."""
        return f"{self.resource or self.model.permission}:read"

    @property
    def edit(self) -> str:
        """Return the permission needed to lead rows of this kind."""
        return f"{self.resource or self.model.permission}:edit"

    def led(self, access: Access) -> Q:
        """Return the condition for rows of this kind in units where the user has the permission to read them."""
        return access.units(self.read, self.unit)

    def opened(self, access: Access) -> QuerySet[R]:
        """Return the rows whose pictures with the mark `readers` the user may read."""
        if self.readers is None:
            return self.model.objects.visible(access)
        return self.model.everything.filter(self.readers(access))

    def unit_of(self, row: R) -> Unit:
        """Return the unit that leads the row."""
        unit: object = attrgetter(self.unit)(row) if self.unit else row
        assert isinstance(unit, Unit)
        return unit

    def lead_of(self, row: R) -> UUID | None:
        """Return the id of the person who leads the row, None if nobody does by name."""
        lead: UUID | None = getattr(row, f"{self.lead}_id") if self.lead else None
        return lead

    def leads(self, access: Access, row: R) -> bool:
        """Whether the user may write the row's pictures."""
        return access.may(WRITES, self.unit_of(row)) and access.may(self.edit, self.unit_of(row))

    def with_unit[Q: QuerySet[Tracked]](self, rows: Q) -> Q:
        """Return the rows with their units, read in the same query."""
        return rows.select_related(self.unit) if self.unit else rows

    def page(self, row: R) -> str:
        """Return the URL of the row's page, at its series of situation pictures."""
        if self.address:
            return self.address(row)
        register = registers.of(self.model)
        assert register is not None, f"{self.model} has no register"
        return f"{reverse(f'{register.key}-detail', args=[row.pk])}{self.query}#situations"


type AnySubject = Subject[Any]
"""A subject of any kind."""
subjects: Registry[str, AnySubject] = Registry("subject of situation pictures")
"""Registry of the kinds of subject, keyed by the name that the history uses for their class."""


def subject_row(kind: str, pk: UUID) -> Tracked:
    """Return the row with that kind and id, with its unit. Access is not checked here."""
    subject = subjects.get(kind)
    row: Tracked = subject.with_unit(subject.model.everything).get(pk=pk)
    return row


def register_subject(subject: AnySubject) -> None:
    """Declare that rows of a kind have situation pictures. Raises ValueError if the kind is declared already."""
    subjects.add(kind_of(subject.model), subject)
