"""What evidence can prove: other domains declare the kinds of rows, their URLs, and who else relies on them."""

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
    """A kind of row that can be proved. `url` returns the row's URL, needed if the model has no register.

    `consumers` returns a Q for the rows that the user relies on without being able to read them: such users
    read the evidence too.
    """

    model: type[R]
    one: Phrase
    url: Callable[[R], str] | None = None
    consumers: Callable[[Access], Q] | None = None

    def page(self, row: R) -> str:
        """Return the URL of the row's page, in its register unless `url` is given."""
        if self.url:
            return self.url(row)
        register = registers.of(self.model)
        assert register is not None, f"{self.model} has no page: say its `url`"
        return reverse(f"{register.key}-detail", args=[row.pk])


type AnyProvable = Provable[Any]
"""A provable kind with whatever model."""
provables: Registry[str, AnyProvable] = Registry("provable")
"""The provable kinds, keyed by the name that the history uses for the model."""


def shown_to[R: Tracked](access: Access, provable: Provable[R]) -> GatedQuerySet[R]:
    """Return the rows whose evidence the user may read: those that the user may read or relies on."""
    if provable.consumers is None:
        return visible(provable.model, access)
    rows = provable.model.objects.unscoped(because="who stands on a row reads what proves it")
    return rows.filter(provable.model.gate(access) | provable.consumers(access))
