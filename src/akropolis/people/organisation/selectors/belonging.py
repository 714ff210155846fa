"""What belongs to units, what reorganisations have moved, and what remains to be done after a reorganisation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Role, Tracked, Unit, User
from akropolis.base.kernel.access.permissions import registry as rights
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.reading import readable
from akropolis.base.kernel.records.belongings import Belonging, registry
from akropolis.base.kernel.registers.declaration import registry as registers
from akropolis.base.lib.plain import Plain
from akropolis.base.ui.words import Phrase
from akropolis.people.organisation.models import Handover
from akropolis.people.organisation.selectors.tree import living

BECAUSE = "who reorganises carries every row, also those that she may not read"


@dataclass(frozen=True, slots=True)
class Lot:
    """Rows of one kind that belong to some units: how many there are in total, and those of them that are not over."""

    belonging: Belonging
    total: int
    rows: QuerySet[Tracked]


def lot(belonging: Belonging, givers: Sequence[Unit], day: date) -> Lot:
    """Return the rows of one kind that name one of the units; those that are not over are sorted by creation."""
    every = belonging.model.objects.unscoped(because=BECAUSE).filter(
        **{f"{belonging.field}__in": list(givers)}
    )
    return Lot(belonging, every.count(), every.exclude(belonging.over(day)).order_by("pk"))


def lots(givers: Sequence[Unit], day: date) -> list[Lot]:
    """List what belongs to the units, one lot for each kind of row that they have. One query per kind."""
    return [found for each in registry if (found := lot(each, givers, day)).total]


def held_in(units: Iterable[Unit], day: date) -> list[Appointment]:
    """List the appointments in these units, not units below, that hold on the day or later."""
    rows = Appointment.objects.unscoped(because=BECAUSE).filter(unit__in=list(units))
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return list(rows.select_related("user", "role", "unit"))


def holds(user: User, role: Role, unit: Unit, day: date) -> bool:
    """Return whether the person holds the role in exactly this unit on the day."""
    rows = Appointment.objects.unscoped(because=BECAUSE).filter(living(day), user=user, role=role, unit=unit)
    return bool(rows.exists())


def people_in(unit: Unit, day: date) -> list[User]:
    """List the people who hold a role in exactly this unit on the day."""
    return [each.user for each in held_in([unit], day) if each.valid_from <= day]


def roles_missing(held: Iterable[Appointment], taker: Unit, day: date) -> list[str]:
    """Return the codes of roles among the appointments `held` that nobody holds in the unit that takes over."""
    there = {each.role.code for each in held_in([taker], day)}
    return sorted({each.role.code for each in held} - there)


class Went(Protocol):
    """The rows of one kind that went to another unit, by their primary keys."""

    @property
    def rows(self) -> Sequence[str]:
        """Return the primary keys of the rows, as texts."""


def people_adrift(lines: Mapping[str, Went], taker: Unit, day: date) -> list[str]:
    """Return the keys of people whom moved rows name and who hold no role that reaches the unit they went to."""
    named = {
        user
        for key, line in lines.items()
        if key in registry.entries
        for user in _named(registry.get(key), line.rows)
    }
    rows = (
        Appointment.objects.unscoped(because=BECAUSE)
        .filter(living(day), user__in=named)
        .select_related("unit")
    )
    reaching = {each.user_id for each in rows if _reaches(each, taker)}
    return sorted(str(user) for user in named - reaching)


def _named(belonging: Belonging, keys: Sequence[str]) -> set[UUID]:
    fields = [f.name for f in belonging.model._meta.concrete_fields if f.related_model is User]
    rows = belonging.model.objects.unscoped(because=BECAUSE).filter(pk__in=keys).order_by()
    return {user for row in (rows.values_list(*fields) if fields else ()) for user in row if user}


def _reaches(each: Appointment, unit: Unit) -> bool:
    held = each.unit
    return held is None or held.pk == unit.pk or (each.and_below and unit.path.startswith(held.path))


def units_below(unit: Unit, day: date) -> list[Unit]:
    """List the units directly below this unit that end later than the day or not at all, sorted by name."""
    rows = Unit.objects.unscoped(because="a unit that ends leaves none behind").filter(parent=unit)
    return list(rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day)).order_by("sort_key"))


def handovers(access: Access, unit: Unit) -> list[Handover]:
    """List the handovers from and to the unit that the user may see, newest first."""
    rows = Handover.objects.visible(access).filter(Q(giver=unit) | Q(taker=unit))
    return list(rows.select_related("giver", "taker"))


def successor(unit: Unit) -> Unit | None:
    """Return the nearest ancestor that has not ended, which has taken over from the ended unit.

    None if the only such ancestor is the city.
    """
    above = unit.parent
    while above is not None and above.valid_to is not None:
        above = above.parent
    return None if above is None or above.parent_id is None else above


NAMED = 200
"""Maximum number of rows of each kind that a receipt names."""


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One line of a receipt: how many rows of a kind went, merged with others or stayed, and some by name."""

    label: Phrase
    rows: int
    joined: int
    left: int
    named: Sequence[tuple[str, str]] = ()
    partial: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ToldHandover:
    """A receipt as one user may read it. `whole` if the user also reads what only rights given by name open."""

    handover: Handover
    whole: bool
    lines: Sequence[ToldLine]
    roles: int
    missing: Sequence[Role]
    adrift: Sequence[User]


def describe_handover(access: Access, handover: Handover) -> ToldHandover:
    """Return the receipt with those kinds of rows that the user may read in the giving or taking unit, and the
    people and roles visible to the user.
    """
    content = handover.told
    lines = content["lines"]
    sides = [handover.giver, handover.taker]
    kinds = [each for each in registry if any(access.may(each.read, side) for side in sides)]
    return ToldHandover(
        handover,
        all(each in kinds for each in registry if rights.by_name(each.read)),
        [_line(access, each, lines[each.key]) for each in kinds if each.key in lines],
        len(lines.get("appointment.unit", {}).get("rows", ())),
        list(Role.objects.visible(access).filter(code__in=content["missing"])),
        list(User.objects.visible(access).filter(pk__in=content["adrift"])),
    )


def _line(access: Access, belonging: Belonging, line: Plain) -> ToldLine:
    rows, joined = line["rows"], len(line["joined"])
    named, partial = _names(access, belonging, rows[:NAMED]), line.get("partial", ())
    return ToldLine(belonging.label, len(rows), joined, line["left"], named, partial)


def _names(access: Access, belonging: Belonging, keys: Sequence[str]) -> list[tuple[str, str]]:
    """Return label and URL of the rows: those readable today, and from the history those that were readable
    before.
    """
    register = registers.of(belonging.model) if belonging.field == "owner_unit" else None
    if register is None:
        return []
    seen = {str(row.pk): row.label() for row in register.model.objects.visible(access).filter(pk__in=keys)}
    past = events_of([UUID(key) for key in keys if key not in seen], limit=NAMED * 5)
    before = {str(e.object_id): e.label for e in reversed(readable(access, belonging.read, past)) if e.label}
    found = [(label, reverse(f"{register.key}-detail", args=[key])) for key, label in seen.items()]
    return found + [(label, reverse(f"{register.key}-past", args=[key])) for key, label in before.items()]
