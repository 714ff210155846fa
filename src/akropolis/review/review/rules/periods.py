"""The period of a year's review."""

from datetime import date


def usual_period(year: int) -> tuple[date, date]:
    """The period that a year's review covers when nothing else is said: 1 November to 31 October before it."""
    return date(year - 2, 11, 1), date(year - 1, 10, 31)
