"""Updates the stored levels of all nodes in the transaction that changes decisions, dependencies or lowerings.

After a change only the nodes that it can reach are recomputed (`classification.rules.changes`). If these
are many, or if the day is new, all nodes are recomputed. Both ways give the same result, and only rows
that differ from the stored ones are written.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import batched

from django.db import transaction
from django.utils import timezone

from akropolis.base.kernel.history.log import invalidate_caches, lock_head
from akropolis.base.kernel.history.statements import bulk_update_rows, bulk_upsert_rows
from akropolis.base.kernel.records.derived import Difference
from akropolis.base.kernel.records.projections import BATCH, Projection, Touched, drop
from akropolis.graph.assets.models import GraphState, Node, NodeLevel
from akropolis.graph.assets.rules.graph import NO_LEVELS, Row, cycles, rows, stored_levels
from akropolis.graph.assets.selectors.kept import causes
from akropolis.graph.assets.services.graph import (
    BECAUSE,
    COLUMNS,
    Graph,
    decided,
    dependencies,
    heads_of,
    living,
    moved_nodes,
    own_levels,
    set_stored_day,
    stored,
    stored_day,
    touched_edges,
)
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.rules.changes import State, TooWide, update
from akropolis.shared.classification.rules.propagation import Answers, propagate

MANY = 500
"""Above this many changed nodes, recompute everything."""
FEW = 20
"""Above this many changed dependencies and nodes, look for cycles in the whole graph without checking each."""
WIDE = 4000
"""If more nodes than this must be read around a change, recompute everything."""
STEPS = 30
"""If more reads than this are needed around a change, recompute everything, which costs only a few dozen queries."""

DAY = timedelta(days=1)

type Given = tuple[int | None, ...]
"""Stored level per aspect, None where unknown."""


@dataclass(frozen=True, slots=True)
class WrongLevels:
    """How the stored levels and cycles differ from the recalculated ones. `put` are the rows to store."""

    put: Sequence[Row]
    gone: Sequence[tuple[int, int]]
    """Node and aspect of rows to delete."""
    levels: Mapping[int, tuple[Given, Given]]
    """Node → its levels as stored, and its levels as recalculated."""
    cycles: Mapping[int, int | None]

    def nodes(self) -> dict[int, list[str]]:
        """Return node → the fields that are wrong."""
        found: dict[int, set[str]] = {}
        for node, (there, right) in self.levels.items():
            found[node] = {a for a, old, new in zip(ORDER, there, right, strict=True) if old != new}
        for node, aspect in [*((row[0], row[1]) for row in self.put), *self.gone]:
            found.setdefault(node, set()).add(ORDER[aspect])
        for node in self.cycles:
            found.setdefault(node, set()).add("cycle")
        return {node: sorted(fields) for node, fields in sorted(found.items())}


def follow(touched: Touched) -> None:
    """Update the stored levels after the writes in `touched`. The rows of `Node` have been updated before.

    The first change of a day recomputes all levels for that day: stored levels are always of a single day.
    """
    day = timezone.localdate()
    moved = moved_nodes(touched)
    edges = touched_edges(touched)
    changed = moved | {head for _tail, head in edges} | decided(touched)
    if len(changed) > MANY or stored_day() != day:
        _set_right(_all_wrong(day))
    else:
        if changed:
            _bring(changed | heads_of(moved), day)
        if moved or edges:
            _close_rings(moved, edges, day)
    set_stored_day(day)


def differences() -> list[Difference]:
    """Return every node whose stored levels, paths or cycle differ from the calculated ones.

    They are calculated from decisions and dependencies, on the day of the stored levels if that is
    yesterday, since the background job may not have run yet; otherwise on today.
    """
    today, day = timezone.localdate(), stored_day()
    return _differences(_all_wrong(day if day == today - DAY else today))


def rebuild() -> list[Difference]:
    """Correct the stored levels that differ from the calculated ones, under the lock; return the differences."""
    return _rebuilt(timezone.localdate())


def refresh(now: datetime) -> str:
    """Run the background job: dependencies and lowerings start and end by date. Takes the lock only when needed."""
    day = timezone.localdate(now)
    return f"{len(_rebuilt(day)) if stored_day() != day or _all_wrong(day).nodes() else 0} nodes"


def _rebuilt(day: date) -> list[Difference]:
    with transaction.atomic():
        lock_head()
        wrong = _all_wrong(day)
        _set_right(wrong)
        set_stored_day(day)
        invalidate_caches()
        return _differences(wrong)


PROJECTION = Projection(follow, differences, rebuild, (Node, NodeLevel, GraphState), causes)


# Around a change


def _bring(changed: set[int], day: date) -> None:
    mine = own_levels(changed)
    own = {node: mine.get(node, NO_LEVELS) for node in changed}
    graph = Graph(day, own)
    try:
        found = update(changed, graph, most=WIDE, steps=STEPS)
    except TooWide:
        _set_right(_all_wrong(day))
        return
    affected = found.keys() | changed
    states = graph.states(affected)
    right = [
        row for node in affected for row in rows(node, states[node][0], found.get(node, states[node][1]))
    ]
    put, gone = _difference(right, stored(affected))
    _set_right(WrongLevels(put, gone, _levels(states, found), {}))


def _levels(states: Mapping[int, State], found: Mapping[int, Answers]) -> dict[int, tuple[Given, Given]]:
    return {node: (stored_levels(states[node][1]), stored_levels(answers)) for node, answers in found.items()}


def _close_rings(moved: Collection[int], edges: Collection[tuple[int, int]], day: date) -> None:
    """Recompute cycles when one may have appeared or gone: a node was in one, or a path now leads back to it."""
    pairs = [*edges, *((node, node) for node in moved)]
    if len(pairs) > FEW or any(_in_ring(tail, head) or _leads(head, tail, day) for tail, head in pairs):
        _set_right(WrongLevels((), (), {}, _wrong_cycles(set(living().values_list("pk", flat=True)), day)))


def _in_ring(tail: int, head: int) -> bool:
    found = Node.objects.unscoped(because=BECAUSE).filter(pk__in=(tail, head)).order_by()
    rings = set(found.values_list("cycle", flat=True))
    return len(rings) == 1 and rings != {None}


def _leads(start: int, goal: int, day: date) -> bool:
    """Return whether dependencies lead from `start` to `goal`; also True if the search is given up as too long."""
    seen, layer = {start}, {start}
    every = dependencies(day)
    for _step in range(STEPS):
        if not layer or len(seen) > MANY:
            break
        heads = set(every.filter(source_id__in=layer).values_list("target_id", flat=True))
        if goal in heads:
            return True
        layer = heads - seen
        seen |= heads
    return bool(layer)


# All of it


def _all_wrong(day: date) -> WrongLevels:
    """Return how the stored levels differ from those recalculated for the day from decisions and dependencies."""
    nodes = set(living().values_list("pk", flat=True))
    mine = own_levels()
    own = {node: mine.get(node, NO_LEVELS) for node in nodes}
    edges = list(Graph(day).every_edge())
    answers = propagate(own, edges)
    right = [row for node, given in answers.items() for row in rows(node, own[node], given)]
    put, gone = _difference(right, stored())
    ends = ((tail, head) for tail, head, _caps in edges)
    return WrongLevels(put, gone, _wrong_levels(answers), _wrong_cycles(nodes, day, ends))


def _difference(right: Iterable[Row], before: Iterable[Row]) -> tuple[list[Row], list[tuple[int, int]]]:
    wanted, there = set(right), set(before)
    keys = {row[:2] for row in wanted}
    return sorted(wanted - there, key=_place), sorted({row[:2] for row in there} - keys)


def _place(row: Row) -> tuple[int, int]:
    return row[:2]


def _wrong_levels(answers: Mapping[int, Answers]) -> dict[int, tuple[Given, Given]]:
    every = Node.objects.unscoped(because=BECAUSE).order_by().values_list("pk", *ORDER)
    nothing = (None,) * len(ORDER)
    found = {}
    for node, *there in every:
        right = stored_levels(answers[node]) if node in answers else nothing
        if tuple(there) != right:
            found[node] = tuple(there), right
    return found


def _wrong_cycles(
    nodes: Collection[int], day: date, ends: Iterable[tuple[int, int]] | None = None
) -> dict[int, int | None]:
    if ends is None:
        ends = dependencies(day).values_list("source_id", "target_id")
    right = cycles(nodes, ends)
    there = Node.objects.unscoped(because=BECAUSE).filter(cycle__isnull=False).order_by()
    before = dict(there.values_list("pk", "cycle"))
    return {n: right.get(n) for n in right.keys() | before.keys() if right.get(n) != before.get(n)}


def _set_right(wrong: WrongLevels) -> None:
    """Write the differences: the rows of `NodeLevel`, and the level and cycle columns of `Node`."""
    bulk_upsert_rows(NodeLevel, COLUMNS, wrong.put, key=("node_id", "aspect"))
    gone: dict[int, list[int]] = {}
    for node, aspect in wrong.gone:
        gone.setdefault(aspect, []).append(node)
    for aspect, nodes in gone.items():
        for part in batched(nodes, BATCH):
            drop(NodeLevel.objects.filter(aspect=aspect, node_id__in=part))
    bulk_update_rows(
        Node, ORDER, [(*right, node) for node, (_there, right) in wrong.levels.items()], key="id"
    )
    bulk_update_rows(Node, ("cycle",), [(ring, node) for node, ring in wrong.cycles.items()], key="id")


def _differences(wrong: WrongLevels) -> list[Difference]:
    return [Difference(Node._meta.label_lower, node, fields) for node, fields in wrong.nodes().items()]
