"""The Swedish calendar: public holidays (lag 1989:253), the eves treated like them, and adding whole months."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
"""Time zone of Swedish law (lag 1979:988; förordning 2001:127 sets the dates of summer time)."""
SATURDAY, SUNDAY = 5, 6
DAY = timedelta(days=1)
YEARS = range(1900, 2200)
"""Years in which a stored day may lie; a day outside them is a typing mistake."""


def midnight(day: date) -> datetime:
    """Return the moment at which the day begins in Swedish time."""
    return datetime.combine(day, time(), STOCKHOLM)


class Free(StrEnum):
    """Why a day is not a working day."""

    SATURDAY = "saturday"
    SUNDAY = "sunday"
    NEW_YEAR = "new_year"
    EPIPHANY = "epiphany"
    GOOD_FRIDAY = "good_friday"
    EASTER_MONDAY = "easter_monday"
    MAY_DAY = "may_day"
    ASCENSION = "ascension"
    NATIONAL_DAY = "national_day"
    MIDSUMMER_EVE = "midsummer_eve"
    MIDSUMMER = "midsummer"
    ALL_SAINTS = "all_saints"
    CHRISTMAS_EVE = "christmas_eve"
    CHRISTMAS = "christmas"
    SECOND_DAY = "second_day"
    NEW_YEARS_EVE = "new_years_eve"


EVES = frozenset({Free.MIDSUMMER_EVE, Free.CHRISTMAS_EVE, Free.NEW_YEARS_EVE})
"""The three eves. They are not public holidays: only lag (1930:173) 2 § treats them like Sundays."""


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar, by the method of Meeus, Jones and Butcher."""
    century, rest = divmod(year, 100)
    skipped = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * (year % 19) + century - century // 4 - skipped + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def holidays(year: int) -> Mapping[date, Free]:
    """Return the public holidays that are not Sundays (lag 1989:253, as in force since 2005), and the three eves."""
    sunday, midsummer = easter(year), _saturday(date(year, 6, 20))
    return {
        date(year, 1, 1): Free.NEW_YEAR,
        date(year, 1, 6): Free.EPIPHANY,
        date(year, 5, 1): Free.MAY_DAY,
        date(year, 6, 6): Free.NATIONAL_DAY,
        date(year, 12, 24): Free.CHRISTMAS_EVE,
        date(year, 12, 25): Free.CHRISTMAS,
        date(year, 12, 26): Free.SECOND_DAY,
        date(year, 12, 31): Free.NEW_YEARS_EVE,
        sunday - 2 * DAY: Free.GOOD_FRIDAY,
        sunday + DAY: Free.EASTER_MONDAY,
        sunday + 39 * DAY: Free.ASCENSION,
        midsummer - DAY: Free.MIDSUMMER_EVE,
        midsummer: Free.MIDSUMMER,
        _saturday(date(year, 10, 31)): Free.ALL_SAINTS,
    }


def _saturday(first: date) -> date:
    """Return the first Saturday on or after `first`."""
    return first + (SATURDAY - first.weekday()) % 7 * DAY


def why_free(day: date, *, eves: bool) -> Free | None:
    """Return why the day is not a working day; None for a working day. Eves count where the law says so."""
    named = holidays(day.year).get(day)
    if named is not None and (eves or named not in EVES):
        return named
    return {SATURDAY: Free.SATURDAY, SUNDAY: Free.SUNDAY}.get(day.weekday())


def months_on(day: date, months: int) -> date:
    """Return the day `months` months later (earlier if negative), or the month's last day if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
