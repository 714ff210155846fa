"""What an outage or a breach of a node reaches, as one user may see it: in figures, and row by row.

Rows are nodes that the user sees in full or in summary. Masked nodes are shown only on the paths to rows,
and are not counted.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from uuid import UUID

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.lib.numbers import id_in
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.assets.selectors.floods import CHUNK, read_graph
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.assets.selectors.sight import Sight, VisibleNode, Way
from akropolis.graph.blast_radius.rules.radius import (
    HIDDEN,
    FloodReach,
    Levels,
    RadiusEvent,
    RadiusTotals,
    ReachedRow,
    UnknownOfRow,
    Ways,
    authority,
    compute_reach,
    highest_row,
    most_urgent,
    totals,
    ways,
    worst_first,
)
from akropolis.graph.blast_radius.selectors import facts
from akropolis.graph.blast_radius.selectors.earlier import levels_on
from akropolis.graph.blast_radius.selectors.facts import Fact, FactKind, Opens
from akropolis.graph.offers.models import ControllerRole, Controllership
from akropolis.graph.offers.rules.shared import statements_by_authority
from akropolis.shared.classification.rules.aspects import ORDER, in_letters

BECAUSE = "what is reached is worked out past the gate; sight decides which of it is shown"
MANY = 1000
"""Above this number of nodes, reading all is cheaper than filtering by id."""
COLUMNS = ("pk", "kind", "owner_unit__code", "people", "outage", "sort_key", *ORDER)
URGENT = 3
"""Maximum number of processes named for their short tolerated outage."""
CONTROLS = (ControllerRole.CONTROLLER, ControllerRole.JOINT)


@dataclass(frozen=True, slots=True)
class ReachedUnit:
    """A unit with the totals of what is reached there. `ended` if the unit no longer existed on the day."""

    unit: Unit
    totals: RadiusTotals
    open: Mapping[FactKind, int]
    ended: bool = False


@dataclass(frozen=True, slots=True)
class DataController:
    """The controller of the personal data. `stated` if the unit has stated it, else by the organisation alone."""

    unit: Unit
    stated: bool


@dataclass(frozen=True, slots=True)
class RadiusLine:
    """A row with its display data. `steps` are the nodes of a shortest path from the start to the row, both
    included.

    `levels` are those on the day asked about. `outage` in minutes is None when unknown, HIDDEN if the user
    may not see it.
    """

    seen: VisibleNode
    row: ReachedRow
    unit: Unit
    steps: tuple[VisibleNode, ...]
    controller: DataController | None
    levels: str
    facts: Sequence[Fact]


class Radius:
    """What an event reaches. In `rows` and `hit` the hardest hit unit comes first; within a unit the nearest
    rows come first.

    `left` is the number of rows left out for an earlier day, because they now belong to units that did not
    exist then.
    """

    def __init__(self, access: Access, node: Node, event: RadiusEvent, day: date, found: "_Found") -> None:
        self.access, self.node, self.event, self.day = access, node, event, day
        self.earlier = day < timezone.localdate()
        self._reach, self._view, self._units = found.reach, found.view, found.units
        self._by_path = {unit.path: unit for unit in found.units.values()}
        self.left = found.left
        self.opens: Opens = {kind: {} for kind in FactKind} if self.earlier else facts.open_facts(access)
        self.whole, per_unit = totals(found.rows)
        ordered = sorted(per_unit, key=lambda unit: found.units[unit].sort_key)
        ordered = worst_first({unit: per_unit[unit] for unit in ordered}, event)
        place = {unit: rank for rank, unit in enumerate(ordered)}
        self.rows: Sequence[ReachedRow] = sorted(
            found.rows, key=lambda row: (place[row.unit], row.distance, row.order, row.node)
        )
        counted = self._open_by_unit()
        self.hit: Sequence[ReachedUnit] = [
            ReachedUnit(
                found.units[unit], per_unit[unit], counted.get(unit, {}), self.ended(found.units[unit])
            )
            for unit in ordered
        ]

    @property
    def complete(self) -> bool:
        """Tell whether the user sees everything that can be reached."""
        return self._view.whole

    def ended(self, unit: Unit) -> bool:
        """Tell whether the unit had ended before the day."""
        return unit.valid_to is not None and unit.valid_to < self.day

    def unit_at(self, path: str) -> Unit | None:
        """Return the unit with that path; None if there is none."""
        return self._by_path.get(path)

    def authority_of(self, unit: Unit) -> Unit | None:
        """Return the authority that the unit is or belongs to, which is the controller unless otherwise stated."""
        return authority(unit, self.unit_at)

    def chosen(self, *, unit: str = "", kind: str = "", missing: str = "") -> Sequence[ReachedRow]:
        """Return the rows of that unit and kind in which the fact `missing` is unknown; "" filters nothing."""
        rows = self.rows
        if unit:
            rows = [row for row in rows if row.unit == unit]
        if kind:
            rows = [row for row in rows if row.kind == kind]
        return [row for row in rows if row.lacks(UnknownOfRow(missing))] if missing else rows

    def highest(self) -> "RadiusLine | None":
        """Return a row with the highest levels in the aspects that the event harms; None if there is none."""
        best = highest_row(self.rows, self.whole, self.event)
        return self.shown([best])[0] if best else None

    @cached_property
    def urgent(self) -> Sequence["RadiusLine"]:
        """Return the processes with the shortest tolerated outages."""
        return self.shown(most_urgent(self.rows, URGENT))

    def open_count(self, kind: FactKind) -> int:
        """Return the number of different open facts of the kind, at the node itself and at the nodes reached."""
        reached = {row.node for row in self.rows} | {self.node.pk}
        return len({key for node, keys in self.opens[kind].items() if node in reached for key in keys})

    def shown(self, rows: Sequence[ReachedRow]) -> list[RadiusLine]:
        """Return the rows with their display data. A fixed number of queries, whatever the number of rows."""
        ways = {row.node: self._reach.way(row.node) for row in rows}
        on_the_way = {step for way in ways.values() for step in way}
        seen = self._view.told(on_the_way)
        controllers = (
            None if self.earlier else _Controllers(self.access, on_the_way, self._units, self._by_path)
        )
        known = facts.list_facts(self.access, self.opens, [row.node for row in rows])
        return [
            RadiusLine(
                seen[row.node],
                row,
                self._units[row.unit],
                tuple(seen[step] for step in ways[row.node] if step in seen),
                controllers.of(row, ways[row.node]) if controllers else None,
                in_letters(dict(zip(ORDER, row.levels, strict=True))),
                known[row.node],
            )
            for row in rows
            if row.node in seen
        ]

    def _open_by_unit(self) -> dict[str, dict[FactKind, int]]:
        units = {row.node: row.unit for row in self.rows}
        found: dict[str, dict[FactKind, set[UUID]]] = {}
        for kind, by_node in self.opens.items():
            for node, keys in by_node.items():
                if node in units:
                    found.setdefault(units[node], {}).setdefault(kind, set()).update(keys)
        return {unit: {kind: len(keys) for kind, keys in kinds.items()} for unit, kinds in found.items()}


@dataclass(frozen=True, slots=True)
class _Found:
    reach: FloodReach
    rows: Sequence[ReachedRow]
    units: Mapping[str, Unit]
    view: "_View"
    left: int = 0


def _ways(event: RadiusEvent, day: date) -> Ways:
    whole = cached_graph(read_graph, day)
    return ways(whole.links, event, whole.gone)


WAYS: Mapping[RadiusEvent, Callable[[date], Ways]] = {event: partial(_ways, event) for event in RadiusEvent}
"""Per event, a function that computes where it runs on a day; the results are cached by function and day."""


def radius(access: Access, node: Node, event: RadiusEvent, day: date | None = None) -> Radius:
    """Compute what the event reaches from the node, on the day or today. A day without dependencies is no
    error.

    The caller must have read the node through the gate. For an earlier day, the dependencies are those in
    force then, and the levels follow from the decisions taken by then. Numbers of people, tolerated outages,
    controllers and open facts are not stored by day and are left out, as are rows of units formed since.
    Names are today's.
    """
    today = timezone.localdate()
    day = day or today
    found = compute_reach(cached_graph(WAYS[event], day), node.pk)
    view = _View(Sight(access, day=day), node.pk)
    nodes = view.rows(found.distance.keys() - {node.pk})
    earlier = levels_on(day) if day < today else None
    rows = list(_rows(nodes, found, view.opened, earlier))
    every = Unit.objects.unscoped(because="names of units are no secret")
    units = {unit.code: unit for unit in every.order_by()}
    there = [row for row in rows if not earlier or units[row.unit].valid_from <= day]
    return Radius(access, node, event, day, _Found(found, there, units, view, len(rows) - len(there)))


def find(access: Access, record: UUID) -> Node:
    """Return the node of a register row, with its unit. Raises Hidden: what is visible in summary has no page."""
    rows = Node.objects.visible(access).select_related("owner_unit", "operator_unit")
    found: Node = rows.one(record=record)
    return found


def find_by_name(access: Access, words: str) -> list[Node]:
    """Return the nodes with that number, id or exact name, archived ones last. Several if the name is not unique."""
    rows = Node.objects.visible(access).select_related("owner_unit")
    word = words.strip()
    number = rows.filter(number__iexact=word).first()
    if number is not None:
        return [number]
    if record := id_in(word):
        return list(rows.filter(record=record))
    found = rows.filter(name__iexact=word).order_by("sort_key", "number")
    return sorted(found, key=lambda node: node.archived_at is not None)


class _View:
    """Visibility of what depends on one node. Those responsible for it see everything, without further queries."""

    def __init__(self, sight: Sight, start: int) -> None:
        self.sight, self.start, self.opened = sight, start, sight.opened

    @cached_property
    def whole(self) -> bool:
        """Tell whether the user sees everything that depends on the start, at least in summary."""
        return self.sight.answers_for(self.start)

    def rows(self, nodes: Collection[int]) -> set[int]:
        """Return those of the nodes that the user sees in full or in summary."""
        shown = {node for node in nodes if node in self.opened}
        if len(shown) == len(nodes):
            return shown
        return set(nodes) if self.whole else shown | {n for n in nodes if n in self.sight.summarised}

    def told(self, nodes: Collection[int]) -> dict[int, VisibleNode]:
        """Return a dict from node id to the node as the user sees it: nodes on the paths may be masked."""
        if self.opened.issuperset(nodes) or self.whole:
            return self.sight.told({n: Way.OPEN if n in self.opened else Way.SUMMARY for n in nodes})
        return self.sight.of(nodes, start=self.start)


def _rows(
    nodes: Collection[int], found: FloodReach, opened: Collection[int], earlier: Mapping[int, Levels] | None
) -> Iterable[ReachedRow]:
    rows = Node.objects.unscoped(because=BECAUSE).order_by()
    if len(nodes) <= MANY:
        rows = rows.filter(pk__in=list(nodes))
    nothing = (None,) * len(ORDER)
    for pk, kind, unit, people, outage, order, *levels in rows.values_list(*COLUMNS).iterator(
        chunk_size=CHUNK
    ):
        if pk not in nodes:
            continue
        given = tuple(levels) if earlier is None else earlier.get(pk, nothing)
        hidden = earlier is not None or (kind == NodeKind.PROCESS and pk not in opened)
        yield ReachedRow(
            pk,
            kind,
            unit,
            found.distance[pk],
            pk in found.firm,
            given,
            people if earlier is None else HIDDEN,
            HIDDEN if hidden else outage,
            order,
        )


class _Controllers:
    """Personuppgiftsansvar of rows: the nearest statement by an authority or company, else the unit's authority."""

    def __init__(
        self,
        access: Access,
        nodes: Collection[int],
        units: Mapping[str, Unit],
        by_path: Mapping[str, Unit],
    ) -> None:
        self.units = units
        self.by_path = by_path
        rows = Controllership.objects.visible(access).order_by("created_at", "pk")
        if len(nodes) <= MANY:
            rows = rows.filter(node__in=list(nodes))
        by_node = defaultdict[int, list[tuple[str, str]]](list)
        for node, unit, role in rows.values_list("node_id", "unit__code", "role"):
            by_node[node].append((unit, role))
        self.stated = {node: self._counting(found) for node, found in by_node.items()}

    def _counting(self, stated: Iterable[tuple[str, str]]) -> dict[Unit, str]:
        """Return a dict from authority to its validly stated role, by the same rule as the shared service's page."""
        found = statements_by_authority(
            stated,
            own=lambda each: self.units[each[0]].own_authority,
            authority=lambda each: authority(self.units[each[0]], self.by_path.get),
            order=lambda each: ControllerRole.values.index(each[1]),
        )
        return {unit: role for unit, (_code, role) in found.items()}

    def of(self, row: ReachedRow, way: Sequence[int]) -> DataController | None:
        """Return the row's controller: as stated on it, by its authority for something on the path, or by law."""
        for unit, role in self.stated.get(row.node, {}).items():
            if role in CONTROLS:
                return DataController(unit, stated=True)
        found = authority(self.units[row.unit], self.by_path.get)
        if found is None:
            return None
        on_the_way = (self.stated.get(node, {}).get(found) for node in reversed(way[:-1]))
        return DataController(found, stated=any(role in CONTROLS for role in on_the_way))
