"""Queries of the organisation, each through the gate and with a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Role, Unit, UnitEvent, User
from akropolis.base.kernel.access.models.people import PERSON
from akropolis.base.kernel.access.models.units import LEGAL_ENTITY
from akropolis.base.lib.text import found_in, markless
from akropolis.people.organisation.rules.tree import in_tree_order, ways_up


def living(day: date, prefix: str = "") -> Q:
    """Return a filter for rows valid on the day (`valid_from` and `valid_to`, both inclusive)."""
    begun = Q(**{f"{prefix}valid_from__lte": day})
    return begun & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day}))


def unit_tree(access: Access, day: date, *, search: str = "", ended: bool = False) -> list[tuple[int, Unit]]:
    """Return the units in tree order with their depth; with `ended` also those that have ended or not yet begun."""
    rows = Unit.objects.visible(access)
    if not ended:
        rows = rows.filter(living(day))
    units = [unit for unit in rows if found_in(search, f"{unit.code} {unit.name} {unit.short}")]
    by_id: dict[object, Unit] = {unit.pk: unit for unit in units}
    placed = in_tree_order([{"id": unit.pk, "parent_id": unit.parent_id} for unit in units])
    return [(depth, by_id[row["id"]]) for depth, row in placed]


def legal_entity(access: Access, unit: Unit) -> Unit | None:
    """Return the municipality or company that the unit belongs to: the unit itself, or its nearest such
    ancestor; None if there is none.
    """
    above = Unit.objects.visible(access).filter(path__in=ways_up(unit.path), kind__in=LEGAL_ENTITY)
    return max(above, key=lambda each: len(each.path), default=None)


def events_about(access: Access, codes: Iterable[str], names: Iterable[str] = ()) -> list[UnitEvent]:
    """Return the reorganisation events that mention one of the unit codes; for a change of name, one of the names."""
    wanted = {*codes, *names}
    return [e for e in UnitEvent.objects.visible(access) if wanted & {*e.before, *e.after}]


def names_of(access: Access, codes: Iterable[str]) -> dict[str, str]:
    """Return the units' names, keyed by unit code."""
    rows = Unit.objects.visible(access).filter(code__in=set(codes))
    return dict(rows.values_list("code", "name"))


def appointments(access: Access, condition: Q, *, day: date | None = None) -> list[Appointment]:
    """Return appointments visible to the reader, with person, role and unit; with a day only those valid then."""
    rows = Appointment.objects.visible(access).filter(condition)
    if day is not None:
        rows = rows.filter(living(day))
    return list(rows.select_related("user", "role", "unit"))


def people(access: Access, *, search: str = "", closed: bool = False) -> QuerySet[User]:
    """Return people visible to the user, sorted by name. Each search word must occur in name, user name or title."""
    rows = User.objects.visible(access).filter(is_active=not closed, kind=PERSON)
    for word in search.split():
        way = "unmarked__icontains" if markless(word.lower()) else "icontains"
        named = Q(**{f"name__{way}": word}) | Q(**{f"title__{way}": word})
        rows = rows.filter(named | Q(username__icontains=word))
    return rows


def never_signed_in(access: Access) -> QuerySet[User]:
    """Return the people other than the user who may sign in and never have, without the emergency account."""
    rows = User.objects.visible(access).filter(is_active=True, kind=PERSON, last_login__isnull=True)
    return rows.exclude(username__in=(access.actor.username, settings.BREAK_GLASS))


def without_password(access: Access) -> QuerySet[User]:
    """Return those of `never_signed_in` for whom no password has been set."""
    return never_signed_in(access).filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)


@dataclass(frozen=True, slots=True)
class RoleShown:
    """A role and the appointments of those who hold it."""

    role: Role
    holders: list[Appointment] = field(default_factory=list)


def roles(access: Access, day: date) -> list[RoleShown]:
    """Return every role, each with those of its holders that the user may see."""
    held: defaultdict[object, list[Appointment]] = defaultdict(list)
    for appointment in appointments(access, Q(), day=day):
        held[appointment.role_id].append(appointment)
    every = Role.objects.unscoped(
        because="which roles there are, and what they may do, is open to all who sign in"
    )
    return [RoleShown(role, held[role.pk]) for role in every.order_by("position", "code")]
