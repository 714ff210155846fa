"""Whether a piece of evidence is valid on a day."""

from datetime import date, timedelta
from enum import StrEnum

AHEAD = timedelta(days=60)
"""Evidence whose last day is within this time has the state `ENDING`: it should be renewed."""


class EvidenceState(StrEnum):
    """Whether the evidence is still valid. `OPEN`: it has no last day."""

    ENDED = "ended"
    ENDING = "ending"
    VALID = "valid"
    OPEN = "open"


def state_of(valid_to: date | None, day: date) -> EvidenceState:
    """Return the state on the day. Evidence is valid through its last day; without one, until replaced."""
    if valid_to is None:
        return EvidenceState.OPEN
    if valid_to < day:
        return EvidenceState.ENDED
    return EvidenceState.ENDING if valid_to - day <= AHEAD else EvidenceState.VALID
