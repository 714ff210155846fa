"""Everything that depends on a node, or that a node depends on, at whatever distance.

A flood is such a search along the dependencies in force on a day. It returns only integers and takes a
handful of queries: one for each of the nearest steps and, if nodes remain, one for all the rest. It is
not gated: callers that show the result check `assets.selectors.sight` first.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from datetime import date
from typing import NamedTuple

from django.db.models import ExpressionWrapper, F, Field, Q

from akropolis.base.lib.graphs import NOWHERE
from akropolis.graph.assets.models import Dependency, Node

BECAUSE = "a flood is made of every dependency; what may be shown of it is decided by sight"
STEPS = 3
"""Number of steps read with one query each; everything further away is read in one query."""
WIDE = 400
"""Above this many nodes in a step, everything that remains is read in one query."""
CHUNK = 5000
UNTOUCHED = ExpressionWrapper(F("alternative"), output_field=Field())
"""`alternative` as the raw database value: converting it to bool row by row would take as long as all the rest."""

type Flood = dict[int, tuple[int, int]]
"""Node → its distance from the nearest start, and the node before it on a shortest path (NOWHERE for a start)."""
type Link = tuple[int, int, int, int]
"""A dependency: source, target, the bits of the inherited aspects, and whether there is an alternative."""


def in_force(day: date) -> Q:
    """Return a filter of the dependencies in force on the day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=day)) & Q(archived_at__isnull=True)


def list_links(day: date, **ends: Collection[int]) -> list[Link]:
    """Return the dependencies in force on the day; `source_id__in` or `target_id__in` limits them to some nodes."""
    rows = Dependency.objects.unscoped(because=BECAUSE).filter(in_force(day), **ends).order_by()
    return list(rows.values_list("source_id", "target_id", "passes", UNTOUCHED).iterator(chunk_size=CHUNK))


def archived(day: date) -> set[int]:
    """Return the ids of the nodes archived by the end of the day: no path leads through an archived node."""
    gone = Node.objects.unscoped(because=BECAUSE).filter(archived_at__date__lte=day).order_by()
    return set(gone.values_list("pk", flat=True))


class GraphSnapshot(NamedTuple):
    """The whole graph on a day, to be cached (`assets.selectors.kept`): read at once, as it outlives the request."""

    links: Sequence[Link]
    gone: Set[int]
    """Archived nodes; `tied`, `upward` and `downward` leave them out."""
    tied: frozenset[int]
    """Every node that has a dependency, as source or as target."""
    upward: Mapping[int, Sequence[int]]
    """Node → the nodes that depend directly on it."""
    downward: Mapping[int, Sequence[int]]
    """Node → the nodes that it depends directly on."""


def read_graph(day: date) -> GraphSnapshot:
    """Return a snapshot of the graph on the day. Two queries."""
    rows, gone = list_links(day), archived(day)
    pairs = [(row[0], row[1]) for row in rows if row[0] not in gone and row[1] not in gone]
    tied = frozenset(node for pair in pairs for node in pair)
    return GraphSnapshot(
        rows, gone, tied, _leads((target, source) for source, target in pairs), _leads(pairs)
    )


def _leads(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for tail, head in pairs:
        found.setdefault(tail, []).append(head)
    return found


def upstream(nodes: Iterable[int], day: date) -> Flood:
    """Return all that depends on the nodes on the day, directly or not, including the nodes themselves.

    The effect of an event spreads in this direction. At most six queries. Among equally short paths, the
    predecessor with the smallest id is chosen.
    """
    return _flood(nodes, day, "target_id")


def downstream(nodes: Iterable[int], day: date) -> Flood:
    """Return what the nodes depend on, including themselves: demands run this way. Otherwise as `upstream`."""
    return _flood(nodes, day, "source_id")


def path_from_start(found: Flood, node: int) -> list[int]:
    """Return the nodes from a start to `node`, both included, following the flood's predecessors."""
    steps = [node]
    while (before := found[steps[-1]][1]) != NOWHERE:
        steps.append(before)
    return steps[::-1]


def _read(day: date, start: str, tails: Collection[int] | None) -> dict[int, list[int]]:
    """Read the dependencies from the tails, or all of them; `start` is the column they are followed from."""
    rows = list_links(day) if tails is None else list_links(day, **{f"{start}__in": tails})
    return _leads((row[0], row[1]) if start == "source_id" else (row[1], row[0]) for row in rows)


def _flood(nodes: Iterable[int], day: date, start: str) -> Flood:
    gone = archived(day)
    found: Flood = dict.fromkeys(sorted(set(nodes)), (0, NOWHERE))
    layer = list(found)
    everything: dict[int, list[int]] | None = None
    step = 0
    while layer:
        step += 1
        if everything is None and (step > STEPS or len(layer) > WIDE):
            everything = _read(day, start, None)
        leads = _read(day, start, layer) if everything is None else everything
        layer = _next(layer, leads, found, step, gone)
    return found


def _next(
    layer: list[int], leads: Mapping[int, list[int]], found: Flood, step: int, gone: Collection[int]
) -> list[int]:
    further = []
    for tail in layer:
        for head in leads.get(tail, ()):
            if head not in found and head not in gone:
                found[head] = step, tail
                further.append(head)
    return sorted(further)
