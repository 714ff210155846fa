"""Incremental update of propagated answers after a change: reads only the nodes that the change can reach.

Terms are those of `propagation`. An inherited answer depends on the answer of its `via`. So a change can
only worsen the nodes that depend on a changed node through a chain of `via`; these nodes are taken and
recomputed, highest level first. When another node is thereby offered a better answer, it is taken too,
with all nodes that depend on it. The result equals that of `propagate` for the whole graph: a node that
is never taken still depends on an unchanged path and was offered nothing better.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import heappop, heappush
from math import inf
from typing import Protocol

from akropolis.shared.classification.rules.propagation import NOBODY, UNKNOWN, Answer, Answers, Edge, Levels

type State = tuple[Levels, Answers]
"""A node's own levels after the change, and its answers as stored before the change."""
type _Key = tuple[int, int, int]
"""Sort key of an answer: highest level first, then shortest distance, then smallest `via`."""


class Surroundings(Protocol):
    """Reads the states and edges of many nodes in one call. Edges are read as they are after the change."""

    def states(self, nodes: Collection[int]) -> Mapping[int, State]:
        """Return the state of each node, keyed by node."""

    def incoming(self, nodes: Collection[int]) -> Iterable[Edge]:
        """Return the edges whose head is one of the nodes."""

    def outgoing(self, nodes: Collection[int]) -> Iterable[Edge]:
        """Return the edges whose tail is one of the nodes."""


class TooWide(Exception):
    """The change reaches more nodes, or needs more reads, than allowed: the caller must recompute the whole graph."""


def update(
    changed: Collection[int], around: Surroundings, *, most: float = inf, steps: float = inf
) -> dict[int, Answers]:
    """Return the new answers, keyed by node, of every node whose answers change when the nodes `changed` change.

    `changed` holds every node whose own levels changed, and the head of every edge that was added, removed
    or got another cap. A removed node has no own levels and no edges. Raises TooWide if more than `most`
    nodes must be read, or if more than `steps` reads are needed: each further step along the edges takes one
    read.
    """
    region = _Region(around, most, steps)
    region.load(changed)
    found: dict[int, list[Answer]] = {}
    for aspect in range(region.aspects(changed)):
        for node, answer in _Wave(region, aspect).run(changed):
            found.setdefault(node, list(region.states[node][1]))[aspect] = answer
    return {node: tuple(answers) for node, answers in found.items()}


class _Region:
    """What has been read so far. A loaded node has its edges, and the states of their other ends."""

    def __init__(self, around: Surroundings, most: float, steps: float) -> None:
        self.around, self.most, self.steps = around, most, steps
        self.states: dict[int, State] = {}
        self.into: dict[int, list[tuple[int, Levels]]] = {}
        self.out: dict[int, list[tuple[int, Levels]]] = {}

    def aspects(self, nodes: Iterable[int]) -> int:
        """Return the number of aspects that the nodes have; 0 if there are no nodes."""
        return next((len(self.states[node][0]) for node in nodes), 0)

    def load(self, nodes: Iterable[int]) -> None:
        """Read the edges of the nodes that are not loaded yet. Raises TooWide beyond the limits."""
        new = [node for node in dict.fromkeys(nodes) if node not in self.out]
        if not new:
            return
        if len(self.out) + len(new) > self.most or self.steps <= 0:
            raise TooWide
        self.steps -= 1
        for node in new:
            self.into[node], self.out[node] = [], []
        ends = set(new)
        for tail, head, caps in self.around.incoming(new):
            self.into[head].append((tail, caps))
            ends.add(tail)
        for tail, head, caps in self.around.outgoing(new):
            self.out[tail].append((head, caps))
            ends.add(head)
        missing = ends - self.states.keys()
        if missing:
            self.states.update(self.around.states(missing))


class _Wave:
    """The update of one aspect. `taken` nodes are recomputed, `settled` ones are done; others keep what is stored."""

    def __init__(self, region: _Region, aspect: int) -> None:
        self.region, self.aspect = region, aspect
        self.taken: set[int] = set()
        self.settled: dict[int, Answer] = {}
        self.queue: list[tuple[int, int, int, int, int]] = []
        """-level, distance, via, node, and the level that via had."""

    def run(self, changed: Iterable[int]) -> Iterator[tuple[int, Answer]]:
        """Yield each node whose new answer differs from the stored one, with the new answer."""
        self._take([node for node in changed if self._best(node) != _key(self._stored(node))])
        while layer := self._settle():
            self._take(self._offer(layer))
        for node in self.taken:
            answer = self.settled.get(node, UNKNOWN)
            if answer != self._stored(node):
                yield node, answer

    def _stored(self, node: int) -> Answer:
        return self.region.states[node][1][self.aspect]

    def _answer(self, node: int) -> Answer | None:
        """Return the node's current answer; None if it is being recomputed and not settled yet."""
        return self.settled.get(node) if node in self.taken else self._stored(node)

    def _offers(self, node: int) -> Iterator[tuple[int, int, int, int]]:
        """Yield -level, distance, via, and via's level: what the node has itself and by its edges, as of now."""
        own = self.region.states[node][0][self.aspect]
        if own >= 0:
            yield -own, 0, NOBODY, own
        for tail, caps in self.region.into[node]:
            answer = self._answer(tail)
            if answer is not None and (level := min(answer[0], caps[self.aspect])) >= 0:
                yield -level, answer[1] + 1, tail, answer[0]

    def _best(self, node: int) -> _Key:
        return min((offer[:3] for offer in self._offers(node)), default=_key(UNKNOWN))

    def _take(self, nodes: Collection[int]) -> None:
        """Take the nodes and all nodes that depend on them through `via`, and queue each one's current offers."""
        new, edge = set[int](), set(nodes)
        while edge:
            new |= edge
            self.region.load(edge)
            edge = {head for node in edge for head in self._hanging(node)} - new - self.taken
        self.taken |= new
        for node in new:
            for level, distance, via, basis in self._offers(node):
                heappush(self.queue, (level, distance, via, node, basis))

    def _hanging(self, node: int) -> Iterator[int]:
        return (head for head, _caps in self.region.out[node] if self._stored(head)[2] == node)

    def _settle(self) -> list[int]:
        """Settle and return the next nodes of equal level and distance. Empty when nothing is left."""
        layer: list[int] = []
        rank: tuple[int, int] | None = None
        while self.queue and rank in (None, self.queue[0][:2]):
            level, distance, via, node, basis = heappop(self.queue)
            source = self._source(node, via, basis, distance)
            if source is not None and node not in self.settled:
                self.settled[node] = (-level, distance, via, source)
                layer.append(node)
                rank = level, distance
        return layer

    def _source(self, node: int, via: int, basis: int, distance: int) -> int | None:
        """Return the node from which the offered level originates; None if the offer is no longer valid."""
        if via == NOBODY:
            return node
        answer = self._answer(via)
        return answer[3] if answer is not None and answer[:2] == (basis, distance - 1) else None

    def _offer(self, layer: Iterable[int]) -> list[int]:
        """Pass on settled answers; return the nodes outside that are offered something better than they have."""
        better: dict[int, None] = {}
        for node in layer:
            basis, distance = self.settled[node][:2]
            for head, caps in self.region.out[node]:
                level = min(basis, caps[self.aspect])
                if level < 0 or head in self.settled:
                    continue
                if head in self.taken:
                    heappush(self.queue, (-level, distance + 1, node, head, basis))
                elif (-level, distance + 1, node) < _key(self._stored(head)):
                    better[head] = None
        return list(better)


def _key(answer: Answer) -> _Key:
    return -answer[0], answer[1], answer[2]
