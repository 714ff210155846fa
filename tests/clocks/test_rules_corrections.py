"""A moment that is corrected takes what is due with it, and what was said before is kept."""

from datetime import UTC, datetime, timedelta

import pytest

from akropolis.clocks.rules.corrections import Stated, course
from akropolis.clocks.rules.due import Clock, LastDay, Measure

BREACH = Clock(72, paragraph="GDPR art. 33.1")
FINAL = Clock(1, Measure.MONTHS, LastDay.SWEDISH)
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_what_is_due_follows_the_correction_and_the_first_is_kept() -> None:
    first = Stated(NOON, NOON + HOUR)
    better = Stated(NOON - 5 * HOUR, NOON + 9 * HOUR, "Loggen visar att driften visste.")
    said = course(BREACH, [better, first])
    assert [(each.stated, each.due.moment, each.changed) for each in said] == [
        (first, NOON + 72 * HOUR, False),
        (better, NOON + 67 * HOUR, True),
    ]


def test_a_correction_within_the_day_leaves_a_month_where_it_was() -> None:
    said = course(FINAL, [Stated(NOON, NOON), Stated(NOON + HOUR, NOON + 2 * HOUR)])
    assert [each.changed for each in said] == [False, False]
    assert said[0].due.moment == said[1].due.moment


def test_what_is_said_again_is_told_once_and_what_is_taken_back_is_told() -> None:
    starts = [NOON, NOON, NOON + HOUR, NOON]
    said = course(BREACH, [Stated(start, NOON + n * HOUR) for n, start in enumerate(starts)])
    assert [each.stated.start for each in said] == [NOON, NOON + HOUR, NOON]
    assert [each.changed for each in said] == [False, True, True]


def test_a_clock_that_nothing_has_started_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        course(BREACH, [])
