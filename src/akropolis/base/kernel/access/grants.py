"""From appointments to an `Access`."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import product
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.factors import NO_PROOF, FactorProof
from akropolis.base.kernel.access.gate import EVERYWHERE, ROOT, Access, Actor, Granted, Scope
from akropolis.base.kernel.access.models import Appointment, Unit, User
from akropolis.base.kernel.access.models.roles import IN_OFFICE
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.access.permissions import registry
from akropolis.base.lib.unit_paths import downwards


def actor_for(user: User) -> Actor:
    """Return the person or service account as named in the history."""
    return Actor(user.id, user.name, user.username, program=user.is_program)


def appointments_of(user: User, day: date) -> list[Appointment]:
    """Return the person's appointments in force on that day."""
    return _held(user.pk, day)


def appointments_held(access: Access, day: date) -> list[Appointment]:
    """Return the appointments in force on that day of the actor of `access`, looked up by the actor's id."""
    return _held(access.actor.id, day) if access.actor.id else []


def _held(user: UUID, day: date) -> list[Appointment]:
    rows = Appointment.objects.unscoped(because="the gate itself is built from them")
    begun = rows.filter(user_id=user, valid_from__lte=day).select_related("role", "unit__parent")
    begun = begun.order_by("unit__path", "role__position")
    return stand_in([row for row in begun if row.valid_to is None or row.valid_to >= day], day)


def stand_in(rows: list[Appointment], day: date) -> list[Appointment]:
    """Return the appointments, each with the matters that fall to it from the unit above (`Appointment.stands_in`).

    If nobody in a unit is responsible on that day, its matters fall to those who have the right in an
    administration directly below it; those who may only read in that administration may then read in the
    unit above as well. One query, or none if no matters can fall to these appointments.
    """
    near = [
        (row, above)
        for row in rows
        if (above := _above(row, day)) and any(map(_falls, _granted_permissions(row)))
    ]
    if near:
        paths = {path for _row, above in near for path in downwards(above.path)}
        because = "what nobody in a unit may do falls to those in the administration below it"
        among = Q(unit__path__in=paths) | Q(unit__parent__in=[above for _row, above in near])
        every = appointments_in_force(day, because, among)
        for (row, above), (resource, permission) in product(near, registry.falling.entries.items()):
            if row.unit_id in {each.unit_id for each in _below(every, permission, above, day)}:
                row.stands_in |= {(resource, above.path)}
    return rows


def _above(row: Appointment, day: date) -> Unit | None:
    """Return the unit above the appointment's administration, if the administration exists that day; else None."""
    unit = row.unit
    return unit.parent if unit and unit.kind == UnitKind.ADMINISTRATION and unit.valid_on(day) else None


def _granted_permissions(row: Appointment) -> frozenset[str]:
    return registry.expand(row.role.grants)


def _falls(permission: str) -> bool:
    return permission.rpartition(":")[0] in registry.falling.entries


def covers(appointment: Appointment, unit: Unit, resource: str = "") -> bool:
    """Whether the appointment is in that unit, or above and reaching it, or stands in for the resource."""
    return _scope(appointment).covers(unit.path) or (resource, unit.path) in appointment.stands_in


def gives(appointment: Appointment, permission: str, unit: Unit) -> bool:
    """Whether the appointment, while in force, grants the permission in that unit."""
    granted = _granted_permissions(appointment)
    if permission not in granted:
        return False
    if (permission.rpartition(":")[0], unit.path) in appointment.stands_in:
        return True
    return _bounded(permission, granted, _scope(appointment)).covers(unit.path)


def _bounded(permission: str, granted: Container[str], scope: Scope) -> Scope:
    """Return the scope without other authorities, if the permission stops there (`PermissionRegistry.bounded`)."""
    beyond = registry.bounded.entries.get(permission)
    stops = beyond is not None and beyond not in granted and scope.path != ROOT
    return scope.asked if stops else scope


def appointments_giving(user: User, permission: str, unit: Unit, day: date) -> list[Appointment]:
    """Return the person's appointments that grant the permission in that unit that day. A program never decides."""
    if user.is_program and registry.of_people(permission):
        return []
    return [each for each in appointments_of(user, day) if gives(each, permission, unit)]


def appointed(permission: str, units: Iterable[Unit], day: date, *, because: str) -> dict[UUID, list[User]]:
    """Return, keyed by unit id, the people with the permission by appointment in the unit, or else in the
    nearest unit above that has some.

    One query, however many units.
    """
    rows = appointments_in_force(day, because)
    return {unit.pk: _nearest(rows, permission, unit) for unit in units}


def responsible_people(
    permission: str, units: Iterable[Unit], day: date, *, because: str
) -> dict[UUID, list[User]]:
    """Return, keyed by unit id, everyone responsible for the unit, as in `Access.asked`.

    If nobody is, these are the people of the administrations directly below it, for a right that falls to
    them (`stand_in`), or else those of the nearest unit above that has some. One query, however many units.
    """
    rows = appointments_in_force(day, because)
    return {
        unit.pk: _of_units(rows, permission, unit)
        or _by_name(each.user for each in _below(rows, permission, unit, day))
        or _nearest(rows, permission, unit)
        for unit in units
    }


def appointments_in_force(day: date, because: str, *among: Q) -> list[Appointment]:
    """Return every appointment in a unit that is in force that day and held by a person who may sign in. One query."""
    rows = Appointment.objects.unscoped(because=because).filter(IN_OFFICE, *among, unit__isnull=False)
    rows = rows.filter(valid_from__lte=day).exclude(valid_to__lt=day)
    return list(rows.select_related("user", "role", "unit__parent"))


def _of_units(rows: Iterable[Appointment], permission: str, unit: Unit) -> list[User]:
    near = (each for each in rows if _scope(each).asked.covers(unit.path))
    return _by_name(each.user for each in near if gives(each, permission, unit))


def _below(rows: Sequence[Appointment], permission: str, unit: Unit, day: date) -> list[Appointment]:
    """Return those with the right in an administration directly below a unit where nobody is responsible."""
    if not _falls(permission) or _of_units(rows, permission, unit):
        return []
    return [each for each in rows if _above(each, day) == unit and permission in _granted_permissions(each)]


def _nearest(rows: Iterable[Appointment], permission: str, unit: Unit) -> list[User]:
    near = [(len(each.unit.path), each.user) for each in rows if each.unit and gives(each, permission, unit)]
    most = max((depth for depth, _user in near), default=0)
    return _by_name(user for depth, user in near if depth == most)


def _by_name(people: Iterable[User]) -> list[User]:
    return sorted({user.pk: user for user in people}.values(), key=lambda user: user.sort_key)


type Within = frozenset[str] | None
"""The permissions to keep out of those granted; None keeps all."""


def access_for(user: User, day: date) -> Access:
    """Return what the person may do that day: nothing without an appointment, or if they are inactive."""
    return access_from(user, appointments_of(user, day) if user.is_active else [])


def access_from(
    user: User, appointments: Sequence[Appointment], *, within: Within = None, proof: FactorProof = NO_PROOF
) -> Access:
    """Return what the person may do by these appointments, limited to the permissions in `within`.

    A service account decides nothing, whatever its appointments. `proof` is how the person has authenticated.
    """
    actor = replace(actor_for(user), factor=proof.factor)
    held = {(tuple(each.role.grants), _scope(each)) for each in appointments}
    for each in appointments if not actor.program else ():
        for resource, path in each.stands_in:
            mine = sorted(p for p in _granted_permissions(each) if p.startswith(f"{resource}:"))
            held.add((tuple(mine), Scope(path, below=False)))
    return Access(actor, _granted(frozenset(held), within, actor.program), unproved=proof.stale)


def _scope(appointment: Appointment) -> Scope:
    unit = appointment.unit
    return Scope(unit.path, appointment.and_below) if unit else EVERYWHERE


@lru_cache(maxsize=1000)
def _granted(held: frozenset[tuple[tuple[str, ...], Scope]], within: Within, program: bool) -> Granted:
    """Return the rights that these grants give in these scopes. Cached, since every request needs the same rights."""
    found: defaultdict[str, set[Scope]] = defaultdict(set)
    for grants, scope in held:
        granted = registry.expand(grants)
        for permission in granted:
            if (within is None or permission in within) and not (program and registry.of_people(permission)):
                found[permission].add(_bounded(permission, granted, scope))
    return Granted({permission: frozenset(scopes) for permission, scopes in found.items()})


def access_for_username(username: str) -> Access:
    """Return the access today of the person with that user name. Raises Refused for an unknown name."""
    user = User.everything.filter(username=username).first()
    if user is None:
        raise Refused(
            _("There is no person with the user name %(name)s.") % {"name": username}, code="unknown_user"
        )
    return access_for(user, timezone.localdate())
