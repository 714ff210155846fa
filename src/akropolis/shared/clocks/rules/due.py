"""When a clock runs out: the strict moment, the later day that the law may allow, and how both were computed.

Hours are elapsed time, through nights, weekends and daylight saving changes. Days, weeks, months and
years end at the end of a day: lag (1930:173) 1 § for weeks, months and years of Swedish law, Regulation
(EEC, Euratom) 1182/71 art. 3 for acts of the EU. No general Swedish rule says how days are counted: here
the first day is not counted. When the last day is not a working day, lag (1930:173) 2 § and art. 3.4 of
the Regulation allow the next working day; the product works to the strict moment and shows the later one
beside it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from akropolis.base.lib.calendar import DAY, STOCKHOLM, Free, midnight, months_on, why_free

FIRST, LAST = datetime(2005, 1, 1, tzinfo=STOCKHOLM), datetime(2200, 1, 1, tzinfo=STOCKHOLM)
"""Earliest and latest start of a clock: holidays are known since 2005, and no sum overflows the calendar."""


class TimeMeasure(StrEnum):
    """The unit of time that the law counts in."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class LastDay(StrEnum):
    """What the law allows when the last day is not a working day."""

    STANDS = "stands"
    SWEDISH = "swedish"
    EU = "eu"


PARAGRAPHS = {
    LastDay.SWEDISH: "lag (1930:173) 2 §",
    LastDay.EU: "förordning (EEG, Euratom) nr 1182/71 artikel 3.4",
}
COUNTED_BY = {
    LastDay.SWEDISH: "lag (1930:173) 1 §",
    LastDay.EU: "förordning (EEG, Euratom) nr 1182/71 artikel 3",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """The time that the law gives, counted from the start, in units of `measure`. Without an amount: at once.

    A negative amount is counted backwards from a coming event. `paragraph` is the legal source.
    """

    amount: int | None
    measure: TimeMeasure = TimeMeasure.HOURS
    last_day: LastDay = LastDay.STANDS
    paragraph: str = ""


class How(StrEnum):
    """The kind of a step in the computation."""

    STARTED = "started"
    DAY_ONLY = "day_only"
    AT_ONCE = "at_once"
    COUNTED = "counted"
    CLOCK_MOVED = "clock_moved"
    NO_SUCH_DAY = "no_such_day"
    NOT_A_WORKING_DAY = "not_a_working_day"


class ClockStep(NamedTuple):
    """A step: what was done, its result, by which paragraph, and for a non-working day why it is one."""

    how: How
    at: datetime | date
    paragraph: str = ""
    free: tuple[Free, ...] = ()


class DueMoment(NamedTuple):
    """When the time runs out. `moment` is the strict time; None if the law says only "at once".

    `last_day` is set if the law counts in days or more: the time lasts through that day. `later` is the
    working day that the law allows instead, if `last_day` is not a working day.
    """

    clock: Clock
    moment: datetime | None
    last_day: date | None
    later: date | None
    steps: tuple[ClockStep, ...]


def due(clock: Clock, start: datetime | date) -> DueMoment:
    """Compute when the time that began at `start` runs out. `start` is an aware datetime, or a date if the hour
    is unknown.

    Raises ValueError if `start` is not between 2005 and 2199.
    """
    began = _moment(start)
    if not FIRST <= began < LAST:
        raise ValueError(f"a clock that was started {start}")
    steps = [ClockStep(How.STARTED, start, clock.paragraph)]
    if clock.amount is None:
        return DueMoment(clock, None, None, None, (*steps, ClockStep(How.AT_ONCE, began, clock.paragraph)))
    if clock.measure is TimeMeasure.HOURS:
        if not isinstance(start, datetime):
            steps.append(ClockStep(How.DAY_ONLY, began))
        return _by_hours(clock, clock.amount, began, steps)
    return _by_days(clock, clock.amount, began.date(), steps)


def last_day(clock: Clock, start: date) -> date:
    """Return the last day of a time counted in days or more. Raises ValueError for hours, and for no amount."""
    found = due(clock, start).last_day
    if found is None:
        raise ValueError("no day is counted to")
    return found


def latest_event_day(clock: Clock, day: date) -> date:
    """For a clock counted backwards from an event, return the latest event day whose due day is not after `day`."""
    found = _counted(clock.measure, -(clock.amount or 0), day)
    while last_day(clock, found + DAY) <= day:
        found += DAY
    return found


def _moment(start: datetime | date) -> datetime:
    return start.astimezone(STOCKHOLM) if isinstance(start, datetime) else midnight(start)


def _by_hours(clock: Clock, hours: int, began: datetime, steps: list[ClockStep]) -> DueMoment:
    ends = (began.astimezone(UTC) + timedelta(hours=hours)).astimezone(STOCKHOLM)
    steps.append(ClockStep(How.COUNTED, ends, clock.paragraph))
    if ends.utcoffset() != began.utcoffset():
        steps.append(ClockStep(How.CLOCK_MOVED, ends))
    return DueMoment(clock, ends, None, None, tuple(steps))


def _by_days(clock: Clock, amount: int, began: date, steps: list[ClockStep]) -> DueMoment:
    last = _counted(clock.measure, amount, began)
    swedish_days = clock.measure is TimeMeasure.DAYS and clock.last_day is LastDay.SWEDISH
    counted_by = clock.paragraph if swedish_days else COUNTED_BY.get(clock.last_day, "")
    steps.append(ClockStep(How.COUNTED, last, counted_by))
    if clock.measure in (TimeMeasure.MONTHS, TimeMeasure.YEARS) and last.day != began.day:
        steps.append(ClockStep(How.NO_SUCH_DAY, last, counted_by))
    later, free = _working_day(last, clock.last_day)
    if free:
        steps.append(ClockStep(How.NOT_A_WORKING_DAY, later, PARAGRAPHS[clock.last_day], free))
    return DueMoment(clock, midnight(last + DAY), last, later if free else None, tuple(steps))


def _counted(measure: TimeMeasure, amount: int, began: date) -> date:
    if measure is TimeMeasure.MONTHS:
        return months_on(began, amount)
    if measure is TimeMeasure.YEARS:
        return months_on(began, 12 * amount)
    return began + timedelta(days=amount * (7 if measure is TimeMeasure.WEEKS else 1))


def _working_day(last: date, rule: LastDay) -> tuple[date, tuple[Free, ...]]:
    """Return the first working day from `last` on, and why each day before it is not one."""
    free: list[Free] = []
    day = last
    while rule is not LastDay.STANDS and (why := why_free(day, eves=rule is LastDay.SWEDISH)):
        free.append(why)
        day += DAY
    return day, tuple(free)
