"""When a check comes next, and how a control activity stands."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.graph.internal_control.rules.controls import (
    MONTHS,
    ControlStatus,
    control_status,
    first_check,
    next_check,
)

IN_YEAR = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("frequency", "planned", "checked", "later"),
    [
        ("quarterly", date(2026, 3, 31), date(2026, 3, 28), date(2026, 6, 30)),
        ("quarterly", date(2026, 3, 31), date(2026, 4, 10), date(2026, 6, 30)),
        ("quarterly", date(2026, 3, 31), date(2026, 7, 5), date(2026, 9, 30)),
        ("quarterly", date(2026, 12, 31), date(2026, 9, 20), date(2026, 12, 31)),
        ("quarterly", date(2026, 6, 30), date(2026, 3, 29), date(2026, 6, 30)),
        ("monthly", date(2026, 1, 15), date(2026, 1, 15), date(2026, 2, 15)),
        ("half_yearly", date(2026, 12, 31), date(2026, 12, 1), None),
        ("yearly", date(2026, 12, 31), date(2026, 2, 1), None),
        ("once", date(2026, 5, 1), date(2026, 4, 1), None),
    ],
)
def test_the_next_check_follows_from_the_period_that_was_checked(
    frequency: str, planned: date, checked: date, later: date | None
) -> None:
    assert next_check(frequency, 2026, planned, checked) == later


@given(st.sampled_from([*MONTHS, "once"]), IN_YEAR, IN_YEAR)
def test_the_next_check_lies_in_the_plans_year_and_never_before_the_one_made(
    frequency: str, planned: date, checked: date
) -> None:
    later = next_check(frequency, 2026, planned, checked)
    assert later is None or (later >= checked and later.year == 2026)
    assert frequency in MONTHS or later is None


@given(st.sampled_from([*MONTHS, "once"]), IN_YEAR)
def test_checks_made_on_their_last_day_follow_each_other_to_the_end_of_the_year(
    frequency: str, today: date
) -> None:
    day, days = first_check(frequency, 2026, today), []
    while day is not None:
        days.append(day)
        day = next_check(frequency, 2026, day, day)
    assert days[0] >= today
    assert (days[-1], days == sorted(set(days))) == (date(2026, 12, 31), True)
    left = 12 - today.month + 1
    assert len(days) == -(-left // MONTHS.get(frequency, 12))


def test_a_year_that_is_over_has_no_first_check() -> None:
    assert first_check("monthly", 2025, date(2026, 1, 1)) is None
    assert first_check("monthly", 2027, date(2026, 5, 5)) == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("next_on", "deviation", "done", "status"),
    [
        (date(2026, 11, 24), None, [], ControlStatus.LATE),
        (date(2026, 11, 25), None, [], ControlStatus.WAITING),
        (None, False, [], ControlStatus.SATISFIED),
        (date(2026, 11, 24), False, [], ControlStatus.LATE),
        (date(2026, 11, 24), True, [], ControlStatus.UNTREATED),
        (None, True, [True, False], ControlStatus.ONGOING),
        (None, True, [True, True], ControlStatus.CORRECTED),
    ],
)
def test_a_known_deviation_comes_before_a_late_check(
    next_on: date | None, deviation: bool | None, done: list[bool], status: ControlStatus
) -> None:
    assert control_status(next_on, deviation, done, date(2026, 11, 25)) == status
