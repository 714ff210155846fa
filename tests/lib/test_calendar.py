"""The Swedish calendar, day by day, as a library of others' making has it; and whole months."""

from datetime import date, timedelta

import pytest
from holidays.constants import DE_FACTO, PUBLIC
from holidays.countries.sweden import Sweden
from hypothesis import given
from hypothesis import strategies as st

from akropolis.base.lib.calendar import EVES, Free, easter, holidays, months_on, why_free

YEARS = range(2005, 2100)
days = st.dates(date(2005, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize("year", YEARS)
def test_the_days_on_which_nobody_works_are_those_that_others_have_found(year: int) -> None:
    general = set(Sweden(years=year, categories=(PUBLIC,), include_sundays=True))
    with_eves = general | set(Sweden(years=year, categories=(DE_FACTO,)))
    first = date(year, 1, 1)
    every = [first + timedelta(days=n) for n in range(366) if (first + timedelta(days=n)).year == year]
    for eves, free in ((False, general), (True, with_eves)):
        found = {day for day in every if why_free(day, eves=eves)}
        assert found == free | {day for day in every if day.weekday() == 5}


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 1, 1), Free.NEW_YEAR),
        (date(2026, 1, 6), Free.EPIPHANY),
        (date(2026, 4, 3), Free.GOOD_FRIDAY),
        (date(2026, 4, 5), Free.SUNDAY),
        (date(2026, 4, 6), Free.EASTER_MONDAY),
        (date(2026, 5, 1), Free.MAY_DAY),
        (date(2026, 5, 14), Free.ASCENSION),
        (date(2026, 6, 6), Free.NATIONAL_DAY),
        (date(2026, 6, 19), Free.MIDSUMMER_EVE),
        (date(2026, 6, 20), Free.MIDSUMMER),
        (date(2026, 10, 31), Free.ALL_SAINTS),
        (date(2026, 12, 24), Free.CHRISTMAS_EVE),
        (date(2026, 12, 25), Free.CHRISTMAS),
        (date(2026, 12, 26), Free.SECOND_DAY),
        (date(2026, 12, 31), Free.NEW_YEARS_EVE),
        (date(2026, 11, 28), Free.SATURDAY),
        (date(2026, 11, 27), None),
        (date(2026, 4, 2), None),  # skärtorsdagen
        (date(2026, 4, 30), None),  # valborgsmässoafton
    ],
)
def test_each_free_day_has_its_name(day: date, why: Free | None) -> None:
    assert why_free(day, eves=True) == why
    assert why_free(day, eves=False) == (None if why in EVES else why)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_a_month_ends_on_the_day_with_the_same_number_or_on_its_last(
    day: date, months: int, expected: date
) -> None:
    assert months_on(day, months) == expected


@given(days, days, st.integers(-60, 60))
def test_who_begins_later_never_ends_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert months_on(first, months) <= months_on(second, months)


@given(st.integers(2005, 2099))
def test_a_year_has_every_named_day_unless_first_of_may_is_ascension_day(year: int) -> None:
    assert easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)
    assert set(holidays(year).values()) | {Free.MAY_DAY} >= set(Free) - {
        Free.SATURDAY,
        Free.SUNDAY,
    }
