"""What becomes of a clock whose start is corrected: what is due follows, and what was said before is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from akropolis.clocks.rules.due import Clock, Due, due


@dataclass(frozen=True, slots=True)
class Stated:
    """What was said to have started the clock: when that was, when it was said, and why it was said anew."""

    start: datetime | date
    at: datetime
    because: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What followed from a statement. `changed` tells whether it moved what was due by the one before."""

    stated: Stated
    due: Due
    changed: bool


def course(clock: Clock, statements: Sequence[Stated]) -> tuple[Said, ...]:
    """What was due by each statement, in the order in which they were made; the last one holds.

    Statements that repeat the one before are left out. ValueError when there is none.
    """
    if not statements:
        raise ValueError("nothing has started the clock")
    said: list[Said] = []
    for stated in sorted(statements, key=lambda each: each.at):
        if said and said[-1].stated.start == stated.start:
            continue
        found = due(clock, stated.start)
        said.append(Said(stated, found, bool(said) and found.moment != said[-1].due.moment))
    return tuple(said)
