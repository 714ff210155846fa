"""Which level of leadership the facts of an event propose, and when a reminder ladder has reached a role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class LevelRule:
    """A level as the rules see it: the severity and the number of affected units from which it is proposed."""

    code: str
    from_severity: int | None
    from_units: int | None


@dataclass(frozen=True, slots=True)
class LevelProposal:
    """The level proposed by the facts, and the facts behind it."""

    code: str
    by_severity: bool
    by_units: bool


def propose_level(levels: Sequence[LevelRule], severity: int, units: int) -> LevelProposal | None:
    """Return the highest of the levels, given in order, whose criteria are met; None where none is."""
    for level in reversed(levels):
        by_severity = level.from_severity is not None and severity >= level.from_severity
        by_units = level.from_units is not None and units >= level.from_units
        if by_severity or by_units:
            return LevelProposal(level.code, by_severity, by_units)
    return None


def reached_at(due: datetime, hours: int, pace: int = 1) -> datetime:
    """Return when a step of the ladder is reached: this many hours before the due time, or after it if
    negative.

    In an exercise the hours pass `pace` times as fast.
    """
    return due.astimezone(UTC) - timedelta(hours=hours) / pace
