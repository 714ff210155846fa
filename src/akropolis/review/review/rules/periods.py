"""The period of a year's review."""

from datetime import date


def usual_period(year: int) -> tuple[date, date]:
    """Return the default period of a year's review: 1 November two years before to 31 October the year before."""
    return date(year - 2, 11, 1), date(year - 1, 10, 31)


def current_year(today: date) -> int:
    """Return the year whose review is written now: the next one from November on, since its period has ended then."""
    return today.year + 1 if today.month >= 11 else today.year
