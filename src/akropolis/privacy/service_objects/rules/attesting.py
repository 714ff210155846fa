"""How an attestation stands on a day: confirmed, late or never made; and when a late one climbs to the head."""

from datetime import date, timedelta
from enum import StrEnum

AHEAD = timedelta(days=30)
"""How long before the last day the task to confirm anew is shown."""
CLIMBS = timedelta(days=14)
"""How long after the last day the head is told too."""


class AttestState(StrEnum):
    """The state of a yearly attestation."""

    ATTESTED = "attested"
    LATE = "late"
    NEVER = "never"


def attest_state(attested_on: date | None, last_on: date, today: date) -> AttestState:
    """Return the state; the last day itself is in time."""
    if attested_on is None:
        return AttestState.NEVER
    return AttestState.ATTESTED if today <= last_on else AttestState.LATE


def is_awaited(attested_on: date | None, last_on: date, today: date, *, by_head: bool) -> bool:
    """Return whether somebody is asked to attest: in time, at once if it was never done; the head when it is late."""
    if by_head:
        return today > last_on + CLIMBS
    return attested_on is None or today >= last_on - AHEAD
