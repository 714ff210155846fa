"""Which suppliers, platforms and services critical nodes depend on without an alternative, as one user sees it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from akropolis.base.kernel.access.authorities import units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.lib.number_set import NumberSet
from akropolis.base.lib.unit_paths import downwards
from akropolis.graph.assets.models import Dependency, Node, NodeKind, Process
from akropolis.graph.assets.selectors.floods import archived, in_force, upstream
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.assets.selectors.sight import MANY, Sight, VisibleNode, Way, unit_names
from akropolis.graph.blast_radius.rules.concentration import (
    Burden,
    CriticalThing,
    Foundations,
    Need,
    demanding,
    foundations,
)
from akropolis.shared.classification.rules.aspects import CRITICAL, ORDER

BECAUSE = "what stands on what is worked out over the whole graph; only what sight shows is told of it"
BEARERS = (NodeKind.SUPPLIER, NodeKind.PLATFORM, NodeKind.SERVICE)
CRITICAL_KINDS = (NodeKind.INFORMATION, NodeKind.PROCESS)


@dataclass(frozen=True, slots=True)
class LoadBearer:
    """A supplier, platform or service, and how much that is critical falls with it."""

    seen: VisibleNode
    burden: Burden


@dataclass(frozen=True, slots=True)
class RankedNode:
    """A bearer before its display data is read.

    Holds the node, its burden, its register row's id, its kind, its name and number, and its owner. Only
    bearers that the user may see are ranked.
    """

    node: int
    burden: Burden
    record: UUID
    kind: NodeKind
    label: tuple[str, str]
    unit: Unit


@dataclass(frozen=True, slots=True)
class Critical:
    """Something critical, and the path of its unit; `by_level`, or else only because it is stated to be."""

    thing: CriticalThing
    path: str
    by_level: bool


@dataclass(frozen=True, slots=True)
class Fallen:
    """Something critical that would fall, and the name of the authority (nämnd or bolag) that it counts for."""

    seen: VisibleNode
    authority: str


class Concentration:
    """What one user may see of critical things and their bearers on a day; about ten queries, whatever the
    size.

    `within` counts only what is critical to the unit with that path and the units below it. What the user
    may not see is neither counted nor listed, though paths may lead through it.
    """

    def __init__(self, access: Access, *, within: str = "", day: date | None = None) -> None:
        self.access, self.within, self.day = access, within, day or timezone.localdate()

    @cached_property
    def things(self) -> list[CriticalThing]:
        """Return everything critical that the user sees, within the unit.

        Processes that are only stated to be critical count if fully visible: a summary shows levels, but not
        this statement.
        """
        seen, opened = self._seen, self._sight.opened
        return [
            one.thing
            for one in cached_graph(critical, self.day)
            if one.thing.node in (seen if one.by_level else opened) and one.path.startswith(self.within)
        ]

    @cached_property
    def ranking(self) -> list[RankedNode]:
        """Return the bearers with which something critical falls, heaviest burden first."""
        burdens, seen, bearers = (
            self._foundations.burdens(self.things),
            self._seen,
            cached_graph(_bearers, self.day),
        )
        found = (RankedNode(node, burden, *bearers[node]) for node, burden in burdens.items() if node in seen)
        return sorted(found, key=_weight)

    @property
    def bearers(self) -> list[LoadBearer]:
        """Return the whole ranking with the display data of each bearer, as far as the user may see."""
        return self.told(self.ranking)

    def told(self, ranked: Iterable[RankedNode]) -> list[LoadBearer]:
        """Return the ranked nodes with the display data of each, in the same order. One query."""
        burdens = {one.node: one.burden for one in ranked}
        seen = self._sight.told({node: self._way(node) for node in burdens}, burdens)
        return [LoadBearer(those, burdens[node]) for node, those in seen.items()]

    def bearing_half(self, kind: NodeKind, most: int) -> list[RankedNode]:
        """Return the bearers of the kind with which half of everything critical falls, the one that adds most first.

        Empty where more than `most` of them are needed, or nothing is critical.
        """
        falls = {one.node: set[int]() for one in self.ranking if one.kind == kind}
        for place, bearer in enumerate(self._foundations.bearers):
            if bearer in falls:
                bit = 1 << place
                falls[bearer] = {t.node for t in self.things if self._foundations.of(t.node) & bit}
        found, left, goal = list[RankedNode](), falls, len(self.things) / 2
        fallen = set[int]()
        while left and self.things and len(fallen) < goal and len(found) < most:
            heaviest = max(left, key=lambda node: len(left[node] - fallen))
            fallen |= left.pop(heaviest)
            found += [one for one in self.ranking if one.node == heaviest]
        return found if self.things and len(fallen) >= goal else []

    def felled(self, bearer: int) -> list[Fallen]:
        """Return what falls with the bearer, by authority and name. Empty if it bears nothing, or is not visible."""
        if not self._bears(bearer):
            return []
        those = {thing.node: thing for thing in self._foundations.felled(bearer, self.things)}
        seen = self._sight.told({node: self._way(node) for node in those})
        names = unit_names({thing.unit for thing in those.values()})
        found = [Fallen(one, names[those[node].unit]) for node, one in seen.items()]
        return sorted(found, key=lambda one: (one.authority, one.seen.label, one.seen.number))

    def one(self, bearer: int) -> LoadBearer | None:
        """Return the bearer with its burden; None if it is not visible."""
        if not self._bears(bearer):
            return None
        seen = self._sight.told({bearer: self._way(bearer)})[bearer]
        return LoadBearer(seen, self._foundations.burdens(self.things).get(bearer, Burden(0, 0, 0)))

    def _way(self, node: int) -> Way:
        return Way.OPEN if node in self._sight.opened else Way.SUMMARY

    @cached_property
    def _sight(self) -> Sight:
        return Sight(self.access, day=self.day)

    @cached_property
    def _seen(self) -> NumberSet:
        return self._sight.opened | self._sight.summarised

    @cached_property
    def _foundations(self) -> Foundations:
        return cached_graph(_foundations, self.day)

    def _bears(self, node: int) -> bool:
        return node in self._seen and node in self._foundations.bearers


def _foundations(day: date) -> Foundations:
    """Return which bearers fell each node on the day, unscoped."""
    alive = Node.objects.unscoped(because=BECAUSE).filter(archived_at__isnull=True, kind__in=BEARERS)
    rows = Dependency.objects.unscoped(because=BECAUSE).filter(in_force(day)).order_by()
    gone = archived(day)
    needs = (
        as_need(*row)
        for row in rows.values_list("source_id", "target_id", "alternative", "kind")
        if row[1] not in gone
    )
    return foundations(needs, alive.order_by().values_list("pk", flat=True))


def _bearers(day: date) -> dict[int, tuple[UUID, NodeKind, tuple[str, str], Unit]]:
    """Return a dict from node id to (row id, kind, (name, number), owning unit) of each possible bearer, unscoped."""
    rows, owners = Node.objects.unscoped(because=BECAUSE).filter(kind__in=BEARERS), cached_graph(units, day)
    columns = ("pk", "record", "kind", "name", "number", "owner_unit_id")
    return {
        node: (record, NodeKind(kind), (name, number), owners[owner])
        for node, record, kind, name, number, owner in rows.order_by().values_list(*columns).iterator()
    }


def _weight(ranked: RankedNode) -> tuple[object, ...]:
    burden = ranked.burden
    return -burden.things, -burden.units, -burden.people, *ranked.label


def as_need(source: int, target: int, alternative: bool, kind: str) -> Need:
    """Return a dependency as the tuple `Need` of the rules."""
    return source, target, kind if alternative else ""


def critical(_day: date) -> list[Critical]:
    """Return information and processes with an effective level from CRITICAL on, and processes stated to be
    critical.

    As they are today, whatever the day, and unscoped.
    """
    authority = authorities()
    said = Process.objects.unscoped(because=BECAUSE).filter(critical=True, archived_at__isnull=True)
    critical_ones = Q(record__in=said.order_by().values("pk"))
    for aspect in ORDER:
        critical_ones |= Q(**{f"{aspect}__gte": CRITICAL})
    rows = Node.objects.unscoped(because=BECAUSE).filter(critical_ones, archived_at__isnull=True)
    rows = rows.filter(kind__in=CRITICAL_KINDS).order_by()
    found = rows.values_list("pk", "owner_unit", "owner_unit__path", "people", *ORDER)
    return [
        Critical(CriticalThing(pk, authority[unit], people), path, demanding(levels))
        for pk, unit, path, people, *levels in found
    ]


def authorities() -> dict[UUID, str]:
    """Return a dict from unit id to the code of the nearest nämnd or bolag at or above it, or else its own code."""
    units = Unit.objects.unscoped(because="every unit belongs to one authority, whoever asks")
    rows = list(units.order_by().values_list("pk", "path", "code", "kind"))
    own = {path: code for _pk, path, code, kind in rows if kind in OWN_AUTHORITY}
    return {
        pk: next((own[each] for each in reversed(downwards(path)) if each in own), code)
        for pk, path, code, _kind in rows
    }


# What a new dependency does


def stands_alone(target: int, *, day: date | None = None, without: Collection[UUID] = ()) -> frozenset[int]:
    """Return the ids of the critical nodes that fall with the target, as if the dependencies in `without`
    did not exist.

    Unscoped: show only the nodes that `sight` allows. Reads what depends on the target, in about ten
    queries.
    """
    day = day or timezone.localdate()
    above = upstream([target], day)
    needs = [as_need(*row[1:]) for row in _needs(above, day) if row[0] not in without]
    things = [one.thing for one in cached_graph(critical, day) if one.thing.node in above]
    felled = foundations(needs, [target]).felled(target, things)
    return frozenset(thing.node for thing in felled)


def newly_alone(dependency: Dependency, *, day: date | None = None) -> frozenset[int]:
    """Return the critical nodes that depend on the dependency's target alone because of it. Unscoped, as above."""
    day = day or timezone.localdate()
    now = stands_alone(dependency.target_id, day=day)
    return now - stands_alone(dependency.target_id, day=day, without=[dependency.pk]) if now else now


def _needs(nodes: Collection[int], day: date) -> Sequence[tuple[UUID, int, int, bool, str]]:
    """Return every dependency of the nodes on what is in use, others' included: an alternative may be elsewhere."""
    gone = archived(day)
    rows = Dependency.objects.unscoped(because=BECAUSE).filter(in_force(day)).order_by()
    if len(nodes) <= MANY:
        rows = rows.filter(source_id__in=list(nodes))
    found = rows.values_list("pk", "source_id", "target_id", "alternative", "kind")
    return [row for row in found if row[1] in nodes and row[2] not in gone]
