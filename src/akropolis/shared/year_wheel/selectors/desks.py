"""On whose desk each duty that has begun lies, and why: no duty is without one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access, Scope
from akropolis.base.kernel.access.grants import appointments_in_force, gives, responsible_people
from akropolis.base.kernel.access.models import Appointment, Unit, User
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.access.permissions import EDIT
from akropolis.shared.year_wheel.rules.permissions import READ, SETTLE
from akropolis.shared.year_wheel.selectors.years import DutyOfYear, waiting_duties

BECAUSE = "whoever holds the role does the duty; what of it she reads, her own gate decides"
HEAD_AFTER, CITY_AFTER = 14, 30
"""Days late after which a duty climbs: to the role that the table names, and to whoever leads the city's work."""
GIVE = f"{Appointment.permission}:{EDIT}"
CITY_LEADS = ("ciso", "samordnare")
"""The roles that lead the whole city's work, the first that is held in the city."""


class DeskReason(models.TextChoices):
    """Why a duty lies on a person's desk."""

    ROLE = "role", _("You hold the role that does it.")
    HEAD = "head", _("It is more than two weeks late, and has climbed to you.")
    CITY = "city", _("It is more than thirty days late, and has climbed to whoever leads the city's work.")
    VACANT = (
        "vacant",
        _("Nobody holds the role in the unit who may do it. Appoint somebody, or see to it yourself."),
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """The people on whose desk a duty lies for one reason."""

    reason: DeskReason
    people: Sequence[User]

    @property
    def ids(self) -> set[UUID]:
        """The ids of the people."""
        return {user.pk for user in self.people}


def list_desks(rows: Iterable[DutyOfYear], day: date) -> Mapping[UUID, list[Desk]]:
    """Return the desks by key of the row. Four queries, however many rows."""
    rows = list(rows)
    held = appointments_in_force(day, BECAUSE) if rows else []
    cities = [each for each in {row.unit for row in held if row.unit} if each.kind == UnitKind.CITY]
    leads = [people for code in CITY_LEADS for city in cities if (people := _holders(held, code, city))][:1]
    found = {row.key: _climbed(row, held, leads) for row in rows}
    vacant = [row for row in rows if not any(desk.reason == DeskReason.ROLE for desk in found[row.key])]
    appoint = responsible_people(GIVE, {row.unit for row in vacant}, day, because=BECAUSE) if vacant else {}
    for row in vacant:
        found[row.key].append(Desk(DeskReason.VACANT, appoint[row.unit.pk]))
    return found


def list_own_duties(access: Access, today: date) -> list[tuple[DutyOfYear, DeskReason]]:
    """Return the duties that have begun, remain and lie with the person, each with the first reason why."""
    rows = [row for row in waiting_duties(access, today) if access.may(SETTLE, row.unit)]
    desks = list_desks(rows, today)
    mine = [(row, desk.reason) for row in rows for desk in desks[row.key] if access.actor.id in desk.ids]
    return list({row.key: (row, reason) for row, reason in reversed(mine)}.values())[::-1]


def _climbed(row: DutyOfYear, held: Sequence[Appointment], leads: Sequence[list[User]]) -> list[Desk]:
    steps = [Desk(DeskReason.ROLE, _holders(held, row.duty.role.code, row.unit))]
    if row.late_days > HEAD_AFTER and row.duty.climbs_to:
        steps.append(Desk(DeskReason.HEAD, _holders(held, row.duty.climbs_to.code, row.unit)))
    if row.late_days > CITY_AFTER:
        steps += [Desk(DeskReason.CITY, people) for people in leads]
    return [step for step in steps if step.people]


def _holders(rows: Iterable[Appointment], role: str, unit: Unit) -> list[User]:
    found = {
        row.user_id: row.user
        for row in rows
        if row.role.code == role
        and row.unit
        and Scope(row.unit.path, row.and_below).asked.covers(unit.path)
        and gives(row, SETTLE, unit)
        and gives(row, READ, unit)
    }
    return sorted(found.values(), key=lambda user: user.sort_key)
