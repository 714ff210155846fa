"""What a lägesbild can be about: the domains above say which rows, who leads them, and what is known of them."""

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
"""By question what the writer's own rows say of the row, and what has come since that moment."""


def anything(_row: object) -> str:
    """No provision is proposed."""
    return ""


def unseen(_access: Access, _row: object, _page: str) -> None:
    """Nothing is kept of who has looked."""


@dataclass(frozen=True, slots=True)
class Subject[R: Record]:
    """A kind of row that has a series of pictures, led by the unit that owns it.

    `running` are the rows whose next picture still is to come, `lead` names the field with the person who leads, and
    `secrecy` proposes the provision. `seen` keeps that the person has looked at the row on a page, where that is kept.
    """

    model: type[R]
    draft: Draft[R]
    running: Q
    lead: str
    secrecy: Callable[[R], str] = anything
    seen: Callable[[Access, R, str], None] = unseen

    @property
    def read(self) -> str:
        """The right to read the rows."""
        return f"{self.model.permission}:read"

    @property
    def edit(self) -> str:
        """The right to lead the rows."""
        return f"{self.model.permission}:edit"

    def led(self, access: Access) -> Q:
        """The rows that are led where the person may read them."""
        return access.units(self.read, "owner_unit")

    def page(self, row: Record) -> str:
        """Where the row and its series are shown."""
        register = registers.of(self.model)
        assert register is not None, f"{self.model} has no register"
        return f"{reverse(f'{register.key}-detail', args=[row.pk])}#situations"


type AnySubject = Subject[Any]
"""A kind of row, whichever it is."""
subjects: Registry[str, AnySubject] = Registry("subject of situation pictures")
"""By the name that history uses of their class."""


def about(kind: str, pk: UUID) -> Record:
    """The row that a picture is about, with its unit."""
    row: Record = subjects.get(kind).model.everything.select_related("owner_unit").get(pk=pk)
    return row


def add(subject: AnySubject) -> None:
    """Let rows of a kind have pictures. Raises ValueError when the kind is declared twice."""
    subjects.add(kind_of(subject.model), subject)
