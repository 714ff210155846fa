"""Kinds of subject of situation pictures: other domains declare the rows, their leaders and what is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import kind_of
from akropolis.base.kernel.registers.declaration import registry as registers
from akropolis.base.lib.registry import Registry
from akropolis.events.situation_reports.rules.drafting import KnownFacts

type Draft[R] = Callable[[Access, R, datetime | None], Mapping[str, KnownFacts]]
"""Returns, by question, what the writer's rows say about the row, and what has happened since that moment."""


def anything(_row: object) -> str:
    """Default for `Subject.secrecy`: return an empty string, so that no provision is proposed."""
    return ""


def unseen(_access: Access, _row: object, _page: str) -> None:
    """Default for `Subject.seen`: do not record that the row has been viewed."""


@dataclass(frozen=True, slots=True)
class Subject[R: Record]:
    """A kind of row that has a series of situation pictures, led by the unit that owns the row.

    `running` is the condition for rows that still need a next picture, `lead` the field with the person who
    leads, and `secrecy` a function that proposes the secrecy provision. `seen` is a function that records
    that the user has viewed the row on a page, if views of the row are recorded. `query` chooses the part of
    the row's page where its pictures are.
    """

    model: type[R]
    draft: Draft[R]
    running: Q
    lead: str
    secrecy: Callable[[R], str] = anything
    seen: Callable[[Access, R, str], None] = unseen
    query: str = ""

    @property
    def read(self) -> str:
        """Return the permission needed to read rows of this kind."""
        return f"{self.model.permission}:read"

    @property
    def edit(self) -> str:
        """Return the permission needed to lead rows of this kind."""
        return f"{self.model.permission}:edit"

    def led(self, access: Access) -> Q:
        """Return the condition for rows of this kind in units where the user has the permission to read them."""
        return access.units(self.read, "owner_unit")

    def page(self, row: Record) -> str:
        """Return the URL of the row's page, at its series of situation pictures."""
        register = registers.of(self.model)
        assert register is not None, f"{self.model} has no register"
        return f"{reverse(f'{register.key}-detail', args=[row.pk])}{self.query}#situations"


type AnySubject = Subject[Any]
"""A subject of any kind."""
subjects: Registry[str, AnySubject] = Registry("subject of situation pictures")
"""Registry of the kinds of subject, keyed by the name that the history uses for their class."""


def subject_row(kind: str, pk: UUID) -> Record:
    """Return the row with that kind and id, with its unit. Access is not checked here."""
    row: Record = subjects.get(kind).model.everything.select_related("owner_unit").get(pk=pk)
    return row


def register_subject(subject: AnySubject) -> None:
    """Declare that rows of a kind have situation pictures. Raises ValueError if the kind is declared already."""
    subjects.add(kind_of(subject.model), subject)
