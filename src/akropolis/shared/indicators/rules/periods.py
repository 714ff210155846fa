"""The periods in which indicators are measured: whole months, quarters, half-years and years."""

from collections.abc import Iterator
from datetime import date

from akropolis.base.lib.calendar import DAY, months_on
from akropolis.base.lib.periods import Period
from akropolis.shared.actions.rules.series import MONTHS

MONTHS_OF_YEAR = 12


def period_with(frequency: str, day: date) -> Period:
    """Return the period of that frequency in which the day lies."""
    months = MONTHS[frequency]
    first = date(day.year, day.month - (day.month - 1) % months, 1)
    last = months_on(first, months) - DAY
    return Period(first, last, last)


def last_period(frequency: str, day: date) -> Period:
    """Return the latest period that ended before the day."""
    return period_with(frequency, period_with(frequency, day).first - DAY)


def ended_periods(frequency: str, day: date, count: int) -> Iterator[Period]:
    """Yield the `count` latest periods that ended before the day, the latest first."""
    for _number in range(count):
        period = last_period(frequency, day)
        yield period
        day = period.first
