"""Rows that are no register of their own, as the API and the data warehouse are given them: declared once."""

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
    """Something that is done by POST: to one row, or, with `makes`, to make one.

    `permission` must be held somewhere before anything of the request is read; `act` asks where it counts. It is given
    the access, the row (None when it makes one) and what was sent, and gives the row as it is then; None when gone.
    With `seen` the row's ETag must be sent as If-Match. What comes in floods takes `turns`; 429 when all are taken.
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
"""A verb, whatever it is done to and takes."""


@dataclass(frozen=True, slots=True)
class PartRows:
    """Rows of a model without pages of its own. `key` names them in addresses; they are filtered by `narrowed` ones."""

    key: str
    model: type[Tracked]
    about: str
    fields: tuple[str, ...]
    narrowed: tuple[str, ...] = ()
    verbs: tuple[AnyVerb, ...] = ()

    @property
    def read(self) -> str:
        """The permission by which some of them are read."""
        return f"{self.model.permission}:{READ}"

    @property
    def many(self) -> str:
        """What the rows are called."""
        return str(self.model._meta.verbose_name_plural)


_declared: list[PartRows] = []


def declare(*parts: PartRows) -> None:
    """Add to the parts that there are. Called where an app's module `api`, or `api.parts`, is imported."""
    _declared.extend(parts)


@cache
def declared() -> tuple[PartRows, ...]:
    """The parts of all apps, by key. Their modules are imported by this: most commands have no use for them."""
    autodiscover_modules("api", "api.parts")
    return tuple(sorted(_declared, key=attrgetter("key")))
