"""Rows that are no register of their own, as the API gives them: read by one declaration, written by verbs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.kernel.access.errors import Invalid, or_hidden
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.grants import appointments_giving
from akropolis.kernel.access.managers import GatedQuerySet
from akropolis.kernel.access.models import Tracked, Unit, User
from akropolis.kernel.access.permissions import READ
from akropolis.kernel.background.turns import Turns
from akropolis.kernel.registers.api.taken import Nothing, Sent


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
class Part:
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


def pointed_at[M: Model](rows: GatedQuerySet[M], field: str) -> M:
    """The row that a body's field names. Raises Invalid at the field when there is none that the reader may see."""
    found = rows.first()
    if found is None:
        raise Invalid({field: [_("There is nothing here by that name or id that can be pointed at.")]})
    return found


def unit_at(access: Access, code: str, field: str = "unit") -> Unit:
    """The unit with that code. Raises Invalid at the field."""
    return pointed_at(Unit.objects.visible(access).filter(code=code), field)


def deciding_as(access: Access, permission: str, unit: Unit) -> str:
    """The role in which the person decides in the unit, as a decision says it. Raises Hidden when she has none."""
    user = or_hidden(User.objects.visible(access).filter(pk__in=[access.actor.id]).first())
    found = appointments_giving(user, permission, unit, timezone.localdate())
    held = or_hidden(found[0] if found else None)
    return f"{held.role}, {held.unit}" if held.unit else str(held.role)


__all__ = ["Nothing", "Part", "Sent", "Verb", "deciding_as", "pointed_at", "unit_at"]
