"""What evidence can prove: the domains above declare which rows, their URLs, and who else relies on them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet, visible
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.registers.declaration import registry as registers
from akropolis.base.lib.registry import Registry
from akropolis.base.ui.words import Phrase


@dataclass(frozen=True, slots=True)
class Provable[R: Tracked]:
    """A kind of row that can be proved. `url` returns its page, if not its register's.

    `consumers` filters the rows that the user relies on without being able to read them: they read the evidence
    too.
    """

    model: type[R]
    one: Phrase
    url: Callable[[R], str] | None = None
    consumers: Callable[[Access], Q] | None = None

    def page(self, row: R) -> str:
        """Return the URL of the row's page."""
        if self.url:
            return self.url(row)
        register = registers.of(self.model)
        assert register is not None, f"{self.model} has no page: say its `url`"
        return reverse(f"{register.key}-detail", args=[row.pk])


type AnyProvable = Provable[Any]
"""A kind of row that can be proved, whichever it is."""
provables: Registry[str, AnyProvable] = Registry("provable")
"""Subjects, by the name that the history uses for their class."""


def shown_to[R: Tracked](access: Access, provable: Provable[R]) -> GatedQuerySet[R]:
    """Filter the rows whose evidence the user may read: those that they may read or rely on."""
    if provable.consumers is None:
        return visible(provable.model, access)
    rows = provable.model.objects.unscoped(because="who stands on a row reads what proves it")
    return rows.filter(provable.model.gate(access) | provable.consumers(access))
