"""A shared service from both sides: who depends on it with what, and each unit's statements and questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.assets.models.nodes import nodes_answered_for
from akropolis.graph.assets.rules.graph import NO_LEVELS
from akropolis.graph.assets.selectors.demands import DemandPath, demand_at_end, own_levels, reaches
from akropolis.graph.assets.selectors.floods import archived
from akropolis.graph.assets.selectors.sight import Sight, VisibleNode
from akropolis.graph.information.models import InformationSet
from akropolis.graph.offers.models import ControllerRole, Controllership, Question
from akropolis.graph.offers.rules.gaps import LevelGap, gaps
from akropolis.graph.offers.rules.shared import highest, highest_demands, statements_by_authority
from akropolis.graph.offers.selectors.offers import Stated, stated
from akropolis.shared.classification.rules.aspects import ORDER, Aspect

BECAUSE = "when what a reader sees in summary was classified is a part of its summary"
READ_INFORMATION = f"{InformationSet.permission}:read"
MANY = 1000
"""Above this number of information sets, all of them are read instead of filtered by id."""

type Facts = tuple[date | None, date | None, bool]
"""When a set was classified, the last day of its decision, and whether the set is handled outside the system."""


@dataclass(frozen=True, slots=True)
class Use:
    """An information set that depends on the service. `demanded` is what it demands there, `own` its own levels."""

    seen: VisibleNode
    own: Mapping[str, int | None]
    demanded: Mapping[str, int | None]
    distance: int
    classified_on: date | None = None
    valid_to: date | None = None
    pointer: bool = False
    expired: bool = False

    @property
    def decided(self) -> bool:
        """Tell whether the set has a decision, or is handled outside the system."""
        return self.pointer or any(level is not None for level in self.own.values())


@dataclass(frozen=True, slots=True)
class Consumer:
    """A unit with something that depends on the service. `things` is the number of its nodes except information."""

    unit: Unit
    authority: Unit
    own: bool
    uses: tuple[Use, ...]
    things: int
    gaps: tuple[LevelGap, ...]
    controllership: Controllership | None = None
    demanded: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def undecided(self) -> list[Use]:
        """Return the unit's information sets on the service that have no decision."""
        return [use for use in self.uses if not use.decided]

    @property
    def expired(self) -> list[Use]:
        """Return the unit's information sets whose decision has expired; a decision counts until it is replaced."""
        return [use for use in self.uses if use.expired]

    @property
    def silent(self) -> bool:
        """Tell whether none of the unit's own information on the service is classified."""
        return not any(use.decided for use in self.uses)


class Shared:
    """What one user may see of a node's consumers and operator on a day. Caches what it reads."""

    def __init__(self, access: Access, node: Node, day: date) -> None:
        self.access, self.node, self.day = access, node, day
        self.units, self.sight = Units(), Sight(access, day=day)

    @cached_property
    def operates(self) -> bool:
        """Tell whether the user is responsible for the node, and so sees all its consumers."""
        mine = Node.objects.visible(self.access).filter(nodes_answered_for(self.access), pk=self.node.pk)
        return bool(mine.exists())

    @cached_property
    def offer(self) -> Stated | None:
        """Return the node's latest offer; None if it has none that the user may see."""
        return stated(self.access, self.day, [self.node.pk]).get(self.node.pk)

    @cached_property
    def consumers(self) -> list[Consumer]:
        """Return the units that depend on the node.

        All of them if the user is responsible for the node, else the user's own. The most demanding come
        first, and those that have classified nothing last.
        """
        found = [self._consumer(unit, nodes) for unit, nodes in self._by_unit.items()]
        return sorted(found, key=_order)

    @cached_property
    def silent(self) -> list[Consumer]:
        """Return the consumers that have classified none of their information on the service."""
        return [consumer for consumer in self.consumers if consumer.silent]

    @cached_property
    def most(self) -> dict[Aspect, tuple[int, list[Unit]]]:
        """Return a dict from aspect to the highest demand and the units that make it."""
        by_id = {consumer.unit.pk: consumer.demanded for consumer in self.consumers}
        return {
            a: (level, [self.units[key] for key in keys])
            for a, (level, keys) in highest_demands(by_id).items()
        }

    @cached_property
    def statements(self) -> list[Controllership]:
        """Return the statements on controllership of the node that the user may read, sorted by unit."""
        rows = Controllership.objects.visible(self.access).filter(node=self.node).select_related("unit")
        return list(rows.order_by("unit__sort_key"))

    @cached_property
    def stated(self) -> dict[UUID, Controllership]:
        """Return a dict from the id of an authority or company to its valid statement on controllership."""
        return statements_by_authority(
            self.statements,
            own=lambda row: row.unit.own_authority,
            authority=lambda row: a.pk if (a := self.units.controller(row.unit_id)) else None,
            order=lambda row: ControllerRole.values.index(row.role),
        )

    def controllership(self, unit: Unit) -> Controllership | None:
        """Return the statement that applies to the unit: that of the authority or company it is or belongs to."""
        return self.stated.get(self.units.authority(unit.pk).pk)

    @cached_property
    def questions(self) -> list[Question]:
        """Return the questions that the user may read: unanswered ones first, then latest first."""
        rows = Question.objects.visible(self.access).filter(node=self.node).select_related("unit", "node")
        return sorted(rows, key=lambda row: row.answered_at is not None)

    def mine(self, unit: Unit) -> bool:
        """Tell whether the user may read the unit's own information."""
        return self.access.may(READ_INFORMATION, unit)

    # Who stands on it

    @cached_property
    def _reaches(self) -> Mapping[int, DemandPath]:
        own = own_levels()
        top = max((level for levels in own.values() for level in levels), default=0)
        gone = archived(self.day)
        return {
            node: reach for node, reach in reaches(self.node.pk, self.day, top).items() if node not in gone
        }

    @cached_property
    def _by_unit(self) -> dict[UUID, list[tuple[int, str, UUID]]]:
        rows = Node.objects.unscoped(because="a unit that stands on a service is known to who answers for it")
        found: dict[UUID, list[tuple[int, str, UUID]]] = {}
        columns = ("pk", "kind", "record", "owner_unit_id")
        for pk, kind, record, unit in rows.order_by("sort_key", "pk").values_list(*columns).iterator():
            if pk in self._reaches and (self.operates or self.mine(self.units[unit])):
                found.setdefault(unit, []).append((pk, kind, record))
        return found

    @cached_property
    def _uses(self) -> dict[int, Use]:
        nodes = [
            (pk, record)
            for found in self._by_unit.values()
            for pk, kind, record in found
            if kind == NodeKind.INFORMATION
        ]
        own, seen = (
            own_levels([pk for pk, _record in nodes]),
            self.sight.of(pk for pk, _record in nodes),
        )
        facts = _decisions(record for _pk, record in nodes)
        return {pk: self._use(seen[pk], own.get(pk), facts.get(record)) for pk, record in nodes if pk in seen}

    def _use(self, seen: VisibleNode, own: tuple[int, ...] | None, facts: Facts | None) -> Use:
        reach = self._reaches[seen.id]
        classified_on, valid_to, pointer = facts or (None, None, False)
        levels: dict[str, int | None] = {
            a: None if level < 0 else level for a, level in zip(ORDER, own or NO_LEVELS, strict=True)
        }
        return Use(
            seen,
            levels,
            demand_at_end(own or NO_LEVELS, reach),
            reach.distance,
            classified_on,
            valid_to,
            pointer,
            expired=valid_to is not None and valid_to < self.day,
        )

    def _consumer(self, key: UUID, nodes: list[tuple[int, str, UUID]]) -> Consumer:
        unit, offer = self.units[key], self.offer
        uses = tuple(self._uses[pk] for pk, _kind, _record in nodes if pk in self._uses)
        demanded = highest(use.demanded for use in uses)
        return Consumer(
            unit,
            self.units.authority(key),
            self._of_the_house(key),
            uses,
            sum(kind != NodeKind.INFORMATION for _pk, kind, _record in nodes),
            gaps(demanded, offer.levels if offer else None, counts=bool(offer and offer.counts)),
            self.controllership(unit),
            demanded,
        )

    def _of_the_house(self, unit: UUID) -> bool:
        answering = (self.node.owner_unit_id, self.node.operator_unit_id)
        return any(each is not None and self.units.same(unit, each) for each in answering)


def _order(consumer: Consumer) -> tuple[object, ...]:
    levels = sorted((level or 0 for level in consumer.demanded.values()), reverse=True)
    return consumer.silent, [-level for level in levels], consumer.unit.sort_key


def _decisions(records: Iterable[UUID]) -> dict[UUID, Facts]:
    wanted = set(records)
    rows = InformationSet.objects.unscoped(because=BECAUSE).order_by()
    if len(wanted) <= MANY:
        rows = rows.filter(pk__in=wanted)
    every = rows.values_list("pk", "classified_on", "valid_to", "pointer").iterator()
    return {pk: (on, to, pointer) for pk, on, to, pointer in every if pk in wanted}


def unanswered(access: Access) -> list[Question]:
    """Return the questions that the user is to answer, oldest first: as the operator, or as owner without operator."""
    permission = f"{Question.permission}:edit"
    operated = access.asked(permission, "node__operator_unit")
    owned = access.asked(permission, "node__owner_unit") & Q(node__operator_unit__isnull=True)
    rows = Question.objects.visible(access).filter(operated | owned, answered_at__isnull=True)
    return list(rows.select_related("unit", "node").order_by("asked_at", "id"))
