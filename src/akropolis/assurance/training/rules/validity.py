"""Whether training is valid on a day, and which shares may be shown. Pure."""

from datetime import date, timedelta
from enum import StrEnum

FEWEST = 5
"""The smallest number of people of whom a share is shown: below it, a share would reveal individuals."""
SOON = timedelta(days=30)


class TrainingState(StrEnum):
    """How a person stands with a course that she must have. The worst first."""

    MISSING = "missing"
    LAPSED = "lapsed"
    ENDING = "ending"
    VALID = "valid"


HELD = (TrainingState.ENDING, TrainingState.VALID)
"""The states in which the person has the course: it counts to the end of its last day."""


def training_state(*, taken: bool, last: date | None, day: date) -> TrainingState:
    """Return the state on the day, of a completion valid through `last`; None means that it never lapses."""
    if not taken:
        return TrainingState.MISSING
    if last is None or last > day + SOON:
        return TrainingState.VALID
    return TrainingState.LAPSED if last < day else TrainingState.ENDING


def share_of(valid: int, must: int) -> int | None:
    """Return how many per cent have the course, rounded down; None where fewer than `FEWEST` must have it."""
    return valid * 100 // must if must >= FEWEST else None
