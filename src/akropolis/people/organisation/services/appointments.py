"""Give and end roles of people in units. Nobody gives more rights than they have; one account administrator must
remain.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Role, Unit, User
from akropolis.base.kernel.access.models.roles import IN_OFFICE
from akropolis.base.kernel.access.permissions import registry
from akropolis.base.kernel.records.writer import Writer, writing

KEEPS_ACCOUNTS = "organisation:person:edit"
KEEPS_ROLES = "organisation:role:edit"
GIVES = "organisation:appointment:edit"
KEPT = "someone must keep the accounts"

type RoleValues = Mapping[str, Any]
"""Values of an appointment, by field."""


def give(access: Access, values: Mapping[str, object], *, because: str = "") -> Appointment:
    """Give a person a role in a unit. Raises Invalid if the role exceeds the giver's rights, or is held already."""
    with writing(access, because=because) as w:
        return give_in(w, values)


def give_in(w: Writer, values: RoleValues) -> Appointment:
    """Give a person a role as `give` does, within an open writer."""
    check_giving(w.access, values)
    if _held(values):
        raise Invalid({"role": [_("The person already holds that role in that unit.")]})
    return w.create(Appointment, values)


def check_giving(access: Access, values: RoleValues) -> None:
    """Raise Invalid if the user may not give the role there, or if its last day lies before its first."""
    first, last = values.get("valid_from"), values.get("valid_to")
    if first and last and last < first:
        raise Invalid({"valid_to": [_("The last day lies before the first.")]})
    if not may_give(access, values["role"], values.get("unit"), below=values.get("and_below", True)):
        raise Invalid(
            {"role": [_("The role may do more than you may in that unit. Ask an administrator to give it.")]}
        )
    if values.get("unit") is None and not access.may(KEEPS_ACCOUNTS, None):
        raise Invalid(
            {"unit": [_("Choose a unit: only who keeps all accounts gives roles beyond the units.")]}
        )


def may_give(access: Access, role: Role, unit: Unit | None, *, below: bool) -> bool:
    """Return whether the user may give the role in the unit: role administrators may, others only with all the
    role's rights there.

    With `below` they must have the rights in the units below too. Whoever may edit roles in the unit need
    not have those of the rights that are given only by name.
    """
    if access.may(KEEPS_ROLES, None):
        return True
    needed = {GIVES, *registry.expand(role.grants)}
    if access.may(KEEPS_ROLES, unit, below=below):
        needed = {right for right in needed if not registry.by_name(right)}
    return all(access.may(permission, unit, below=below) for permission in needed)


def end(
    access: Access, appointment: Appointment, on: date, *, version: int | None = None, because: str = ""
) -> Appointment | None:
    """Set the appointment's last day, and return the appointment.

    An appointment that began today or later is deleted if its last day is set before its first, so that a
    role given by mistake ends at once; None is then returned. Raises Refused for the last account
    administrator.
    """
    with writing(access, because=because) as w:
        rows = Appointment.objects.visible(access).select_related("role")
        current: Appointment = rows.one(pk=appointment.pk)
        today = timezone.localdate(w.at)
        check_ending(current, on, today)
        _must_leave_a_keeper([current], today)
        return w.end(appointment, on, begun=current.valid_from, version=version)


def check_ending(appointment: Appointment, on: date | None, today: date) -> None:
    """Raise Invalid if the appointment cannot have that last day: before its first, or later than it has now."""
    if on and on < appointment.valid_from < today:
        raise Invalid({"valid_to": [_("The last day lies before the first.")]})
    if appointment.valid_to and (on is None or on > appointment.valid_to):
        raise Invalid({"valid_to": [_("The role ends earlier than that. Give it anew if it is to last.")]})


def _held(values: RoleValues) -> bool:
    same = Appointment.objects.unscoped(because="a role is held once").filter(
        user=values["user"], role=values["role"], unit=values.get("unit")
    )
    last = values.get("valid_to")
    if last:
        same = same.filter(valid_from__lte=last)
    return bool(same.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=values["valid_from"])).exists())


def _keeps(role: Role) -> bool:
    return KEEPS_ACCOUNTS in registry.expand(role.grants)


def may_all_end(rows: Iterable[Appointment], today: date) -> bool:
    """Return whether the whole city would still have an account administrator if all of these appointments
    ended.

    The roles of the appointments must be prefetched.
    """
    keepers = [row.pk for row in rows if _keeps(row.role)]
    if not keepers:
        return True
    every = Appointment.objects.unscoped(because=KEPT).exclude(pk__in=keepers)
    others = every.filter(IN_OFFICE, valid_to__isnull=True, valid_from__lte=today)
    top = others.filter(Q(unit__isnull=True) | Q(unit__parent__isnull=True, and_below=True))
    return any(_keeps(other.role) for other in top.select_related("role"))


def must_not_be_last_keeper(person: User, today: date) -> None:
    """Raise Refused if closing the person's account would leave no account administrator."""
    held = Appointment.objects.unscoped(because=KEPT).filter(user=person).select_related("role")
    _must_leave_a_keeper(held, today)


def _must_leave_a_keeper(rows: Iterable[Appointment], today: date) -> None:
    if not may_all_end(rows, today):
        sentence = _("Nobody else keeps the accounts. Give someone else the role first.")
        raise Refused(sentence, code="last_keeper")
