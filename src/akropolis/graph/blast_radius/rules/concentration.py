"""Which nodes fall when one bearer (a supplier, a platform or a service) falls.

A dependency is a need: a node falls when a node falls that it needs and has no alternative to. This is not a
question of dominators. Dominators ask whether every path passes a node, which is right where one path is
enough; here every need must be met. The answer is reachability along the needs that have no alternative.

Alternatives are trusted, with one exception. Two or more alternatives of the same kind for one node replace
each other: if all of them fall with the same bearer, the node falls too. For example, two data centres are
no alternatives if both depend on one supplier. A single dependency that is marked as having an alternative
has that alternative outside the graph.

For each node, the set of bearers that fell it is stored as the bits of one integer, computed once, starting
from the nodes without needs. A walk per supplier would visit every dependency once per supplier; this visits
each dependency once (and once more for each change in a ring of alternatives).
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_

from akropolis.base.lib.graphs import neighbours, strong_components
from akropolis.shared.classification.rules.aspects import CRITICAL

type Need = tuple[int, int, str]
"""A dependency: source, target, and the alternative's kind or "" without one; those of one kind replace each other."""


def demanding(levels: Iterable[int | None]) -> bool:
    """Tell whether one of the levels is high enough to make the node critical."""
    return any(level is not None and level >= CRITICAL for level in levels)


@dataclass(frozen=True, slots=True)
class CriticalThing:
    """Something critical: its node, the code of its authority, and how many people it is about, if known."""

    node: int
    unit: str
    people: int | None = None


@dataclass(frozen=True, slots=True)
class Burden:
    """How much that is critical falls with one bearer. `people` sums the numbers that are known."""

    things: int
    units: int
    people: int


@dataclass(frozen=True, slots=True)
class Foundations:
    """For each node, the set of bearers that fell it, as an integer: bit i of the set represents `bearers[i]`."""

    bearers: tuple[int, ...]
    _sets: Mapping[int, int]

    def of(self, node: int) -> int:
        """Return the set of bearers that fell the node, as an integer; 0 for a node that is not in the graph."""
        return self._sets.get(node, 0)

    def burdens(self, things: Collection[CriticalThing]) -> dict[int, Burden]:
        """Return a dict from bearer to how many of the things fall with it; bearers with none are left out."""
        count, people, units = _Tally(), _Tally(), dict[str, int]()
        for thing in things:
            found = self.of(thing.node)
            count.add(found, 1)
            people.add(found, thing.people or 0)
            units[thing.unit] = units.get(thing.unit, 0) | found
        distinct = _Tally()
        for found in units.values():
            distinct.add(found, 1)
        columns = [tally.read(len(self.bearers)) for tally in (count, distinct, people)]
        return {
            bearer: Burden(*numbers)
            for bearer, *numbers in zip(self.bearers, *columns, strict=True)
            if numbers[0]
        }

    def felled(self, bearer: int, things: Iterable[CriticalThing]) -> list[CriticalThing]:
        """Return the things that fall with the bearer, in their order. Raises KeyError if it is no bearer."""
        try:
            bit = 1 << self.bearers.index(bearer)
        except ValueError:
            raise KeyError(bearer) from None
        return [thing for thing in things if self.of(thing.node) & bit]


def newly_felled(
    before: Foundations, after: Foundations, nodes: Iterable[int], *, named: int
) -> dict[int, tuple[list[int], int]]:
    """Return a dict from bearer to the nodes that it fells in `after` but not in `before`.

    The nodes are given as the first `named` ones, and their total number: a city has millions of such pairs,
    so they are counted, and only a few looked at. `before` and `after` must have the same bearers.
    """
    count, first = _Tally(), dict[int, list[int]]()
    lacking = (1 << len(after.bearers)) - 1
    for node in nodes:
        new = after.of(node) & ~before.of(node)
        count.add(new, 1)
        for place in _bits(new & lacking):
            found = first.setdefault(place, [])
            found.append(node)
            if len(found) == named:
                lacking ^= 1 << place
    counts = count.read(len(after.bearers))
    return {after.bearers[place]: (found, counts[place]) for place, found in first.items()}


def _bits(number: int) -> Iterator[int]:
    """Yield the positions of the bits that are set in the number, lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def foundations(needs: Iterable[Need], bearers: Iterable[int]) -> Foundations:
    """Compute what fells each node, for the given bearers. The order of the needs is irrelevant; rings are safe."""
    order = tuple(sorted(set(bearers)))
    needs = set(needs)
    ids = sorted({node for need in needs for node in need[:2]} | set(order))
    place = {node: index for index, node in enumerate(ids)}
    firm = ((place[tail], place[head]) for tail, head, kind in needs if not kind)
    # What needs each other in a ring falls together: from here on a ring is one.
    part = strong_components(neighbours(len(ids), firm))
    ground = _Ground.of(((part[place[t]], part[place[h]], t, kind) for t, h, kind in needs), len(ids))
    for bit, bearer in enumerate(order):
        ground.sets[part[place[bearer]]] |= 1 << bit
    ground.settle()
    return Foundations(order, {node: ground.sets[part[place[node]]] for node in ids})


@dataclass(slots=True)
class _Ground:
    """The graph as numbered parts (a ring is one part): each part's needs, alternatives and felling set."""

    sets: list[int]
    needs: list[set[int]]
    ways: list[list[list[int]]]
    above: list[set[int]]
    waiting: deque[int] = field(default_factory=deque)

    @classmethod
    def of(cls, needs: Iterable[tuple[int, int, int, str]], count: int) -> "_Ground":
        """Build from tuples of two parts' numbers, the node that has the need, and the kind of alternative."""
        made = cls(
            [0] * count,
            [set() for _ in range(count)],
            [[] for _ in range(count)],
            [set() for _ in range(count)],
        )
        groups: dict[tuple[int, str], tuple[int, list[int]]] = {}
        for tail, head, node, kind in needs:
            if kind:
                groups.setdefault((node, kind), (tail, []))[1].append(head)
            elif tail != head:
                made.needs[tail].add(head)
                made.above[head].add(tail)
        for tail, heads in groups.values():
            if len(heads) > 1:
                made.ways[tail].append(heads)
                for head in heads:
                    made.above[head].add(tail)
        return made

    def settle(self) -> None:
        """Compute each part's set from the sets of its needs until no set changes: the least fixed point."""
        self.waiting.extend(self._upwards())
        queued = bytearray([1]) * len(self.sets)
        while self.waiting:
            part = self.waiting.popleft()
            queued[part] = 0
            found = self._felling(part)
            if found == self.sets[part]:
                continue
            self.sets[part] = found
            for above in self.above[part]:
                if not queued[above]:
                    queued[above] = 1
                    self.waiting.append(above)

    def _felling(self, part: int) -> int:
        found = self.sets[part]
        for head in self.needs[part]:
            found |= self.sets[head]
        for heads in self.ways[part]:
            found |= reduce(and_, (self.sets[head] for head in heads))
        return found

    def _upwards(self) -> Iterator[int]:
        """Yield the parts, each after its needs as far as possible; rings of alternatives come last."""
        below = [set(needs).union(*ways) for needs, ways in zip(self.needs, self.ways, strict=True)]
        left = [len(heads) for heads in below]
        ready = deque(part for part, count in enumerate(left) if not count)
        while ready:
            part = ready.popleft()
            yield part
            for above in self.above[part]:
                left[above] -= 1
                if not left[above]:
                    ready.append(above)
        yield from (part for part, count in enumerate(left) if count)


class _Tally:
    """Sums of weights for all bearers at once: bit i of plane k is bit k of the sum of bearer i."""

    def __init__(self) -> None:
        self.planes: list[int] = []

    def add(self, bearers: int, weight: int) -> None:
        """Add the weight to the sum of each bearer in the set `bearers` (an integer of bits)."""
        for plane in range(weight.bit_length()):
            if weight >> plane & 1:
                self._carry(plane, bearers)

    def _carry(self, plane: int, bearers: int) -> None:
        while bearers:
            while plane >= len(self.planes):
                self.planes.append(0)
            self.planes[plane], bearers = self.planes[plane] ^ bearers, self.planes[plane] & bearers
            plane += 1

    def read(self, count: int) -> Sequence[int]:
        """Return the sums of the first `count` bearers, in the order of the bearers."""
        sums = [0] * count
        for plane, bits in enumerate(self.planes):
            value = 1 << plane
            for place, sign in enumerate(reversed(f"{bits:b}")):
                if sign == "1":
                    sums[place] += value
        return sums
