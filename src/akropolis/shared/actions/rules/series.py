"""When the next action of a series is due."""

from datetime import date

from akropolis.base.lib.calendar import DAY, months_on

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12, "two_years": 24}
"""Months between two actions of a series, by how often it recurs."""


def next_due(due: date, recurs: str) -> date:
    """Return the due day of the next action, counted from this one's due day.

    The last day of a month is followed by the last day of a month, so a series never drifts from it.
    """
    if (due + DAY).day == 1:
        return months_on(due + DAY, MONTHS[recurs]) - DAY
    return months_on(due, MONTHS[recurs])
