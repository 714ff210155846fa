"""The graph on a day, read from decisions, dependencies and lowerings: all of it, or around some nodes."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import batched, chain
from uuid import UUID, uuid4

from django.db.models import Q

from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.history.statements import bulk_upsert_rows
from akropolis.base.kernel.records.projections import BATCH, Touched, rows_of
from akropolis.graph.assets.models import Dependency, GraphRecord, GraphState, Lowering, Node, NodeLevel
from akropolis.graph.assets.rules.graph import NO_LEVELS, Row, caps, levels, lowered
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.graph.assets.selectors.kept import DECISIONS, DecidedLevels
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.rules.changes import State
from akropolis.shared.classification.rules.propagation import NOBODY, UNKNOWN, Answer, Edge, Levels

BECAUSE = "levels follow from every decision and dependency, whoever may read them"
PART = 10_000
"""Maximum number of ids in one query: databases have a limit."""
COLUMNS = ("node_id", "aspect", "own", "level", "distance", "via_id", "source_id")


def living() -> GatedQuerySet[Node]:
    """Return the nodes that take part in the calculation of levels: those whose register row is not archived."""
    return Node.objects.unscoped(because=BECAUSE).filter(archived_at__isnull=True).order_by()


def dependencies(day: date) -> GatedQuerySet[Dependency]:
    """Return the dependencies in force on the day, unordered. Their source or target may be archived."""
    return Dependency.objects.unscoped(because=BECAUSE).filter(in_force(day)).order_by()


def own_levels(nodes: Collection[int] | None = None) -> dict[int, Levels]:
    """Return node → the levels decided for the node itself; its latest decision counts, expired or not.

    Of the given nodes, or of all; nodes without a decision and archived nodes are left out.
    """
    found: dict[int, Levels] = {}
    for decided in DECISIONS:
        found |= _own_levels(decided, nodes)
    return found


def _own_levels(decided: DecidedLevels, nodes: Collection[int] | None) -> dict[int, Levels]:
    those = living().filter(kind=decided.kind)
    decisions = decided.model.objects.unscoped(because=BECAUSE).order_by("number")
    if nodes is not None:
        those = those.filter(pk__in=nodes)
    records: dict[UUID, int] = dict(those.values_list("record", "pk"))
    if nodes is not None:
        decisions = decisions.filter(**{f"{decided.record}__in": list(records)})
    return {
        records[record]: levels(given)
        for record, *given in decisions.values_list(decided.record, *ORDER)
        if record in records
    }


class Graph:
    """Edges and stored answers on a day. `own` overrides the stored own levels of the nodes that it holds."""

    def __init__(self, day: date, own: Mapping[int, Levels] | None = None) -> None:
        self.day, self.own = day, dict(own or {})

    @cached_property
    def lowerings(self) -> dict[UUID, dict[str, int]]:
        """Return dependency → aspect → the highest level that it demands, according to the lowerings in force."""
        found: dict[UUID, dict[str, int]] = {}
        decided = Lowering.objects.unscoped(because=BECAUSE).filter(
            valid_from__lte=self.day, valid_to__gte=self.day
        )
        for dependency, aspect, level in decided.order_by().values_list("dependency_id", "aspect", "level"):
            most = found.setdefault(dependency, {})
            most[aspect] = min(level, most.get(aspect, level))
        return found

    def every_edge(self) -> Iterator[Edge]:
        """Return all edges in force, including those to and from archived nodes."""
        return self._edges(dependencies(self.day))

    def incoming(self, nodes: Collection[int]) -> Iterable[Edge]:
        """Return the edges whose target is one of the nodes and whose both ends are unarchived."""
        return self._between("target_id", nodes)

    def outgoing(self, nodes: Collection[int]) -> Iterable[Edge]:
        """Return the edges whose source is one of the nodes and whose both ends are unarchived."""
        return self._between("source_id", nodes)

    def states(self, nodes: Collection[int]) -> Mapping[int, State]:
        """Return node → its own levels and its stored answers."""
        own = {node: [*self.own.get(node, NO_LEVELS)] for node in nodes}
        answers: dict[int, list[Answer]] = {node: [UNKNOWN] * len(ORDER) for node in nodes}
        for node, aspect, mine, level, distance, via, source in stored(nodes):
            answers[node][aspect] = level, distance, NOBODY if via is None else via, source
            if mine is not None and node not in self.own:
                own[node][aspect] = mine
        return {node: (tuple(own[node]), tuple(answers[node])) for node in nodes}

    def _between(self, end: str, nodes: Collection[int]) -> Iterator[Edge]:
        alive = dependencies(self.day).filter(source__archived_at=None, target__archived_at=None)
        for part in batched(nodes, PART):
            yield from self._edges(alive.filter(**{f"{end}__in": part}))

    def _edges(self, rows: GatedQuerySet[Dependency]) -> Iterator[Edge]:
        if self.lowerings:
            special = rows.filter(pk__in=list(self.lowerings))
            rows = rows.exclude(pk__in=list(self.lowerings))
            for key, tail, head, passes in special.values_list("pk", "source_id", "target_id", "passes"):
                yield tail, head, lowered(passes, self.lowerings[key])
        for tail, head, passes in rows.values_list("source_id", "target_id", "passes"):
            yield tail, head, caps(passes)


def stored(nodes: Collection[int] | None = None) -> list[Row]:
    """Return the stored rows of `NodeLevel` of the nodes, or of all nodes if None."""
    rows = NodeLevel.objects.order_by()
    if nodes is None:
        return list(rows.values_list(*COLUMNS))
    parts = (rows.filter(node_id__in=part).values_list(*COLUMNS) for part in batched(nodes, PART))
    return list(chain.from_iterable(parts))


def stored_day() -> date | None:
    """Return the day of the stored levels; None before any have been stored."""
    found: date | None = GraphState.objects.values_list("day", flat=True).first()
    return found


def set_stored_day(day: date) -> None:
    """Record that the graph has changed, and that its stored levels are of this day."""
    bulk_upsert_rows(GraphState, ("id", "mark", "day"), [(1, uuid4(), day)], key=("id",))


# What a transaction's writes change: the nodes and dependencies from which levels are worked out anew


def decided(touched: Touched) -> set[int]:
    """Return the ids of the unarchived nodes on which a decision on levels was written."""
    records = {getattr(row, d.record) for d in DECISIONS for row in rows_of(touched, d.model)}
    return set(living().filter(record__in=records).values_list("pk", flat=True)) if records else set()


def touched_edges(touched: Touched) -> set[tuple[int, int]]:
    """Return (source, target) of the dependencies that were written, or whose lowerings were written."""
    found = {(row.source_id, row.target_id) for row in rows_of(touched, Dependency)}
    of = {row.dependency_id for row in rows_of(touched, Lowering)}
    if of:
        every = Dependency.objects.unscoped(because=BECAUSE).filter(pk__in=of).order_by()
        found |= set(every.values_list("source_id", "target_id"))
    return found


def moved_nodes(touched: Touched) -> set[int]:
    """Return the ids of the nodes whose levels are affected because their row was archived or restored.

    That is, archived nodes that still have stored levels or a cycle, and unarchived nodes that have none but
    have dependents or a decision. New rows are not included: nothing depends on them yet and nobody has
    classified them.
    """
    records = [row for kind, written in touched.items() if issubclass(kind, GraphRecord) for row in written]
    found: set[int] = set()
    for part in batched(records, BATCH):
        nodes = Node.objects.unscoped(because=BECAUSE).filter(record__in=part).order_by()
        known = Q(cycle__isnull=False)
        for aspect in ORDER:
            known |= Q(**{f"{aspect}__isnull": False})
        found |= set(nodes.filter(known, archived_at__isnull=False).values_list("pk", flat=True))
        silent = nodes.exclude(known).filter(archived_at__isnull=True)
        found |= _tied(list(silent.values_list("pk", flat=True)))
    return found


def _tied(nodes: Collection[int]) -> set[int]:
    """Return those of the nodes that have dependents or a decision of their own, and so may get a level."""
    if not nodes:
        return set()
    every = Dependency.objects.unscoped(because=BECAUSE).filter(target_id__in=nodes).order_by()
    return set(every.values_list("target_id", flat=True)) | own_levels(nodes).keys()


def heads_of(nodes: Collection[int]) -> set[int]:
    """Return the ids of the nodes that the given nodes depend on, or have depended on."""
    if not nodes:
        return set()
    every = Dependency.objects.unscoped(because=BECAUSE).filter(source_id__in=nodes)
    return set(every.order_by().values_list("target_id", flat=True))
