"""What a picture of dependencies shows when there is too much to show, and where each box stands.

Nothing is left out: a node either has a box of its own or is counted in the box of its unit. The same input gives the
same picture, in whatever order it comes.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil

WIDTH, HEIGHT = 296, 108
"""What a box and the space around it take, in the picture's own measure."""
SHAPE = 1.6
"""How much wider than high the picture may be."""
LEAST_ROWS = 4
REST = ""
"""Stands for all the units that get no box of their own."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A node to be drawn. `distance` counts steps from the node the picture is about, below zero downwards.

    `unit` is its code. `order` sorts nodes that are equally near and equally demanding; it says nothing that may not be
    seen.
    """

    node: int
    unit: str = field(compare=False)
    distance: int = field(compare=False)
    level: int = field(compare=False, default=-1)
    order: str = field(compare=False, default="")

    @property
    def rank(self) -> tuple[int, int, str, int]:
        """The nearest first, of those the most demanding."""
        return abs(self.distance), -self.level, self.order, self.node


@dataclass(frozen=True, slots=True)
class Folded:
    """Nodes of one unit (REST: of several) that share a box, at the distance of the nearest, with the highest level."""

    unit: str
    nodes: tuple[int, ...]
    distance: int
    level: int


@dataclass(frozen=True, slots=True)
class Folding:
    """The nodes with a box of their own, the nearest first, and the boxes of the others, the largest first."""

    shown: tuple[Spot, ...]
    folded: tuple[Folded, ...]


def fold(spots: Iterable[Spot], most: int, opened: Collection[str] = (), *, by_unit: bool = True) -> Folding:
    """At most `most` boxes, and no node left out: too many are told by unit, and a unit is opened to see its own.

    A box of their own have nodes at distance 0, those of opened units, and the nearest: as far as everything that is
    equally near has room, or, not `by_unit`, as many as have room. Needs room for those at distance 0 and two more.
    """
    ranked = sorted(spots, key=lambda spot: (spot.distance != 0, spot.unit not in opened, spot.rank))
    if len(ranked) <= most:
        return Folding(tuple(sorted(ranked, key=lambda spot: spot.rank)), ())
    own = _own(ranked, most, opened) if by_unit else _room(ranked, most)
    folded = _boxes(ranked[own:], most - own)
    # A box for one is the one.
    alone = {box.nodes[0] for box in folded if len(box.nodes) == 1}
    shown = [*ranked[:own], *(spot for spot in ranked[own:] if spot.node in alone)]
    return Folding(
        tuple(sorted(shown, key=lambda spot: spot.rank)),
        tuple(box for box in folded if len(box.nodes) > 1),
    )


def _own(ranked: Sequence[Spot], most: int, opened: Collection[str]) -> int:
    """How many of them, from the first, have a box of their own."""
    first = sum(spot.distance == 0 or spot.unit in opened for spot in ranked)
    own = min(first, _room(ranked, most))
    if _units(ranked[own:]) == 1:
        return most - 1
    for _distance, layer in groupby(ranked[own:], key=lambda spot: abs(spot.distance)):
        further = own + len(list(layer))
        if further + _units(ranked[further:]) > most:
            break
        own = further
    return own


def _room(ranked: Sequence[Spot], most: int) -> int:
    """How many there is room for beside the boxes of units."""
    return most - min(_units(ranked), max(1, most // 3))


def _units(spots: Iterable[Spot]) -> int:
    return len({spot.unit for spot in spots})


def _boxes(rest: Sequence[Spot], most: int) -> list[Folded]:
    count = Counter(spot.unit for spot in rest)
    order = sorted(count, key=lambda unit: (-count[unit], unit))
    own = set(order) if len(order) <= most else set(order[: most - 1])
    members: dict[str, list[Spot]] = {}
    for spot in rest:
        members.setdefault(spot.unit if spot.unit in own else REST, []).append(spot)
    made = [
        Folded(
            unit,
            tuple(sorted(spot.node for spot in those)),
            min((spot.distance for spot in those), key=abs),
            max(spot.level for spot in those),
        )
        for unit, those in members.items()
    ]
    return sorted(made, key=lambda box: (box.unit == REST, -len(box.nodes), box.unit))


@dataclass(frozen=True, slots=True)
class LayoutBox:
    """A box to be placed: its key, its layer, and what it should stand beside."""

    key: int
    layer: int
    group: int
    order: int


def places(boxes: Collection[LayoutBox], edges: Iterable[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Column and row of each box: layers from left to right, a long one in several columns, rows around the middle.

    Within a layer boxes of one group stand together, the groups near what they are tied to in the layers before.
    No two boxes share a place.
    """
    layers: dict[int, list[LayoutBox]] = {}
    for box in boxes:
        layers.setdefault(box.layer, []).append(box)
    rows = _rows([len(layer) for layer in layers.values()])
    near = _near(edges)
    found: dict[int, tuple[int, int]] = {}
    # From the middle outwards, so that each layer is ordered by one that has its place.
    for layer in sorted(layers, key=lambda number: (abs(number), number)):
        ordered = _ordered(layers[layer], near, found)
        for place, box in enumerate(ordered):
            found[box.key] = (
                place // rows,
                _centred(place % rows, min(rows, len(ordered) - place // rows * rows)),
            )
    return _shifted(found, boxes, layers, rows)


def _rows(counts: Sequence[int]) -> int:
    """The fewest rows with which the picture is not too wide for its height."""
    rows = LEAST_ROWS
    while sum(ceil(count / rows) for count in counts) * WIDTH > SHAPE * rows * HEIGHT and rows < max(counts):
        rows += 1
    return rows


def _near(edges: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for tail, head in edges:
        found.setdefault(tail, []).append(head)
        found.setdefault(head, []).append(tail)
    return found


def _ordered(
    layer: Sequence[LayoutBox], near: Mapping[int, Sequence[int]], placed: Mapping[int, tuple[int, int]]
) -> list[LayoutBox]:
    pull = {
        box.key: _mean([placed[key][1] for key in near.get(box.key, ()) if key in placed]) for box in layer
    }
    groups: dict[int, list[float]] = {}
    for box in layer:
        groups.setdefault(box.group, []).append(pull[box.key])
    middle = {group: _mean(pulls) for group, pulls in groups.items()}
    return sorted(layer, key=lambda b: (middle[b.group], b.group, pull[b.key], b.order, b.key))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _centred(place: int, count: int) -> int:
    return place * 2 - count + 1


def _shifted(
    found: Mapping[int, tuple[int, int]],
    boxes: Collection[LayoutBox],
    layers: Mapping[int, Sequence[LayoutBox]],
    rows: int,
) -> dict[int, tuple[int, int]]:
    """The same with each layer's columns after those of the layer before; below zero they grow to the left."""
    first: dict[int, int] = {}
    column = 0
    for layer in sorted(layers):
        first[layer] = column
        column += ceil(len(layers[layer]) / rows)
    last = {layer: first[layer] + ceil(len(those) / rows) - 1 for layer, those in layers.items()}
    return {
        box.key: (
            last[box.layer] - found[box.key][0] if box.layer < 0 else first[box.layer] + found[box.key][0],
            found[box.key][1],
        )
        for box in boxes
    }
