"""How a measurement is judged: its trend since the one before, and its status against the target."""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class IndicatorTrend(StrEnum):
    """How a value has moved. A value without a better direction is never better or worse."""

    BETTER = "better"
    WORSE = "worse"
    MORE = "more"
    LESS = "less"
    LEVEL = "level"
    UNKNOWN = "unknown"


class TargetStatus(StrEnum):
    """How a value stands against the target of its year."""

    MET = "met"
    NEAR = "near"
    MISSED = "missed"
    NO_TARGET = "no_target"
    UNKNOWN = "unknown"


class IndicatorReading(NamedTuple):
    """A measured value and the number of cases that it rests on; None is unknown."""

    value: Decimal | None
    basis: int | None


def trend_of(
    polarity: str,
    before: IndicatorReading | None,
    now: IndicatorReading | None,
    *,
    least_basis: int,
    least_change: Decimal,
) -> IndicatorTrend:
    """Return how the value has moved.

    UNKNOWN if either value is unknown, or rests on fewer cases than `least_basis`. LEVEL if it has moved less than
    `least_change`.
    """
    if before is None or now is None or before.value is None or now.value is None:
        return IndicatorTrend.UNKNOWN
    if least_basis and min(before.basis or 0, now.basis or 0) < least_basis:
        return IndicatorTrend.UNKNOWN
    change = now.value - before.value
    if not change or abs(change) < least_change:
        return IndicatorTrend.LEVEL
    if polarity == "context":
        return IndicatorTrend.MORE if change > 0 else IndicatorTrend.LESS
    return IndicatorTrend.BETTER if (change > 0) == (polarity == "up") else IndicatorTrend.WORSE


def status_of(
    polarity: str, value: Decimal | None, target: Decimal | None, warning: Decimal | None
) -> TargetStatus:
    """Return how the value stands against the target. From `warning` to the target it is near."""
    if target is None or polarity == "context":
        return TargetStatus.NO_TARGET
    if value is None:
        return TargetStatus.UNKNOWN
    if reaches(polarity, value, target):
        return TargetStatus.MET
    near = warning is not None and reaches(polarity, value, warning)
    return TargetStatus.NEAR if near else TargetStatus.MISSED


def reaches(polarity: str, value: Decimal, mark: Decimal) -> bool:
    """Return whether the value is at least as good as the mark."""
    return value >= mark if polarity == "up" else value <= mark
