"""When a term ends and when notice must be given: month ends never drift, and the clock never goes back."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from akropolis.base.lib.calendar import months_on
from akropolis.graph.agreements.rules.terms import AgreementTerm, TermState, shift

DAYS = st.dates(date(1960, 1, 1), date(2150, 12, 31))
MONTHS = st.integers(1, 60)
DAY = timedelta(days=1)


def test_notice_before_the_end_of_a_month_is_given_before_a_month_begins() -> None:
    year = AgreementTerm(date(2026, 1, 1), date(2026, 12, 31), 3, renews=False, renewal_months=None)
    assert year.notice_by(date(2026, 2, 1)) == date(2026, 9, 30)
    assert (year.notice_by(date(2026, 10, 1)), year.ends_on(date(2026, 10, 1))) == (None, date(2026, 12, 31))
    assert shift(date(2027, 2, 28), 12) == date(2028, 2, 29)
    assert [shift(date(2026, 1, 31), months) for months in (1, 2, 3)] == [
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]


def test_what_renews_itself_has_a_new_day_for_notice_when_the_last_has_passed() -> None:
    term = AgreementTerm(None, date(2025, 12, 31), 3, renews=True, renewal_months=12)
    assert [term.notice_by(day) for day in (date(2026, 9, 30), date(2026, 10, 1))] == [
        date(2026, 9, 30),
        date(2027, 9, 30),
    ]
    assert term.ends_on(date(2026, 10, 1)) == date(2026, 12, 31)


def test_what_nobody_has_stated_is_neither_ended_nor_in_force() -> None:
    day, past = date(2026, 12, 1), date(2026, 11, 30)
    states = [AgreementTerm(None, past, 3, renews, None).state(day) for renews in (None, False, True)]
    assert states == [TermState.UNKNOWN, TermState.ENDED, TermState.RUNNING]
    assert AgreementTerm(None, past, 3, renews=True, renewal_months=None).notice_by(day) is None
    assert AgreementTerm(day + DAY, None, None, None, None).state(day) is TermState.COMING


@given(end=DAYS, months=MONTHS)
def test_the_whole_notice_lies_within_the_term_and_a_day_later_is_too_late(end: date, months: int) -> None:
    last = shift(end, -months)
    assert months_on(last + DAY, months) <= end + DAY
    assert months_on(last + 2 * DAY, months) >= end + DAY


@given(until=DAYS, day=DAYS, notice=st.integers(0, 24), renewal=MONTHS)
def test_the_next_days_are_never_past_and_come_in_order(
    until: date, day: date, notice: int, renewal: int
) -> None:
    term = AgreementTerm(None, until, min(notice, renewal), renews=True, renewal_months=renewal)
    end, by = term.ends_on(day), term.notice_by(day)
    assert end is not None
    assert by is not None
    assert day <= min(end, by)
    assert end == until or (end - day).days <= 31 * renewal
    later = term.notice_by(day + DAY)
    assert later is not None
    assert later >= by
