"""What a picture of dependencies shows when there are too many nodes, and where each box is placed.

Nothing is left out: a node either has its own box or is counted in its unit's box. The same nodes and
edges give the same picture, in whatever order they are given.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil

WIDTH, HEIGHT = 296, 108
"""Size of a box with the space around it, in the picture's units."""
SHAPE = 1.6
"""Maximum ratio of width to height of the picture."""
LEAST_ROWS = 4
REST = ""
"""Code of the box for all units without a box of their own."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A node to be drawn. `distance` is the number of steps from the start node, negative for what it depends on.

    `unit` is the code of the node's unit. `order` sorts nodes with equal distance and level; it is empty for
    a node whose name the user must not learn.
    """

    node: int
    unit: str = field(compare=False)
    distance: int = field(compare=False)
    level: int = field(compare=False, default=-1)
    order: str = field(compare=False, default="")

    @property
    def rank(self) -> tuple[int, int, str, int]:
        """Return the sort key: nearest first, then highest level."""
        return abs(self.distance), -self.level, self.order, self.node


@dataclass(frozen=True, slots=True)
class Folded:
    """Nodes of one unit (REST: of several) in one box, at the distance of the nearest, with the highest level."""

    unit: str
    nodes: tuple[int, ...]
    distance: int
    level: int


@dataclass(frozen=True, slots=True)
class Folding:
    """The result of `fold`: nodes with their own box, nearest first, and boxes of several nodes, largest first."""

    shown: tuple[Spot, ...]
    folded: tuple[Folded, ...]


def fold(spots: Iterable[Spot], most: int, opened: Collection[str] = (), *, by_unit: bool = True) -> Folding:
    """Distribute the nodes over at most `most` boxes: nodes without a box of their own share a box per unit.

    Nodes at distance 0, nodes of the units in `opened` and the nearest nodes get boxes of their own. With
    `by_unit` true, the nearest are added one whole distance at a time as long as they fit; with `by_unit`
    false, as many nodes as fit. `most` must have room for the nodes at distance 0 and two more boxes.
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
    """Return how many nodes, counted from the start of `ranked`, get a box of their own."""
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
    """Return how many boxes are left for single nodes when at most a third of them is reserved for units."""
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
    """A box to be placed: its key, its layer (distance), the group of boxes to keep it with, and its order there."""

    key: int
    layer: int
    group: int
    order: int


def place_boxes(boxes: Collection[LayoutBox], edges: Iterable[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Return key → (column, row) for each box.

    Layers go from left to right; a long layer takes several columns, and rows are centred. Within a layer
    the boxes of one group are kept together, near the boxes in already placed layers that they are connected
    to. No two boxes share a position.
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
    """Return the smallest number of rows with which the picture is at most SHAPE times as wide as it is high."""
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
    """Shift each layer's columns to after those of the layer before; layers below zero grow to the left."""
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
