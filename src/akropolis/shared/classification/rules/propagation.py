"""Propagation of demands along dependencies: what is demanded of a node, and the shortest path to what demands it.

An edge tail → head means that the tail depends on the head: what is demanded of the tail is demanded of the
head too, in each aspect at most the edge's cap. So, per aspect, a node's level is the highest of its own and of
what its edges bring. Nodes in a cycle share the highest level that reaches any of them.

An answer is (level, distance, via, source). A node's own level has distance 0, no `via` and the node as source.
An inherited one has the length of a shortest path, the next node on it (the smallest id among equally near
ones), and the node at its end. The path follows the answers of its nodes: beyond a cap it leads to what demands
the whole of what is capped, even if a nearer node demands as much as the cap. A graph has one set of answers,
regardless of input order.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from akropolis.base.lib.graphs import Neighbours, neighbours

NOTHING = -1
"""No known level; as a cap: nothing passes."""
UNLIMITED = 1 << 15
"""The cap of an edge that passes every demand."""
NOBODY = -1
"""The `via` of a node's own level."""

SPARSE = 8
"""When the highest id exceeds the number of nodes by this factor, a list indexed by id is mostly gaps."""

type Levels = tuple[int, ...]
"""A level, or a cap, per aspect."""
type Edge = tuple[int, int, Levels]
"""Tail, head, and the cap per aspect."""
type Answer = tuple[int, int, int, int]
"""Level, distance, via, source."""
type Answers = tuple[Answer, ...]
"""An answer per aspect."""

UNKNOWN: Answer = (NOTHING, 0, NOBODY, NOBODY)


def propagate(own: Mapping[int, Levels], edges: Iterable[Edge]) -> dict[int, Answers]:
    """Return the answers of every node, by id. `own` names all nodes; edges to other nodes are ignored.

    Time grows linearly with nodes and edges.
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
        """Return tail → heads with the cap of each edge, for capped edges."""
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
        """Return every node's answer, given the nodes' own levels."""
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
        """Record what capped edges bring, at the level that they bring it."""
        if not self.capped:
            return
        for tail in layer:
            for head, cap in self.capped.get(tail, ()):
                at = self.late.setdefault(min(level, cap), {})
                at.setdefault(distance, {}).setdefault(tail, []).append(head)
