"""How a city's or a unit's risks have moved between two days. Pure: levels are compared within one edition alone."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class JudgedLevel(NamedTuple):
    """How a risk was judged: by which edition of a matrix, in which cell, and at which level."""

    matrix: UUID
    likelihood: int
    consequence: int
    level: int


type Levels = Mapping[UUID, JudgedLevel | None]
"""Each current risk with its judgement on a day; None if nobody had judged it."""


class Move(StrEnum):
    """What has become of a risk between two days."""

    RAISED = "raised"
    LOWERED = "lowered"
    SAME = "same"
    NEW = "new"
    JUDGED = "judged"
    ENDED = "ended"
    RESCALED = "rescaled"
    UNKNOWN = "unknown"


def compare(then: Levels, now: Levels) -> dict[Move, list[UUID]]:
    """Return the risks of the two days by what has become of them; each is in exactly one list.

    A risk that was judged by another edition of the matrix is neither raised nor lowered: the scales differ.
    A judgement that has been withdrawn does not exist, so a judged risk never becomes unjudged.
    """
    found: dict[Move, list[UUID]] = {}
    for risk in then.keys() | now.keys():
        found.setdefault(_move(risk, then, now), []).append(risk)
    return {move: sorted(risks) for move, risks in found.items()}


def _move(risk: UUID, then: Levels, now: Levels) -> Move:
    if risk not in now:
        return Move.ENDED
    if risk not in then:
        return Move.NEW
    before, after = then[risk], now[risk]
    if after is None:
        return Move.UNKNOWN
    if before is None:
        return Move.JUDGED
    if before.matrix != after.matrix:
        return Move.RESCALED
    if before.level == after.level:
        return Move.SAME
    return Move.RAISED if after.level > before.level else Move.LOWERED
