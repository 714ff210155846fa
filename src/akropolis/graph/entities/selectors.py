"""The city's legal entities on a day: class, sectors, supervisors, and registration status."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import LEGAL_ENTITY, UnitKind
from akropolis.graph.compliance.models import (
    EntityProfile,
    EntitySector,
    FinedAs,
    RegisteredField,
    Registration,
    RegistrationFact,
    SanctionCeiling,
    Sector,
    SizeLimit,
    SizeStep,
)
from akropolis.graph.compliance.rules.entities import (
    COVERED,
    Described,
    EntityClassProposal,
    EntitySize,
    EntityStatus,
    Kind,
    Limits,
    proposed,
    standing,
)
from akropolis.people.organisation.rules.tree import ways_up
from akropolis.shared.clocks.models import ClockRule
from akropolis.shared.clocks.rules.due import DueMoment
from akropolis.shared.clocks.selectors import ClockRuleBook
from akropolis.shared.year_wheel.models.evidence import DutyDone

READ, EDIT = f"{EntityProfile.permission}:read", f"{EntityProfile.permission}:edit"
CLOCK, FIRST_CLOCK = "nis2-registration", "nis2-registration-first"
"""Clock rules for registering a change, and for registering the entity the first time: keys of kept rows."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A legal entity on a day. `facts` and `registrations` include earlier ones.

    `due` is the clock rule and due moment of the longest waiting change, None if no change waits. `in_force`
    is the day from which the act required a first registration.
    """

    unit: Unit
    profile: EntityProfile | None
    sectors: Sequence[Sector]
    facts: Sequence[RegistrationFact]
    registrations: Sequence[Registration]
    proposal: EntityClassProposal
    due: tuple[ClockRule, DueMoment] | None
    day: date
    in_force: date | None

    @property
    def covered_from(self) -> date | None:
        """Return from when the act covers it, if it does: it must register as soon as possible (CSL 2 kap. 2 §)."""
        return max(self.in_force, self.unit.valid_from) if self.in_force else None

    @property
    def kind(self) -> str:
        """Return the decided class, empty until a class is decided."""
        return self.profile.entity_class if self.profile else ""

    @property
    def now(self) -> dict[str, RegistrationFact]:
        """Return field → the latest fact."""
        return {fact.field: fact for fact in self.facts}

    @property
    def changes(self) -> list[RegistrationFact]:
        """Return the facts that have not been reported in a registration, the longest waiting first."""
        return [fact for fact in self.facts if fact.registration_id is None]

    @property
    def lacking(self) -> list[RegisteredField]:
        """Return the fields of the registration for which no fact has been stated."""
        return [each for each in RegisteredField if each not in self.now]

    @property
    def last_day(self) -> date | None:
        """Return the last day for registering the longest waiting change; None before the first registration."""
        return self.due[1].last_day if self.due and self.registrations else None

    @property
    def standing(self) -> EntityStatus:
        """Return the status of the entity's registration."""
        latest = next(iter(self.registrations), None)
        return standing(
            self.kind,
            registered=latest is not None,
            confirmed=latest is not None and latest.confirmed_on is not None,
            changed=bool(self.changes),
            last_day=self.last_day,
            today=self.day,
        )

    @property
    def differs(self) -> bool:
        """Return whether the test today proposes another class than the decided one."""
        return bool(self.kind and self.proposal.kind) and self.kind != self.proposal.kind

    @property
    def version(self) -> int:
        """Return the sum of the facts' versions, which grows with each change of the facts."""
        return sum(fact.version for fact in self.facts)

    @property
    def supervisors(self) -> list[str]:
        """Return the supervisors of the entity's sectors, in the order of the sectors, each once."""
        return list(dict.fromkeys(sector.said("supervisor") for sector in self.sectors))


@dataclass
class Entities:
    """What one user sees of the city's legal entities on a day, in a fixed number of queries."""

    access: Access
    day: date
    permission: str = READ

    @cached_property
    def every(self) -> list[Entity]:
        """Return the legal entities that exist on the day and that the user may read, the city first."""
        units = Unit.objects.visible(self.access).filter(
            self.access.units(self.permission), kind__in=LEGAL_ENTITY
        )
        living = [unit for unit in units if unit.valid_on(self.day)]
        return self._of(sorted(living, key=lambda unit: (unit.kind != UnitKind.CITY, unit.sort_key)))

    def one(self, code: str) -> Entity:
        """Return the entity of the unit with that code. Raises Hidden for any other unit, and if not readable."""
        unit = Unit.objects.visible(self.access).one(code=code)
        if not unit.legal_entity:
            raise Hidden
        self.access.must(self.permission, unit)
        return self._of([unit])[0]

    def _of(self, units: Sequence[Unit]) -> list[Entity]:
        rows = EntityProfile.objects.visible(self.access).filter(unit__in=units).select_related("unit")
        profiles = {row.unit_id: row for row in rows}
        sectors = self._hanging(EntitySector, profiles.values(), "sector")
        facts = self._hanging(RegistrationFact, profiles.values(), "registration")
        sent = self._hanging(Registration, profiles.values(), "profile")
        waiting = {pk: _oldest_change_day(rows) for pk, rows in facts.items()}
        book = ClockRuleBook()
        found = []
        for unit in units:
            profile = profiles.get(unit.pk)
            pk = profile.pk if profile else None
            within = [link.sector for link in sectors.get(pk, ())]
            found.append(
                Entity(
                    unit,
                    profile,
                    within,
                    facts.get(pk, ()),
                    sent.get(pk, ()),
                    self.proposal(unit, profile, within),
                    book.due(CLOCK, day) if (day := waiting.get(pk)) else None,
                    self.day,
                    book.begins(FIRST_CLOCK),
                )
            )
        return found

    def _hanging[M: (EntitySector, RegistrationFact, Registration)](
        self, model: type[M], profiles: Collection[EntityProfile], related: str
    ) -> dict[UUID | None, list[M]]:
        """Return profile → its rows of the model, with `related` joined."""
        found: defaultdict[UUID | None, list[M]] = defaultdict(list)
        for row in model.objects.visible(self.access).filter(profile__in=profiles).select_related(related):
            found[row.profile_id].append(row)
        return found

    def proposal(
        self, unit: Unit, profile: EntityProfile | None, sectors: Iterable[Sector]
    ) -> EntityClassProposal:
        """Return the class that the test proposes for the entity, by the size limits of the day."""
        annexes = frozenset(int(sector.annex) for sector in sectors)
        size, holds = (profile.size, profile.holds) if profile else (EntitySize(unit.employees), frozenset())
        municipality = unit.kind == UnitKind.CITY
        return proposed(Described(municipality, size, annexes, holds), self.limits)

    @cached_property
    def size_limits(self) -> dict[str, SizeLimit]:
        """Return size → the row with its limits."""
        return {row.step: row for row in SizeLimit.in_force(self.access, self.day)}

    @property
    def limits(self) -> Limits:
        """Return the size limits in the form that the rules use."""
        found = {step: row.as_size for step, row in self.size_limits.items()}
        return Limits(found.get(SizeStep.MEDIUM), found.get(SizeStep.LARGE))

    def ceilings(self, entity: Entity) -> list[SanctionCeiling]:
        """Return its ceilings of sanction fees: of the act by its class, and of the GDPR by what it is."""
        wanted = fined_as(entity.unit, entity.kind)
        return [row for row in SanctionCeiling.in_force(self.access, self.day) if row.fined in wanted]


def fined_as(unit: Unit, kind: str) -> set[FinedAs]:
    """Return what the entity is fined as. A municipal company counts as private (CSL 1 kap. 2 § 9 and 17)."""
    if unit.kind == UnitKind.CITY:
        return {FinedAs.AUTHORITY} | ({FinedAs.PUBLIC} if kind in COVERED else set())
    by_class = {Kind.ESSENTIAL: FinedAs.ESSENTIAL, Kind.IMPORTANT: FinedAs.IMPORTANT}
    return {FinedAs.COMPANY, *(fined for kept, fined in by_class.items() if kept == kind)}


def _oldest_change_day(facts: Iterable[RegistrationFact]) -> date | None:
    """Return the day from which the longest waiting change is true; None if no change waits."""
    return min((fact.true_from for fact in facts if fact.registration_id is None), default=None)


def trust_services(units: Sequence[Unit]) -> set[UUID]:
    """Return units whose legal entity provides trust services: the law's hours hold for all users. Two queries."""
    if not units:
        return set()
    because = "who provides trust services has other hours, whoever opens its track"
    holds = Q(trust_service=True) | Q(qualified_trust=True)
    profiles = EntityProfile.objects.unscoped(because=because).filter(holds)
    providers = set(profiles.values_list("unit_id", flat=True))
    return {unit for unit, entity in entities_of(units).items() if entity.pk in providers}


def entities_of(units: Iterable[Unit]) -> dict[UUID, Unit]:
    """Return unit → its legal entity: the unit itself or the nearest one above it. One query."""
    ways = {unit.pk: ways_up(unit.path) for unit in units}
    rows = Unit.objects.unscoped(because="names of units are no secret within the city")
    rows = rows.filter(path__in={way for each in ways.values() for way in each}, kind__in=LEGAL_ENTITY)
    places = {entity.path: entity for entity in rows}
    nearest = {unit: max(places.keys() & {*way}, key=len, default="") for unit, way in ways.items()}
    return {unit: places[path] for unit, path in nearest.items() if path}


def decided_profiles(entities: Iterable[Unit]) -> dict[UUID, EntityProfile]:
    """Return legal entity → profile, for the entities whose class is decided. One query."""
    because = "whether the act covers an entity decides what it must report, whoever leads the event"
    rows = EntityProfile.objects.unscoped(because=because).filter(unit__in=list(entities))
    return {row.unit_id: row for row in rows.exclude(entity_class="")}


def registered_between(access: Access, first: date, last: date) -> Iterator[DutyDone]:
    """Yield the registrations sent on those days, of those that the user may read."""
    rows = Registration.objects.visible(access).filter(sent_on__range=(first, last))
    for unit, day, receipt in rows.values_list("profile__unit", "sent_on", "receipt"):
        yield DutyDone(unit, day, receipt or gettext("Registration"))
