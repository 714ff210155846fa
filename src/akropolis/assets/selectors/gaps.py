"""Gaps between what is demanded and what is offered, per unit and thing, with how each aspect stands.

A thing's own units (its owner, and an operator of another authority) answer for all that is demanded of it. Any other
unit that stands on it has the gap that its own makes: what its information demands there, on any way, and what its
services do. Where one authority has a hand in both ends, that is its own matter and no gap of the other unit's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from uuid import UUID

from akropolis.actions.models import ActionStatus
from akropolis.assets.models import GapAction, GapException, Node, NodeLevel
from akropolis.assets.rules.gaps import Acceptance, Gap, gaps, standing
from akropolis.assets.rules.graph import levels as stored_as
from akropolis.assets.rules.permissions import GAP
from akropolis.assets.selectors.demands import MANY, Onward, edges, own_levels
from akropolis.assets.selectors.gap_rows import (
    ALL,
    Carrier,
    Line,
    Row,
    Thing,
    Wanted,
    Work,
    narrowed,
)
from akropolis.assets.selectors.offers import CARRIERS, Stated, stated
from akropolis.assets.selectors.units import Units
from akropolis.classification.rules.aspects import ORDER
from akropolis.classification.rules.propagation import Levels
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit

READ, EDIT, ACCEPT = f"{GAP}:read", f"{GAP}:edit", f"{GAP}:accept"
BECAUSE = "which units stand on a thing is asked of every dependency; only the reader's own units are kept"

type Key = tuple[int, UUID, str]
"""Node, unit, aspect."""
type Demand = tuple[dict[str, int | None], dict[str, int]]
"""Per aspect the level, and the node that demands it."""


class Gaps:
    """The gaps that one person may see on a day. Reads the graph once; ask the same one for everything on a page."""

    def __init__(self, access: Access, day: date) -> None:
        self.access, self.day, self.units = access, day, Units()

    def rows(self, wanted: Wanted = ALL) -> list[Row]:
        """The rows, the worst first, each with the aspects that are asked for."""
        return sorted(
            narrowed((*self._answered(wanted), *self._consumed(wanted)), wanted), key=lambda row: row.order
        )

    def row(self, node: Node, unit: Unit) -> Row | None:
        """The gaps of that unit at that thing, or None when it has none or they are not the person's to see."""
        found = self.rows(Wanted(node=node.record, unit=unit.code))
        return next((row for row in found if row.unit.pk == unit.pk), None)

    def with_sources(self, rows: Iterable[Row]) -> list[Row]:
        """The rows with the node that set each demand. One query."""
        rows = list(rows)
        carriers = {carrier for row in rows for carrier in row.carriers.values()}
        levels = NodeLevel.objects.order_by()
        if len(carriers) <= MANY:
            levels = levels.filter(node_id__in=carriers)
        stored = levels.values_list("node_id", "aspect", "source_id").iterator()
        source = {(node, ORDER[aspect]): found for node, aspect, found in stored if node in carriers}
        return [
            replace(
                row,
                lines=tuple(
                    replace(line, source=source.get((row.carriers[line.gap.aspect], line.gap.aspect)))
                    for line in row.lines
                ),
            )
            for row in rows
        ]

    # Whose gaps

    @cached_property
    def mine(self) -> frozenset[UUID]:
        """The units whose gaps the person may read."""
        return frozenset(unit.pk for unit in self.units if self.access.may(READ, unit))

    def _answered(self, wanted: Wanted) -> Iterator[Row]:
        for thing in self._chosen(wanted).values():
            for unit, readers in self._answering(thing):
                if readers & self.mine:
                    yield from self._row(
                        thing, unit, thing.demanded, dict.fromkeys(ORDER, thing.pk), whole=True
                    )

    def _answering(self, thing: Thing) -> Iterator[tuple[UUID, set[UUID]]]:
        """The units that answer for the thing, each with those whose people may read its gaps there."""
        if thing.operator is None or thing.operator == thing.owner:
            yield thing.owner, {thing.owner}
        elif self.units.same(thing.owner, thing.operator):
            yield thing.owner, {thing.owner, thing.operator}
        else:
            yield thing.owner, {thing.owner}
            yield thing.operator, {thing.operator}

    def _consumed(self, wanted: Wanted) -> Iterator[Row]:
        things = self._chosen(wanted)
        for (node, unit), (demanded, carriers) in self._demanded_by_own(things).items():
            yield from self._row(things[node], unit, demanded, carriers, whole=False)

    def _demanded_by_own(self, things: Mapping[int, Thing]) -> dict[tuple[int, UUID], Demand]:
        """For things of others that the reader's units stand on: what a unit's own demands, and which node does so."""
        found: dict[tuple[int, UUID], Demand] = {}
        for tail, head, most in edges(self.day, things):
            thing, carrier = things.get(head), self._carriers.get(tail)
            if thing is None or carrier is None or self._one_house(carrier, thing):
                continue
            demanded, carriers = found.setdefault((head, carrier.owner), (dict.fromkeys(ORDER), {}))
            for aspect, level, cap in zip(ORDER, carrier.levels, most, strict=True):
                passed, before = min(level, cap), demanded[aspect]
                if passed >= 0 and (before is None or passed > before):
                    demanded[aspect], carriers[aspect] = passed, tail
        self._add_information(found)
        return found

    def _add_information(self, found: Mapping[tuple[int, UUID], Demand]) -> None:
        """What the units' information demands of the same things on any way; it tells more than what lies between."""
        onward = Onward(self.day)
        answers = {
            unit: onward.of(self._information.get(unit, {})) for unit in {unit for _node, unit in found}
        }
        for (node, unit), (demanded, carriers) in found.items():
            for aspect, (level, _distance, _via, source) in zip(
                ORDER, answers[unit].get(node, ()), strict=False
            ):
                if level >= 0 and level >= (demanded[aspect] or 0):
                    demanded[aspect], carriers[aspect] = level, source

    @cached_property
    def _information(self) -> dict[UUID, dict[int, Levels]]:
        """The units' information with its own levels."""
        found: dict[UUID, dict[int, Levels]] = {}
        for node, own in own_levels().items():
            if (carrier := self._carriers.get(node)) is not None:
                found.setdefault(carrier.owner, {})[node] = own
        return found

    @cached_property
    def _carriers(self) -> dict[int, Carrier]:
        rows = Node.objects.unscoped(because=BECAUSE).filter(archived_at=None, owner_unit_id__in=self.mine)
        every = rows.order_by().values_list("pk", "owner_unit_id", "operator_unit_id", *ORDER).iterator()
        return {pk: Carrier(owner, operator, stored_as(levels)) for pk, owner, operator, *levels in every}

    def _one_house(self, carrier: Carrier, thing: Thing) -> bool:
        ends = ((carrier.owner, carrier.operator), (thing.owner, thing.operator))
        return any(self.units.same(a, b) for a in ends[0] for b in ends[1] if a and b)

    # What of

    def _chosen(self, wanted: Wanted) -> Mapping[int, Thing]:
        return {
            pk: thing
            for pk, thing in self._things.items()
            if wanted.kind in ("", thing.kind) and wanted.node in (None, thing.record)
        }

    @cached_property
    def _things(self) -> dict[int, Thing]:
        names = ("pk", "record", "kind", "number", "name", "sort_key", "owner_unit_id", "operator_unit_id")
        rows = Node.objects.visible(self.access).filter(kind__in=CARRIERS, archived_at=None).order_by()
        found = {}
        for pk, *facts in rows.values_list(*names, *ORDER).iterator():
            record, kind, number, name, sort_key, owner, operator, *levels = facts
            demanded = dict(zip(ORDER, levels, strict=True))
            found[pk] = Thing(pk, record, kind, number, name, sort_key, owner, operator, demanded)
        return found

    # How each stands

    def _row(
        self,
        thing: Thing,
        unit: UUID,
        demanded: Mapping[str, int | None],
        carriers: Mapping[str, int],
        *,
        whole: bool,
    ) -> Iterator[Row]:
        offer = self._offers.get(thing.pk)
        found = gaps(demanded, offer.levels if offer else None, counts=bool(offer and offer.counts))
        if found:
            lines = tuple(self._line(gap, (thing.pk, unit, gap.aspect)) for gap in found)
            yield Row(thing, self.units[unit], whole, demanded, offer, lines, carriers)

    def _line(self, gap: Gap, key: Key) -> Line:
        exception, works = self._accepted.get(key), tuple(self._works.get(key, ()))
        accepted = (
            Acceptance(exception.demanded, exception.offered, exception.valid_to) if exception else None
        )
        done = sum(work.status == ActionStatus.DONE for work in works)
        running = sum(work.running for work in works)
        stands = standing(gap, accepted=accepted, running=running, finished=done, day=self.day)
        return Line(gap, stands, exception, works)

    @cached_property
    def _offers(self) -> dict[int, Stated]:
        return stated(self.access, self.day)

    @cached_property
    def _accepted(self) -> dict[Key, GapException]:
        rows = GapException.objects.visible(self.access).order_by("decided_on", "created_at", "id")
        return {(row.node_id, row.unit_id, row.aspect): row for row in rows}

    @cached_property
    def _works(self) -> dict[Key, list[Work]]:
        rows = GapAction.objects.visible(self.access).filter(action__archived_at=None).order_by("created_at")
        found: dict[Key, list[Work]] = {}
        columns = ("node_id", "unit_id", "aspect", "action_id", "action__status", "action__due_on")
        for node, unit, aspect, *work in rows.values_list(*columns):
            found.setdefault((node, unit, aspect), []).append(Work(*work))
        return found
