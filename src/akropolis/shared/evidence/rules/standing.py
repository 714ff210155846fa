"""The state of a piece of evidence on a day."""

from datetime import date, timedelta
from enum import StrEnum

AHEAD = timedelta(days=60)
"""Evidence that ends within this time is to be renewed soon."""


class EvidenceState(StrEnum):
    """Whether it is still valid."""

    ENDED = "ended"
    ENDING = "ending"
    VALID = "valid"
    OPEN = "open"


def state_of(valid_to: date | None, day: date) -> EvidenceState:
    """Return the state: valid through its last day; without one, until it is replaced."""
    if valid_to is None:
        return EvidenceState.OPEN
    if valid_to < day:
        return EvidenceState.ENDED
    return EvidenceState.ENDING if valid_to - day <= AHEAD else EvidenceState.VALID
