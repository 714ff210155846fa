"""What depends on a node, and what it depends on, however far away: whole numbers only, in a handful of queries.

A flood runs over the dependencies that hold on a day. It reads the nearest steps around the start, and when that does
not end soon, everything that is left in one query. It goes past the gate: whoever shows what it finds asks
`assets.selectors.sight` first.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from datetime import date
from typing import NamedTuple

from django.db.models import ExpressionWrapper, F, Field, Q

from akropolis.base.lib.graphs import NOWHERE
from akropolis.graph.assets.models import Dependency, Node

BECAUSE = "a flood is made of every dependency; what may be shown of it is decided by sight"
STEPS = 3
"""Up to this many steps are read one by one; what lies further away, all at once."""
WIDE = 400
"""A step from more nodes than this is not read for itself either."""
CHUNK = 5000
UNTOUCHED = ExpressionWrapper(F("alternative"), output_field=Field())
"""The column as the database has it: to make it a bool row by row would take as long as all the rest."""

type Flood = dict[int, tuple[int, int]]
"""Node → its distance, and the node before it on a shortest way from a start (NOWHERE for a start)."""
type Link = tuple[int, int, int, int]
"""What depends, what it depends on, the bits of the aspects that pass, and whether there is an alternative."""


def in_force(day: date) -> Q:
    """Dependencies that hold on the day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=day)) & Q(archived_at__isnull=True)


def links(day: date, **ends: Collection[int]) -> list[Link]:
    """The dependencies that hold on the day, in no order; all, or those whose `source_id__in`, `target_id__in` fit."""
    rows = Dependency.objects.unscoped(because=BECAUSE).filter(in_force(day), **ends).order_by()
    return list(rows.values_list("source_id", "target_id", "passes", UNTOUCHED).iterator(chunk_size=CHUNK))


def archived(day: date) -> set[int]:
    """The nodes that were archived by the end of the day: no way leads through them."""
    gone = Node.objects.unscoped(because=BECAUSE).filter(archived_at__date__lte=day).order_by()
    return set(gone.values_list("pk", flat=True))


class GraphSnapshot(NamedTuple):
    """The whole graph on a day, to be kept (`assets.selectors.kept`): all at once, since it outlives who asked."""

    links: Sequence[Link]
    gone: Set[int]
    """The archived nodes; what follows is without them."""
    tied: frozenset[int]
    """Every node that depends on something, or has something that depends on it."""
    upward: Mapping[int, Sequence[int]]
    """Each node with what depends on it."""
    downward: Mapping[int, Sequence[int]]
    """Each node with what it depends on."""


def ground(day: date) -> GraphSnapshot:
    """The graph as it stands on the day. Two queries."""
    rows, gone = links(day), archived(day)
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
    """What depends on the nodes on the day, themselves included: the effect of an event runs this way.

    At most six queries. Equally short ways: the smallest id lies before.
    """
    return _flood(nodes, day, "target_id")


def downstream(nodes: Iterable[int], day: date) -> Flood:
    """What the nodes depend on, themselves included: demands run this way. Else as `upstream`."""
    return _flood(nodes, day, "source_id")


def way(found: Flood, node: int) -> list[int]:
    """The nodes from a start to `node`, both included, by what the flood says lies before each."""
    steps = [node]
    while (before := found[steps[-1]][1]) != NOWHERE:
        steps.append(before)
    return steps[::-1]


def _read(day: date, start: str, tails: Collection[int] | None) -> dict[int, list[int]]:
    """Where dependencies lead from the tails, or from everywhere, when each is followed from its column `start`."""
    rows = links(day) if tails is None else links(day, **{f"{start}__in": tails})
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
