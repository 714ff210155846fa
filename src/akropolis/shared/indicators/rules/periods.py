"""The periods in which indicators are measured: whole months, quarters, half-years and years."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from akropolis.base.lib.calendar import DAY
from akropolis.base.lib.periods import Period

MONTHS_OF_YEAR = 12


class Frequency(StrEnum):
    """How often an indicator is measured."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


MONTHS: Mapping[str, int] = {
    Frequency.MONTH: 1,
    Frequency.QUARTER: 3,
    Frequency.HALF_YEAR: 6,
    Frequency.YEAR: MONTHS_OF_YEAR,
}
"""Number of months in a period of each frequency."""


def period_with(frequency: str, day: date) -> Period:
    """Return the period of that frequency in which the day lies."""
    months = MONTHS[frequency]
    month = day.year * MONTHS_OF_YEAR + day.month - 1
    start = month - month % months
    last = _first_of(start + months) - DAY
    return Period(_first_of(start), last, last)


def last_period(frequency: str, day: date) -> Period:
    """Return the latest period that ended before the day."""
    return period_with(frequency, period_with(frequency, day).first - DAY)


def ended_periods(frequency: str, day: date, count: int) -> Iterator[Period]:
    """Yield the `count` latest periods that ended before the day, the latest first."""
    for _number in range(count):
        period = last_period(frequency, day)
        yield period
        day = period.first


def _first_of(month: int) -> date:
    return date(month // MONTHS_OF_YEAR, month % MONTHS_OF_YEAR + 1, 1)
