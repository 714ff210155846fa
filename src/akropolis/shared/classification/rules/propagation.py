"""Propagation of demands along dependencies: which level is demanded of each node, and the shortest path to
the node that demands it.

An edge tail → head means that the tail depends on the head: what is demanded of the tail is demanded of
the head too, in each aspect up to the cap of the edge. So a node's level in an aspect is the highest of
its own level and the levels that its incoming edges pass on. Nodes in a cycle share the highest level
that reaches one of them, as far as no cap lowers it.

An answer is (level, distance, via, source). For a node's own level, distance is 0, `via` is NOBODY and
source is the node. For an inherited level, distance is the length of a shortest path to a node that
demands it, `via` the next node on that path (the smallest id among equally near ones), and source the
node at its end. The path follows the answers of its nodes: past a cap it leads to the node that demands
the full level before the cap, even if a nearer node demands as much as the cap. A graph has exactly one
set of answers, regardless of input order.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from akropolis.base.lib.graphs import Neighbours, neighbours

NOTHING = -1
"""As a level: unknown. As a cap: nothing passes."""
UNLIMITED = 1 << 15
"""The cap of an edge that passes on every level."""
NOBODY = -1
"""The `via` of an answer that is the node's own level."""

SPARSE = 8
"""If the highest id exceeds the number of nodes by this factor, a list indexed by id would be mostly gaps."""

type Levels = tuple[int, ...]
"""One level per aspect; for an edge, one cap per aspect."""
type Edge = tuple[int, int, Levels]
"""Tail, head, and one cap per aspect."""
type Answer = tuple[int, int, int, int]
"""Level, distance, via, source."""
type Answers = tuple[Answer, ...]
"""One answer per aspect."""

UNKNOWN: Answer = (NOTHING, 0, NOBODY, NOBODY)


def propagate(own: Mapping[int, Levels], edges: Iterable[Edge]) -> dict[int, Answers]:
    """Return the answers of every node, keyed by id. `own` holds the own levels of all nodes; edges to other
    nodes are ignored.

    The time is linear in nodes and edges.
    """
    ids = sorted(own)
    if not ids:
        return {}
    ways = _Ways(ids, edges)
    columns = []
    for aspect in range(len(own[ids[0]])):
        flood = _Flood(ids, ways.free(aspect), ways.capped(aspect))
        columns.append(flood.answers([own[node][aspect] for node in ids]))
    return dict(zip(ids, zip(*columns, strict=True), strict=True))


class _Ways:
    """Edges among nodes numbered by rising id, grouped by caps: there are many edges and few distinct caps."""

    def __init__(self, ids: Sequence[int], edges: Iterable[Edge]) -> None:
        place = _places(ids)
        self.count = len(ids)
        self.alike: dict[Levels, tuple[list[int], list[int]]] = {}
        """Tails and heads by the caps of their edges."""
        for tail, head, caps in edges:
            try:
                one, other = place[tail], place[head]
            except LookupError:
                continue
            if one >= 0 and other >= 0:
                tails, heads = self.alike.get(caps) or self.alike.setdefault(caps, ([], []))
                tails.append(one)
                heads.append(other)
        self.made: dict[tuple[Levels, ...], list[list[int]]] = {}

    def free(self, aspect: int) -> list[list[int]]:
        """Return, for each node, the heads of its uncapped edges. Aspects with the same edges share the lists."""
        passing = tuple(caps for caps in self.alike if caps[aspect] >= UNLIMITED)
        if passing not in self.made:
            self.made[passing] = neighbours(
                self.count, chain.from_iterable(zip(*self.alike[caps], strict=True) for caps in passing)
            )
        return self.made[passing]

    def capped(self, aspect: int) -> dict[int, list[tuple[int, int]]]:
        """Return the capped edges: tail → list of (head, cap)."""
        found: dict[int, list[tuple[int, int]]] = {}
        for caps, (tails, heads) in self.alike.items():
            if 0 <= caps[aspect] < UNLIMITED:
                for tail, head in zip(tails, heads, strict=True):
                    found.setdefault(tail, []).append((head, caps[aspect]))
        return found


def _places(ids: Sequence[int]) -> Sequence[int] | Mapping[int, int]:
    """Map id → index: a list with NOBODY in its gaps, which is faster, unless it would be mostly gaps."""
    if ids[0] < 0 or ids[-1] > SPARSE * len(ids):
        return {node: index for index, node in enumerate(ids)}
    found = [NOBODY] * (ids[-1] + 1)
    for index, node in enumerate(ids):
        found[node] = index
    return found


class _Flood:
    """Propagation of one aspect, nodes numbered by rising id: highest level first, in layers of equal distance."""

    def __init__(
        self, ids: Sequence[int], free: Neighbours, capped: Mapping[int, Sequence[tuple[int, int]]]
    ) -> None:
        self.ids, self.free, self.capped = ids, free, capped
        self.found: list[Answer] = [UNKNOWN] * len(ids)
        self.via: list[Any] = [None] * len(ids)
        """The place of the node next on the way; None where no level has come yet."""
        self.late: dict[int, dict[int, dict[int, list[int]]]] = {}
        """What capped edges bring: level → distance → tail → heads."""

    def answers(self, own: Sequence[int]) -> list[Answer]:
        """Return the answer of every node, from each node's own level."""
        roots: dict[int, list[int]] = {}
        for node, level in enumerate(own):
            if level >= 0:
                roots.setdefault(level, []).append(node)
        for level in range(max(roots, default=NOTHING), NOTHING, -1):
            self._spread(level, [node for node in roots.get(level, ()) if self.via[node] is None])
        return self.found

    def _spread(self, level: int, layer: list[int]) -> None:
        """Settle all nodes of this level: the given roots, then step by step what they reach."""
        found, via, ids = self.found, self.via, self.ids
        for node in layer:
            found[node], via[node] = (level, 0, NOBODY, ids[node]), NOBODY
        late = self.late.setdefault(level, {})
        step = 0
        while layer or late:
            self._let_through(layer, level, step + 1)
            step += 1
            layer = self._next(layer, late.pop(step, {}))
            for node in layer:
                tail = via[node]
                found[node] = level, step, ids[tail], found[tail][3]

    def _next(self, layer: list[int], late: Mapping[int, Sequence[int]]) -> list[int]:
        """Return the nodes that the layer reaches. Tails come in rising order, so that the smallest one is `via`."""
        via, free = self.via, self.free
        further = []
        for tail in sorted({*layer, *late}) if late else layer:
            for head in chain(free[tail], late.get(tail, ())) if late else free[tail]:
                if via[head] is None:
                    via[head] = tail
                    further.append(head)
        further.sort()
        return further

    def _let_through(self, layer: Iterable[int], level: int, distance: int) -> None:
        """Record what the capped edges from the layer pass on, to be settled at the level after the cap."""
        if not self.capped:
            return
        for tail in layer:
            for head, cap in self.capped.get(tail, ()):
                at = self.late.setdefault(min(level, cap), {})
                at.setdefault(distance, {}).setdefault(tail, []).append(head)
