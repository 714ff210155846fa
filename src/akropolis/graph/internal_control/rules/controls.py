"""When a control activity is to be carried out, and how its latest check stands. Pure."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date
from enum import StrEnum

MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
"""Months between two checks, by frequency; an activity with another frequency is carried out once."""


class ControlStatus(StrEnum):
    """How a control activity stands in the report."""

    LATE = "late"
    WAITING = "waiting"
    UNTREATED = "untreated"
    ONGOING = "ongoing"
    CORRECTED = "corrected"
    SATISFIED = "satisfied"


def first_check(frequency: str, year: int, today: date) -> date | None:
    """Return the last day of the year's first check that has not passed; None if the year is over."""
    day = date(year, 12, 31)
    if day < today:
        return None
    return _earliest(frequency, day, max(today, date(year, 1, 1)))


def next_check(frequency: str, year: int, planned: date, checked: date) -> date | None:
    """Return the last day of the check after the one that was made; None if the year's plan has no more.

    A check made before the planned day is that period's check. Those that were missed are skipped: there is one
    result, not several. A corrected result plans the same day again.
    """
    step, later = MONTHS.get(frequency), _earliest(frequency, planned, checked)
    if step is None:
        return None
    while later < checked:
        later = _months_after(later, step)
    if checked <= planned or later == planned:
        later = _months_after(later, step)
    return later if later.year <= year else None


def _earliest(frequency: str, planned: date, day: date) -> date:
    """Return the earliest of the days at the frequency's distance before `planned` that is not before `day`."""
    found, step = planned, MONTHS.get(frequency, 12)
    while (before := _months_after(found, -step)) >= day:
        found = before
    return found


def _months_after(day: date, months: int) -> date:
    """Return the day some months later; the last day of a month leads to the last day of a month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = monthrange(year, month)[1]
    was_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month, last if was_last else min(day.day, last))


def control_status(
    next_on: date | None, deviation: bool | None, actions_done: Collection[bool], today: date
) -> ControlStatus:
    """Return the status from the latest result (`deviation`; None without one) and whether its actions are done.

    A deviation comes before a check that is late: it is known, and somebody has to put it right.
    """
    if deviation:
        if not actions_done:
            return ControlStatus.UNTREATED
        return ControlStatus.CORRECTED if all(actions_done) else ControlStatus.ONGOING
    if next_on is not None and next_on < today:
        return ControlStatus.LATE
    return ControlStatus.WAITING if deviation is None else ControlStatus.SATISFIED
