"""Rows without a register of their own, as the API and the data warehouse serve them: declared once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.utils.module_loading import autodiscover_modules

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.access.permissions import READ
from akropolis.base.kernel.background.turns import Turns

if TYPE_CHECKING:
    from akropolis.base.kernel.registers.api.taken import Sent


@dataclass(frozen=True, slots=True)
class Verb[R, S: Sent]:
    """An operation in the API, done by POST on one row or, with `makes`, to create a row.

    The user must hold `permission` in some unit before the request's body is read; `act` checks it for
    the row itself. `act` gets the access, the row (None when creating) and the body, and returns the row
    afterwards; None if the row is gone. With `seen`, the row's ETag must be sent as If-Match. `turns`
    limits operations that may be called in floods; 429 when no turn is free.
    """

    name: str
    permission: str
    takes: type[S]
    act: Callable[[Access, R, S], Tracked | None]
    about: str
    makes: bool = False
    seen: bool = False
    turns: Turns | None = None


type AnyVerb = Verb[Any, Any]
"""A `Verb`, whatever the types of its row and body."""


@dataclass(frozen=True, slots=True)
class PartRows:
    """Rows of a model without pages of its own. `key` names them in URLs; the fields in `narrowed` filter them."""

    key: str
    model: type[Tracked]
    about: str
    fields: tuple[str, ...]
    narrowed: tuple[str, ...] = ()
    verbs: tuple[AnyVerb, ...] = ()

    @property
    def read(self) -> str:
        """The permission that gives access to at least some of the rows."""
        return f"{self.model.permission}:{READ}"

    @property
    def many(self) -> str:
        """The plural name of the rows."""
        return str(self.model._meta.verbose_name_plural)


_declared: list[PartRows] = []


def declare(*parts: PartRows) -> None:
    """Register the declared rows. Called when an app's module `api`, or `api.parts`, is imported."""
    _declared.extend(parts)


@cache
def declared() -> tuple[PartRows, ...]:
    """Return the parts of all apps, by key. Imports the modules that declare them: most commands need none."""
    autodiscover_modules("api", "api.parts")
    return tuple(sorted(_declared, key=attrgetter("key")))
