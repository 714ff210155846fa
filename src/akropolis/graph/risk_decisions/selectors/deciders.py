"""Who may accept a risk, by the city's mandates and the appointments in force, and where it goes if nobody here may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import appointments_held, appointments_in_force, gives
from akropolis.base.kernel.access.models import Appointment, Unit, User
from akropolis.base.lib.unit_paths import downwards
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.rules.permissions import ACCEPT
from akropolis.graph.risk_decisions.rules.mandates import HeldRole, Mandate, MandateAnswer, find_mandate
from akropolis.graph.risk_decisions.selectors.facts import CurrentFacts

BECAUSE = "officials who may accept a risk are named to those who may decide on it or send it to them"


@dataclass(frozen=True, slots=True)
class Deciders:
    """The people who may accept a risk by their roles in one unit: the unit, and (role, people) pairs."""

    unit: Unit
    roles: Sequence[tuple[str, Sequence[User]]]


class RiskMandates:
    """The mandates for a risk's cell on a day, and who holds them. The risk must have been judged."""

    def __init__(self, risk: Risk, day: date, facts: CurrentFacts | None = None) -> None:
        self.risk, self.day = risk, day
        self.facts = facts or CurrentFacts(day)
        self.matrix = self.facts.matrix_of(risk)
        self.level = risk.level or 0
        self.consequence = risk.consequence or 0

    @cached_property
    def mandates(self) -> list[Mandate[str]]:
        """The mandates in force for the series of matrices that the risk is judged by."""
        return self.facts.mandates(self.matrix.series)

    def answer(self, access: Access) -> MandateAnswer[str]:
        """Return whether the user may accept the risk, and why. Reads the appointments anew."""
        return self._answer([held_role(each) for each in self.held_by(access)])

    def held_by(self, access: Access) -> list[Appointment]:
        """Return the user's appointments that let them decide on risks in the risk's unit."""
        rows = appointments_held(access, self.day)
        return [each for each in rows if gives(each, ACCEPT, self.risk.owner_unit)]

    def _answer(self, held: Sequence[HeldRole[str]]) -> MandateAnswer[str]:
        return find_mandate(self.mandates, held, self.level, self.consequence)

    @cached_property
    def chain(self) -> list[Unit]:
        """The risk's unit and the units above it, nearest first."""
        paths = downwards(self.risk.owner_unit.path)
        rows = Unit.objects.unscoped(because=BECAUSE).filter(path__in=paths)
        return sorted(rows, key=lambda unit: -len(unit.path))

    @cached_property
    def deciders(self) -> list[Deciders]:
        """Who may accept the risk, by the units in which they hold their roles, nearest first. Two queries."""
        rows = appointments_in_force(self.day, BECAUSE, Q(unit__in=[unit.pk for unit in self.chain]))
        found = []
        for unit in self.chain:
            here = [each for each in rows if each.unit_id == unit.pk and self._may(each)]
            roles: dict[str, list[User]] = {}
            for each in sorted(here, key=lambda row: (row.role.position, row.user.sort_key)):
                roles.setdefault(str(each.role), []).append(each.user)
            if roles:
                found.append(Deciders(unit, list(roles.items())))
        return found

    def _may(self, appointment: Appointment) -> bool:
        given = gives(appointment, ACCEPT, self.risk.owner_unit)
        return given and self._answer([held_role(appointment)]).given

    def deciders_in(self, unit: UUID | None) -> set[UUID]:
        """Return the keys of the people who may accept the risk by their roles in the unit."""
        return {
            user.pk
            for each in self.deciders
            if each.unit.pk == unit
            for _role, users in each.roles
            for user in users
        }

    def next_unit(self, access: Access) -> tuple[Unit, Deciders | None]:
        """Return where the user sends the risk: the nearest unit in which somebody else has mandate, and who.

        It is above where the risk waits and above where the user has mandate. If nobody there has mandate, it is
        the topmost unit, without deciders: the desk of the city, which never lacks one.
        """
        passed = self._passed(access)
        above = [each for each in self.deciders if each.unit not in passed]
        return (above[0].unit, above[0]) if above else (self.chain[-1], None)

    def _passed(self, access: Access) -> list[Unit]:
        """Return the units of the chain up to where the risk waits, or up to where the user has mandate."""
        stops = [unit for unit in self.chain if unit.pk == self.risk.waits_in_id]
        own = {each.unit_id for each in self.held_by(access) if self._may(each)}
        stops += [unit for unit in self.chain if unit.pk in own]
        last = max((self.chain.index(unit) for unit in stops), default=-1)
        return self.chain[: last + 1]


def held_role(appointment: Appointment) -> HeldRole[str]:
    """Return the appointment as the rules of mandates take it; its name is how its holder signs a decision."""
    unit, role = appointment.unit, appointment.role
    return HeldRole(role.code, unit.kind if unit else "", f"{role}, {unit}" if unit else str(role))


def may_settle(access: Access, risk: Risk) -> bool:
    """Whether the user decides where the risk waits, and so may send it back."""
    return (
        risk.waits_in is not None
        and access.may(ACCEPT, risk.owner_unit)
        and access.may(ACCEPT, risk.waits_in)
    )
