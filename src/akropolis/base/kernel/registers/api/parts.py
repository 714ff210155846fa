"""What a domain needs to declare parts in the API: rows that are not a register of their own, and their verbs."""

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import appointments_giving
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.registers.api.taken import Nothing, Sent
from akropolis.base.kernel.registers.parts import AnyVerb, PartRows, Verb, declare, declared


def pointed_at[M: Model](rows: GatedQuerySet[M], field: str) -> M:
    """Return the row named in a body field. Raises Invalid at the field if it is missing or hidden."""
    found = rows.first()
    if found is None:
        raise Invalid({field: [_("There is nothing here by that name or id that can be pointed at.")]})
    return found


def unit_at(access: Access, code: str, field: str = "unit") -> Unit:
    """Return the unit with the code. Raises Invalid at the field."""
    return pointed_at(Unit.objects.visible(access).filter(code=code), field)


def deciding_as(access: Access, permission: str, unit: Unit) -> str:
    """Return the title in which the person decides in the unit. Raises Hidden if they have none."""
    user = or_hidden(User.objects.visible(access).filter(pk__in=[access.actor.id]).first())
    found = appointments_giving(user, permission, unit, timezone.localdate())
    held = or_hidden(found[0] if found else None)
    return f"{held.role}, {held.unit}" if held.unit else str(held.role)


__all__ = [
    "AnyVerb",
    "Nothing",
    "PartRows",
    "Sent",
    "Verb",
    "deciding_as",
    "declare",
    "declared",
    "pointed_at",
    "unit_at",
]
