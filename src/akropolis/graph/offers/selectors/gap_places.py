"""Where gaps are possible: the demands on each thing (node that can offer something) per unit, unscoped.

Computed over the whole graph and cached (`assets.selectors.kept`); `offers.selectors.gaps` filters the
result by what a user may see, and compares it to what is offered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from akropolis.base.kernel.access.authorities import units
from akropolis.graph.assets.models import Node, Platform
from akropolis.graph.assets.models.services import PARTS
from akropolis.graph.assets.rules.graph import levels as stored_as
from akropolis.graph.assets.selectors.demands import Onward, edges, own_levels
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.offers.selectors.gap_rows import DemandSource, GapThing, Side
from akropolis.graph.offers.selectors.offers import CARRIERS
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.rules.propagation import Edge, Levels

BECAUSE = (
    "which units stand on a thing is asked of every dependency; who may see it is asked where it is shown"
)
THING = ("pk", "record", "kind", "number", "name", "sort_key", "owner_unit_id", "operator_unit_id")

type Demand = tuple[dict[str, int | None], dict[str, int]]
"""Demanded level per aspect, and per aspect the node that demands it."""


@dataclass(frozen=True, slots=True)
class GapPlace:
    """The demands on a thing in one unit, at `path`. Readable with the right to read gaps in one of
    `readers`.

    `whole`, `side`, `demanded` and `carriers` mean the same as in `GapRow`; `levels` is the demand, 0 where
    it is unknown.
    """

    thing: GapThing
    unit: UUID
    path: str
    readers: frozenset[UUID]
    whole: bool
    side: Side
    demanded: Mapping[str, int | None]
    carriers: Mapping[str, int]
    levels: tuple[int, ...]


def places(day: date) -> list[GapPlace]:
    """Return every place where a gap is possible on the day, by the current graph."""
    return list(_Places(day).all())


class _Places:
    """Computes the places where gaps are possible from the graph, which is read once."""

    def __init__(self, day: date) -> None:
        self.day, self.units = day, cached_graph(units, day)
        self._authorities: dict[tuple[UUID | None, ...], frozenset[UUID]] = {}
        living = Node.objects.unscoped(because=BECAUSE).filter(archived_at=None).order_by()
        parts = Platform.objects.unscoped(because=BECAUSE).filter(PARTS).order_by().values("pk")
        whole = living.filter(kind__in=CARRIERS).exclude(record__in=parts)
        things = whole.values_list(*THING, *ORDER).iterator()

        self.things = {row[0]: _thing(*row) for row in things}
        every = living.values_list("pk", "owner_unit_id", "operator_unit_id", *ORDER).iterator()
        self.carriers = {pk: DemandSource(own, other, stored_as(levels)) for pk, own, other, *levels in every}
        self.houses = {pk: self._house(each.owner, each.operator) for pk, each in self.carriers.items()}

    def all(self) -> Iterator[GapPlace]:
        """Yield the places of the units responsible for each thing, and of the other units that depend on it."""
        for thing in self.things.values():
            demand = dict(thing.demanded), dict.fromkeys(map(str, ORDER), thing.pk)
            for unit, readers, side in self._answering(thing):
                yield self._place(thing, unit, readers, demand, whole=True, side=side)
        for (node, unit), demand in self._demanded_by_own().items():
            yield self._place(self.things[node], unit, {unit}, demand, whole=False, side=Side.OTHERS)

    def _place(
        self, thing: GapThing, unit: UUID, readers: set[UUID], demand: Demand, *, whole: bool, side: Side
    ) -> GapPlace:
        demanded, carriers = demand
        levels = tuple(demanded[aspect] or 0 for aspect in ORDER)
        path = self.units[unit].path
        return GapPlace(thing, unit, path, frozenset(readers), whole, side, demanded, carriers, levels)

    def _answering(self, thing: GapThing) -> Iterator[tuple[UUID, set[UUID], Side]]:
        """Yield the units responsible for the thing, its side, and the units whose members may read the gaps there."""
        if thing.operator is None or thing.operator == thing.owner:
            yield thing.owner, {thing.owner}, Side.OPERATES
        elif self.units.same(thing.owner, thing.operator):
            yield thing.owner, {thing.owner, thing.operator}, Side.OPERATES
        else:
            yield thing.owner, {thing.owner}, Side.OTHERS
            yield thing.operator, {thing.operator}, Side.OPERATES

    def _demanded_by_own(self) -> dict[tuple[int, UUID], Demand]:
        """Return what each unit's own nodes demand of others' things that it depends on, and which node does."""
        found: dict[tuple[int, UUID], Demand] = {}
        every = list(edges(self.day))
        for tail, head, most in every:
            thing, carrier = self.things.get(head), self.carriers.get(tail)
            if thing is None or carrier is None or not self.houses[tail].isdisjoint(self.houses[head]):
                continue
            demanded, carriers = found.setdefault((head, carrier.owner), (dict.fromkeys(ORDER), {}))
            for aspect, level, cap in zip(ORDER, carrier.levels, most, strict=True):
                passed, before = min(level, cap), demanded[aspect]
                if passed >= 0 and (before is None or passed > before):
                    demanded[aspect], carriers[aspect] = passed, tail
        self._add_information(found, every)
        return found

    def _add_information(self, found: Mapping[tuple[int, UUID], Demand], every: Sequence[Edge]) -> None:
        """Add what the units' information demands of the same things on any path; it wins over the nodes between."""
        onward, information = Onward(self.day, every), self._information()
        answers = {unit: onward.of(information.get(unit, {})) for unit in {unit for _node, unit in found}}
        for (node, unit), (demanded, carriers) in found.items():
            for aspect, (level, _distance, _via, source) in zip(
                ORDER, answers[unit].get(node, ()), strict=False
            ):
                if level >= 0 and level >= (demanded[aspect] or 0):
                    demanded[aspect], carriers[aspect] = level, source

    def _information(self) -> dict[UUID, dict[int, Levels]]:
        """Return a dict from unit to its information nodes with their own levels."""
        found: dict[UUID, dict[int, Levels]] = {}
        for node, own in own_levels().items():
            if (carrier := self.carriers.get(node)) is not None:
                found.setdefault(carrier.owner, {})[node] = own
        return found

    def _house(self, *units: UUID | None) -> frozenset[UUID]:
        """Return the ids of the authorities that the given units belong to; a unit that is None is ignored."""
        if units not in self._authorities:
            self._authorities[units] = frozenset(self.units.authority(unit).pk for unit in units if unit)
        return self._authorities[units]


def _thing(
    pk: int,
    record: UUID,
    kind: str,
    number: str,
    name: str,
    sort_key: str,
    owner: UUID,
    operator: UUID | None,
    *levels: int | None,
) -> GapThing:
    demanded: dict[str, int | None] = dict(zip(ORDER, levels, strict=True))
    return GapThing(pk, record, kind, number, name, sort_key, owner, operator, demanded)
