"""How an evidence stands on a day."""

from datetime import date, timedelta
from enum import StrEnum

AHEAD = timedelta(days=60)
"""An evidence that ends within this time is soon to be renewed."""


class EvidenceState(StrEnum):
    """Whether it still shows anything."""

    ENDED = "ended"
    ENDING = "ending"
    VALID = "valid"
    OPEN = "open"


def state_of(valid_to: date | None, day: date) -> EvidenceState:
    """How it stands: it holds to its last day, that one included; without one until it is replaced."""
    if valid_to is None:
        return EvidenceState.OPEN
    if valid_to < day:
        return EvidenceState.ENDED
    return EvidenceState.ENDING if valid_to - day <= AHEAD else EvidenceState.VALID
