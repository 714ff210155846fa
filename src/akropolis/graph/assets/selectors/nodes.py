"""A node as its page shows it: its levels and reasons, what it depends on, and what depends on it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone

from akropolis.base.kernel.access.authorities import Units, units
from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import whether
from akropolis.base.kernel.cache.results import cached_in_request
from akropolis.graph.assets.models import Dependency, DependencyKind, Lowering, Node, NodeKind, NodeLevel
from akropolis.graph.assets.selectors.demands import edges, lowered_from
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.assets.selectors.paths import Path, paths
from akropolis.graph.assets.selectors.sight import Sight, VisibleNode, Way
from akropolis.shared.classification.rules.aspects import BITS, LETTERS, ORDER, Aspect

MOST = 50
BECAUSE = "what stands around a node; what is shown of it is decided by sight"
READ, EDIT = f"{Dependency.permission}:read", f"{Dependency.permission}:edit"


@dataclass(frozen=True, slots=True)
class AspectLevel:
    """One aspect of a node: its own level, the highest inherited one, and the effective one, each None if unknown."""

    aspect: Aspect
    own: int | None
    inherited: int | None
    effective: int | None
    path: Path | None

    @property
    def name(self) -> str:
        """Return the aspect's name."""
        return str(Node._meta.get_field(self.aspect).verbose_name)  # type: ignore[union-attr]

    @property
    def letter(self) -> str:
        """Return the aspect's letter."""
        return LETTERS[self.aspect]


@dataclass(frozen=True, slots=True)
class Tie:
    """A dependency seen from one of its nodes: `other` is the node at the other end.

    `how` is the key of the dependency's kind and `kind` its label. `number`, `note` and `lowerings` are only
    set for users who may read the dependency itself.
    """

    dependency: UUID
    other: VisibleNode
    how: str
    kind: str
    passes: int
    alternative: bool
    valid_from: date | None
    valid_to: date | None
    number: str = ""
    note: str = ""
    lowerings: tuple[Lowering, ...] = ()
    may_edit: bool = False

    @property
    def stopped(self) -> list[Aspect]:
        """Return the aspects in which the demand is not inherited, in the order of `ORDER`."""
        return [aspect for aspect in ORDER if not self.passes & BITS[aspect]]


@dataclass(frozen=True, slots=True)
class Ties:
    """The dependencies on one side of a node: the first of them, and how many the user sees, in all and by kind."""

    shown: Sequence[Tie]
    total: int
    kinds: Mapping[NodeKind, int]


@dataclass(frozen=True, slots=True)
class _Side:
    """What the user sees on one side: dependency → node at its other end, and node → how much of it is seen."""

    ends: Mapping[UUID, int]
    ways: Mapping[int, Way]


def node_of(access: Access, record: UUID) -> Node:
    """Return the node of a register row. Raises Hidden if it is missing or not readable by the user."""
    return or_hidden(node_if_open(access, record))


def node_if_open(access: Access, record: UUID) -> Node | None:
    """Return that node, or None. Cached, since several panels of a page use it: do not mutate it."""
    return cached_in_request(access.rights, _node_of, record)


def _node_of(access: Access, record: UUID) -> Node | None:
    return next(iter(with_units([*Node.objects.visible(access).filter(record=record)[:1]])), None)


def with_units(nodes: Sequence[Node]) -> Sequence[Node]:
    """Set the owner and operator of the nodes from the cached units, and return the nodes. Do not mutate the units."""
    tree: Units = cached_graph(units, timezone.localdate())
    for node in nodes:
        node.owner_unit = tree[node.owner_unit_id]
        if node.operator_unit_id:
            node.operator_unit = tree[node.operator_unit_id]
    return nodes


class Around:
    """One node with its neighbours, for one user. Reads lazily, in a fixed number of queries.

    With `kind` only nodes of that kind are found among those that depend on the node.
    """

    def __init__(self, access: Access, node: Node, *, most: int = MOST, kind: str = "") -> None:
        self.access, self.node, self.most, self.kind = access, node, most, kind
        self.today = timezone.localdate()
        self.sight = Sight(access)

    @cached_property
    def levels(self) -> list[AspectLevel]:
        """Return an `AspectLevel` for each aspect in which at least one level is known."""
        own = dict(NodeLevel.objects.filter(node_id=self.node.pk).values_list("aspect", "own"))
        inherited = self._inherited()
        why = {aspect: path for path in self.paths for aspect in path.levels}
        found = [
            AspectLevel(a, own.get(place), inherited.get(place), getattr(self.node, a), why.get(a))
            for place, a in enumerate(ORDER)
        ]
        return [each for each in found if (each.own, each.inherited, each.effective) != (None, None, None)]

    @cached_property
    def paths(self) -> list[Path]:
        """Return the paths by which the node got its levels."""
        return paths(self.sight, [self.node.pk])[self.node.pk]

    def _inherited(self) -> dict[int, int]:
        """Return aspect index → the highest level that the node inherits from the nodes that depend on it."""
        into = list(edges(self.today, [self.node.pk]))
        levels = {pk: given for pk, *given in _list_tails(self.node.pk)}
        found: dict[int, int] = {}
        for tail, _head, caps in into:
            for place, level in enumerate(levels.get(tail, ())):
                brought = -1 if level is None else min(level, caps[place])
                if brought >= 0:
                    found[place] = max(brought, found.get(place, brought))
        return found

    @cached_property
    def ring(self) -> list[VisibleNode]:
        """Return the other nodes in the node's dependency cycle that the user sees, masked ones last."""
        if self.node.cycle is None:
            return []
        rows = Node.objects.unscoped(because=BECAUSE).filter(cycle=self.node.cycle).order_by("sort_key", "pk")
        others = [pk for pk in rows.values_list("pk", flat=True) if pk != self.node.pk]
        seen = self.sight.of(others, start=self.node.pk)
        return sorted(seen.values(), key=lambda each: _masked_last(each.id, each.way))

    @property
    def down(self) -> Ties:
        """Return what the node depends on: at least masked for users who may read the unit's own dependencies."""
        return self._ties["source"]

    @property
    def up(self) -> Ties:
        """Return the dependencies in which another node depends on the node."""
        return self._ties["target"]

    @cached_property
    def _ties(self) -> Mapping[str, Ties]:
        """Return the sides: dependencies of this node under `source`, dependencies on it under `target`."""
        mine = self.access.may(READ, self.node.owner_unit)
        beside = self._beside
        sides = {
            "source": self._seen(beside["source"], least=Way.MASKED if mine else None),
            "target": self._seen(beside["target"]),
        }
        shown = {here: dict([*side.ends.items()][: self.most]) for here, side in sides.items()}
        ways = {other: sides[here].ways[other] for here, ends in shown.items() for other in ends.values()}
        told = self._told({pk: other for ends in shown.values() for pk, other in ends.items()}, ways)
        return {
            here: Ties([told[pk] for pk in ends], len(sides[here].ends), self._count_kinds(sides[here].ends))
            for here, ends in shown.items()
        }

    def _count_kinds(self, ends: Mapping[UUID, int]) -> dict[NodeKind, int]:
        counts = Counter(kind for pk, _source, _target, kind in self._dependencies if pk in ends)
        return {kind: counts[kind] for kind in NodeKind if counts[kind]}

    @cached_property
    def _dependencies(self) -> list[tuple[UUID, int, int, str]]:
        return list(_list_dependencies(self.node.pk, self.today))

    @cached_property
    def _beside(self) -> Mapping[str, Mapping[UUID, int]]:
        """Return dependency → node at the other end, for each side (`source`, `target`), sorted by node name."""
        found: dict[str, dict[UUID, int]] = {"source": {}, "target": {}}
        for pk, source, target, kind in self._dependencies:
            here, other = ("source", target) if source == self.node.pk else ("target", source)
            if here == "source" or self.kind in ("", kind):
                found[here][pk] = other
        return found

    def _seen(self, beside: Mapping[UUID, int], least: Way | None = None) -> _Side:
        others = set(beside.values())
        ways = (dict.fromkeys(others, least) if least else {}) | self.sight.ways(others, start=self.node.pk)
        seen = [(pk, other) for pk, other in beside.items() if other in ways]
        seen.sort(key=lambda each: _masked_last(each[1], ways[each[1]]))
        return _Side(dict(seen), ways)

    def _told(self, others: Mapping[UUID, int], ways: Mapping[int, Way]) -> dict[UUID, Tie]:
        seen = self.sight.told(ways)
        rows = {row.pk: row for row in _with_rights(self.access, list(others))} if others else {}
        lowered = self._lowerings([pk for pk, row in rows.items() if row.readable])
        return {
            pk: _tie(rows[pk], seen[other], rows[pk].readable, rows[pk].editable, lowered.get(pk, ()))
            for pk, other in others.items()
        }

    def _lowerings(self, dependencies: Collection[UUID]) -> dict[UUID, tuple[Lowering, ...]]:
        if cached_graph(lowered_from, self.today).isdisjoint(dependencies):
            return {}
        found: dict[UUID, tuple[Lowering, ...]] = {}
        rows = Lowering.objects.visible(self.access).filter(
            dependency__in=list(dependencies), valid_to__gte=self.today
        )
        for row in rows.order_by("valid_from", "aspect"):
            found[row.dependency_id] = (*found.get(row.dependency_id, ()), row)
        return found


def _list_tails(node: int) -> QuerySet[Node, tuple[int, *tuple[int | None, ...]]]:
    """Return (id, level per aspect ...) of the nodes that depend directly on this node."""
    tails = Dependency.objects.unscoped(because=BECAUSE).filter(target_id=node).order_by()
    nodes = Node.objects.unscoped(because=BECAUSE).filter(archived_at__isnull=True).order_by()
    return nodes.filter(pk__in=tails.values("source_id")).values_list("pk", *ORDER)


def _list_dependencies(node: int, day: date) -> QuerySet[Dependency, tuple[UUID, int, int, str]]:
    """Return (key, source, target, kind of the other node) of the dependencies that have not ended, by its name."""
    out, into = Q(source_id=node), Q(target_id=node)
    rows = Dependency.objects.unscoped(because=BECAUSE).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        out | into,  # by itself: either has an index of its own
        (out & Q(target__archived_at=None)) | (into & Q(source__archived_at=None)),
        archived_at=None,
    )
    order = Case(When(out, then=F("target__sort_key")), default=F("source__sort_key"))
    kind = Case(When(out, then=F("target__kind")), default=F("source__kind"))
    return rows.order_by(order, "pk").values_list("pk", "source_id", "target_id", kind)


def _with_rights(access: Access, keys: list[UUID]) -> QuerySet[Any]:
    """Return the dependencies with these keys, annotated with whether the user may read and edit each."""
    rows = Dependency.objects.unscoped(because=BECAUSE).order_by().filter(pk__in=keys)
    editable = whether(access.units(EDIT, "source__owner_unit"))
    return rows.annotate(readable=whether(Dependency.gate(access)), editable=editable)


def _masked_last(node: int, way: Way) -> int:
    """Return a sort key: masked nodes last, by id, since a place among the names would reveal something of a name."""
    return node if way is Way.MASKED else -1


def _tie(
    row: Dependency, other: VisibleNode, readable: bool, may_edit: bool, lowerings: tuple[Lowering, ...]
) -> Tie:
    return Tie(
        dependency=row.pk,
        other=other,
        how=row.kind,
        kind=str(DependencyKind(row.kind).label),
        passes=row.passes,
        alternative=row.alternative,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        number=row.number if readable else "",
        note=row.alternative_note if readable else "",
        lowerings=lowerings,
        may_edit=may_edit,
    )
