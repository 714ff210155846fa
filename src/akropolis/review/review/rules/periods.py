"""The period of a year's review."""

from datetime import date


def usual_period(year: int) -> tuple[date, date]:
    """Return the default period of a year's review: 1 November two years before to 31 October the year before."""
    return date(year - 2, 11, 1), date(year - 1, 10, 31)
