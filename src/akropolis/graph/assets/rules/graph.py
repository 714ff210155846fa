"""The graph as input of the propagation: which levels a dependency passes on, which nodes form a cycle."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from akropolis.base.lib.graphs import neighbours, strong_components
from akropolis.shared.classification.rules.aspects import BITS, ORDER
from akropolis.shared.classification.rules.propagation import NOTHING, UNLIMITED, Answers, Levels

type Row = tuple[int, int, int | None, int, int, int | None, int]
"""A stored answer: node, aspect, own level, effective level, distance, via, source (as in `NodeLevel`)."""

NO_LEVELS: Levels = (NOTHING,) * len(ORDER)


@cache
def caps(passes: int) -> Levels:
    """Return the highest level that a dependency without lowerings passes on per aspect: UNLIMITED or NOTHING."""
    return tuple(UNLIMITED if passes & BITS[aspect] else NOTHING for aspect in ORDER)


def lowered(passes: int, most: Mapping[str, int]) -> Levels:
    """Return `caps(passes)` limited to `most`, the lowered levels by aspect. An aspect not inherited stays NOTHING."""
    return tuple(
        min(cap, most.get(aspect, UNLIMITED)) for aspect, cap in zip(ORDER, caps(passes), strict=True)
    )


def levels(given: Iterable[int | None]) -> Levels:
    """Return stored levels, in the order of the aspects, in the form of the propagation: None becomes NOTHING."""
    return tuple(NOTHING if level is None else level for level in given)


def stored_levels(answers: Answers) -> tuple[int | None, ...]:
    """Return the effective level per aspect in the form in which it is stored: None where unknown."""
    return tuple(None if answer[0] < 0 else answer[0] for answer in answers)


def rows(node: int, own: Levels, answers: Answers) -> list[Row]:
    """Return the rows to store for one node: one per aspect whose level is known."""
    return [
        (
            node,
            aspect,
            None if mine < 0 else mine,
            level,
            distance,
            None if via < 0 else via,
            source,
        )
        for aspect, (mine, (level, distance, via, source)) in enumerate(zip(own, answers, strict=True))
        if level >= 0
    ]


def cycles(nodes: Collection[int], edges: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return node → the smallest id in its cycle, for the nodes that are in a cycle. Ignores edges to other nodes."""
    ids = sorted(nodes)
    place = {node: index for index, node in enumerate(ids)}
    inner = ((place[tail], place[head]) for tail, head in edges if tail in place and head in place)
    found = strong_components(neighbours(len(ids), inner))
    size = Counter(found)
    return {ids[node]: ids[ring] for node, ring in enumerate(found) if size[ring] > 1}
