"""The times of an event: their required order, and errors in the entered times."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum, auto

FIRST = "occurred_at"
AFTER = {
    "detected_at": FIRST,
    "aware_at": FIRST,
    "assessed_at": "aware_at",
    "contained_at": FIRST,
    "handled_at": FIRST,
    "ended_at": FIRST,
}
"""For each time, the time that it must not precede. Knowledge may precede the full detection of the event."""


class TimeFault(Enum):
    """An error in a time."""

    AHEAD = auto()
    BEFORE = auto()
    MISSING = auto()


def faults(times: Mapping[str, datetime | None], now: datetime) -> dict[str, TimeFault]:
    """Return the errors by time; empty when the times are consistent. No time may be in the future."""
    found = {name: TimeFault.AHEAD for name, at in times.items() if at and at > now}
    for name, first in AFTER.items():
        at, limit = times.get(name), times.get(first)
        if at and limit and at < limit:
            found.setdefault(name, TimeFault.BEFORE)
    if times.get(FIRST) is None:
        found[FIRST] = TimeFault.MISSING
    return found
