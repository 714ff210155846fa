"""When the time is out, case by case, each with its paragraph; and what must hold whenever a clock is started."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.base.lib.calendar import DAY, STOCKHOLM, Free, midnight, why_free
from akropolis.shared.clocks.rules.due import Clock, DueMoment, How, LastDay, TimeMeasure, due

H, D, W, M, Y = TimeMeasure.HOURS, TimeMeasure.DAYS, TimeMeasure.WEEKS, TimeMeasure.MONTHS, TimeMeasure.YEARS
STANDS, SWEDISH, EU = LastDay.STANDS, LastDay.SWEDISH, LastDay.EU
EARLY = Clock(24, H, STANDS, "CSL 2 kap. 5 §")
NOTICE = Clock(72, H, STANDS, "CSL 2 kap. 6 §")
BREACH = Clock(72, H, STANDS, "GDPR art. 33.1")
FINAL = Clock(1, M, SWEDISH, "CSL 2 kap. 8 §")
REGISTRATION = Clock(14, D, SWEDISH, "CSL 2 kap. 2 §")
ANSWER = Clock(1, M, EU, "GDPR art. 12.3")


def at(text: str) -> datetime:
    """A moment by the Swedish clock."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("clock", "start", "ends"),
    [
        # Hours run through nights and weekends.
        (EARLY, at("2026-11-27 16:04"), at("2026-11-28 16:04")),
        (NOTICE, at("2026-12-23 15:00"), at("2026-12-26 15:00")),
        (BREACH, at("2026-04-03 09:30"), at("2026-04-06 09:30")),
        # Through 29 February and New Year.
        (EARLY, at("2028-02-28 10:00"), at("2028-02-29 10:00")),
        (NOTICE, at("2026-12-30 23:59"), at("2027-01-02 23:59")),
        # In spring an hour is missing, in autumn one comes twice: as many hours have passed.
        (EARLY, at("2026-03-28 14:00"), at("2026-03-29 15:00")),
        (EARLY, at("2026-10-24 14:00"), at("2026-10-25 13:00")),
        (EARLY, at("2026-10-24 02:30"), at("2026-10-25 02:30")),
        (Clock(1, H), at("2026-10-25 02:30"), at("2026-10-25 02:30").replace(fold=1)),
        (Clock(1, H), at("2026-10-25 02:30").replace(fold=1), at("2026-10-25 03:30")),
        # A day whose hour nobody knows counts from its beginning.
        (EARLY, date(2026, 11, 27), at("2026-11-28 00:00")),
        (NOTICE, date(2026, 3, 28), at("2026-03-31 01:00")),
    ],
)
def test_hours_are_counted_as_they_pass(clock: Clock, start: datetime | date, ends: datetime) -> None:
    found = due(clock, start)
    assert found.moment is not None
    assert found.moment.isoformat() == ends.isoformat()
    assert (found.last_day, found.later) == (None, None)


@pytest.mark.parametrize(
    ("clock", "start", "last", "later"),
    [
        # lag (1930:173) 1 §: the day with the same number, and the month's last where there is none.
        (FINAL, date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 2)),
        (FINAL, date(2028, 1, 31), date(2028, 2, 29), None),
        (FINAL, date(2026, 3, 31), date(2026, 4, 30), None),
        (FINAL, date(2026, 2, 28), date(2026, 3, 28), date(2026, 3, 30)),
        (FINAL, at("2026-11-30 23:59"), date(2026, 12, 30), None),
        # The day is the Swedish one, whatever day it is in Greenwich.
        (FINAL, datetime(2026, 8, 31, 22, 30, tzinfo=UTC), date(2026, 10, 1), None),
        # 2 §: Sunday, holiday, Saturday and the three eves; the next weekday.
        (FINAL, date(2026, 5, 19), date(2026, 6, 19), date(2026, 6, 22)),
        (FINAL, date(2026, 11, 24), date(2026, 12, 24), date(2026, 12, 28)),
        (FINAL, date(2026, 11, 30), date(2026, 12, 30), None),
        (FINAL, date(2026, 12, 1), date(2027, 1, 1), date(2027, 1, 4)),
        (FINAL, date(2026, 3, 3), date(2026, 4, 3), date(2026, 4, 7)),
        (FINAL, date(2027, 5, 6), date(2027, 6, 6), date(2027, 6, 7)),
        (FINAL, date(2026, 3, 2), date(2026, 4, 2), None),
        (FINAL, date(2026, 3, 30), date(2026, 4, 30), None),
        (REGISTRATION, date(2026, 4, 17), date(2026, 5, 1), date(2026, 5, 4)),
        (REGISTRATION, date(2026, 12, 17), date(2026, 12, 31), date(2027, 1, 4)),
        (Clock(3, W, SWEDISH), date(2026, 6, 5), date(2026, 6, 26), None),
        (Clock(2, Y, SWEDISH), date(2028, 2, 29), date(2030, 2, 28), None),
        # Regulation 1182/71 art. 3.4: Saturday, Sunday and public holidays; the eves are working days there.
        (ANSWER, date(2026, 11, 24), date(2026, 12, 24), None),
        (ANSWER, date(2026, 11, 25), date(2026, 12, 25), date(2026, 12, 28)),
        (ANSWER, date(2026, 5, 19), date(2026, 6, 19), None),
        (ANSWER, date(2026, 5, 20), date(2026, 6, 20), date(2026, 6, 22)),
        (Clock(3, M, EU), date(2026, 11, 30), date(2027, 2, 28), date(2027, 3, 1)),
        # Neither law: the day stands, whatever day it is.
        (Clock(2, Y), date(2024, 12, 25), date(2026, 12, 25), None),
        (Clock(12, M), date(2025, 11, 28), date(2026, 11, 28), None),
        (Clock(-30, D), date(2026, 3, 1), date(2026, 1, 30), None),
        (Clock(-1, M), date(2026, 3, 31), date(2026, 2, 28), None),
    ],
)
def test_days_weeks_months_and_years_end_with_a_day(
    clock: Clock, start: datetime | date, last: date, later: date | None
) -> None:
    found = due(clock, start)
    assert (found.last_day, found.later, found.moment) == (last, later, midnight(last + DAY))


def how(found: DueMoment) -> list[tuple[str, str]]:
    """Each step with its paragraph."""
    return [(step.how, step.paragraph) for step in found.steps]


def test_every_step_says_what_was_done_and_by_which_paragraph() -> None:
    found = due(FINAL, at("2026-01-31 14:20"))
    assert how(found) == [
        ("started", "CSL 2 kap. 8 §"),
        ("counted", "lag (1930:173) 1 §"),
        ("no_such_day", "lag (1930:173) 1 §"),
        ("not_a_working_day", "lag (1930:173) 2 §"),
    ]
    assert [step.at for step in found.steps] == [
        at("2026-01-31 14:20"),
        date(2026, 2, 28),
        date(2026, 2, 28),
        date(2026, 3, 2),
    ]
    assert found.steps[-1].free == (Free.SATURDAY, Free.SUNDAY)


@pytest.mark.parametrize(
    ("measure", "last_day", "paragraph"),
    [
        # lag (1930:173) 1 § is of weeks, months and years; 2 § reaches days. 1182/71 art. 3 counts days too.
        ("days", "swedish", "CSL 2 kap. 2 §"),
        ("weeks", "swedish", "lag (1930:173) 1 §"),
        ("months", "swedish", "lag (1930:173) 1 §"),
        ("years", "swedish", "lag (1930:173) 1 §"),
        ("days", "eu", "förordning (EEG, Euratom) nr 1182/71 artikel 3"),
        ("days", "stands", ""),
    ],
)
def test_what_the_law_of_counting_does_not_reach_is_counted_by_the_paragraph_itself(
    measure: str, last_day: str, paragraph: str
) -> None:
    clock = Clock(14, TimeMeasure(measure), LastDay(last_day), "CSL 2 kap. 2 §")
    assert how(due(clock, date(2026, 3, 2)))[1] == ("counted", paragraph)


def test_a_last_day_that_is_free_waits_by_the_second_paragraph_also_for_days() -> None:
    found = due(Clock(14, TimeMeasure.DAYS, LastDay.SWEDISH, "CSL 2 kap. 2 §"), date(2026, 3, 7))
    assert how(found)[1:] == [("counted", "CSL 2 kap. 2 §"), ("not_a_working_day", "lag (1930:173) 2 §")]


@pytest.mark.parametrize(
    ("clock", "start", "steps"),
    [
        (EARLY, at("2026-11-27 16:04"), ["started", "counted"]),
        (EARLY, at("2026-03-28 14:00"), ["started", "counted", "clock_moved"]),
        (EARLY, date(2026, 11, 27), ["started", "day_only", "counted"]),
        (Clock(None), at("2026-11-27 16:04"), ["started", "at_once"]),
        (FINAL, date(2026, 3, 2), ["started", "counted"]),
        (Clock(2, W, SWEDISH), date(2026, 11, 13), ["started", "counted"]),
        (Clock(31, D), date(2026, 1, 31), ["started", "counted"]),
        (Clock(-1, M), date(2026, 3, 31), ["started", "counted", "no_such_day"]),
    ],
)
def test_a_step_is_told_only_where_it_was_taken(
    clock: Clock, start: datetime | date, steps: list[str]
) -> None:
    assert [step.how for step in due(clock, start).steps] == steps


def test_every_way_of_counting_names_its_own_law() -> None:
    start = date(2026, 11, 25)
    told = [how(due(replace(FINAL, last_day=rule), start)) for rule in (EU, STANDS)]
    of_eu = "förordning (EEG, Euratom) nr 1182/71 artikel 3"
    assert told == [
        [("started", "CSL 2 kap. 8 §"), ("counted", of_eu), ("not_a_working_day", f"{of_eu}.4")],
        [("started", "CSL 2 kap. 8 §"), ("counted", "")],
    ]


def test_what_is_to_be_done_at_once_has_no_last_moment() -> None:
    found = due(Clock(None, paragraph="GDPR art. 34"), at("2026-11-27 16:04"))
    assert (found.moment, found.last_day, found.later) == (None, None, None)
    assert how(found)[-1] == (How.AT_ONCE, "GDPR art. 34")


clocks = st.builds(Clock, st.integers(0, 40), st.sampled_from(TimeMeasure), st.sampled_from(LastDay))
moments = st.datetimes(datetime(2005, 2, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@given(clocks, st.lists(moments, min_size=2, max_size=5))
def test_who_starts_later_is_never_due_earlier(clock: Clock, starts: list[datetime]) -> None:
    found = [due(clock, start) for start in sorted(starts)]
    for one, other in pairwise(found):
        assert one.moment is not None
        assert other.moment is not None
        assert one.moment <= other.moment
        assert (one.later or one.last_day or date.min) <= (other.later or other.last_day or date.min)


@given(clocks, moments)
def test_the_later_day_is_the_first_working_day_and_never_before_the_last(
    clock: Clock, start: datetime
) -> None:
    found = due(clock, start)
    if found.last_day is None or clock.last_day is STANDS:
        assert found.later is None
        return
    eves = clock.last_day is SWEDISH
    end = found.later or found.last_day
    assert why_free(end, eves=eves) is None
    between = [found.last_day + n * DAY for n in range((end - found.last_day).days)]
    assert all(why_free(day, eves=eves) for day in between)
    assert len(between) == len(found.steps[-1].free)


@given(st.integers(0, 2000), moments)
def test_as_many_hours_pass_as_the_law_gives(hours: int, start: datetime) -> None:
    found = due(Clock(hours), start)
    assert found.moment is not None
    assert found.moment.astimezone(UTC) - start == timedelta(hours=hours)


@pytest.mark.parametrize(
    "start", [date(2004, 12, 31), at("2200-01-01 00:00"), date.max, datetime.min.replace(tzinfo=UTC)]
)
def test_a_clock_is_started_between_2005_and_2199(start: datetime | date) -> None:
    with pytest.raises((ValueError, OverflowError)):
        due(Clock(1000, Y), start)
    assert due(Clock(1000, Y), date(2199, 12, 31)).last_day == date(3199, 12, 31)
    assert due(Clock(-1000, Y), date(2005, 1, 1)).last_day == date(1005, 1, 1)
