"""Which level of leadership the facts of an event propose, and when a ladder of reminders has reached a role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class LevelRule:
    """A level as the rules see it: from which severity, and from how many affected units, it is proposed."""

    code: str
    from_severity: int | None
    from_units: int | None


@dataclass(frozen=True, slots=True)
class LevelProposal:
    """The level that the facts propose, and by which of them."""

    code: str
    by_severity: bool
    by_units: bool


def proposed(levels: Sequence[LevelRule], severity: int, units: int) -> LevelProposal | None:
    """The highest of the levels, given in order, that the facts reach; None where none of them does."""
    for level in reversed(levels):
        by_severity = level.from_severity is not None and severity >= level.from_severity
        by_units = level.from_units is not None and units >= level.from_units
        if by_severity or by_units:
            return LevelProposal(level.code, by_severity, by_units)
    return None


def reached_at(due: datetime, hours: int, pace: int = 1) -> datetime:
    """When the ladder's step is reached: so many hours before the time is out, or after, below zero.

    The hours of an exercise pass `pace` times as fast.
    """
    return due.astimezone(UTC) - timedelta(hours=hours) / pace
