"""When a reminder goes out: in the morning for days, at the minute for moments; by the Swedish clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.base.kernel.deadlines.phases import TOLD_LATE, Phase, phase
from akropolis.base.lib.calendar import STOCKHOLM

DUE = date(2026, 11, 27)
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SOON, LATE = datetime(2026, 11, 20, 6, tzinfo=UTC), datetime(2026, 11, 28, 6, tzinfo=UTC)  # seven in Sweden


@pytest.mark.parametrize(
    ("now", "kind", "until"),
    [
        (SOON - SECOND, None, None),
        (SOON, "soon", LATE),
        (LATE - SECOND, "soon", LATE),
        (LATE, "late", LATE + TOLD_LATE),
        (LATE + timedelta(days=900), "late", LATE + timedelta(days=914)),
    ],
)
def test_a_day_is_near_from_seven_on_the_week_before_and_late_from_seven_on_the_day_after(
    now: datetime, kind: str | None, until: datetime
) -> None:
    assert phase(DUE, now) == (Phase(kind, until) if kind else None)


def test_in_summer_the_morning_begins_an_hour_earlier_in_greenwich() -> None:
    due = date(2026, 4, 1)  # summer time begins on 29 March
    assert phase(due, datetime(2026, 3, 25, 6, tzinfo=UTC)) is not None
    assert phase(due, datetime(2026, 4, 2, 5, tzinfo=UTC)) == Phase(
        "late", datetime(2026, 4, 16, 5, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("hours", "kind", "ends"),
    [(-24.01, None, 0), (-24, "24h", -4), (-4.01, "24h", -4), (-4, "4h", -1), (-1, "1h", 0), (-0.01, "1h", 0)],
)  # fmt: skip
def test_a_moment_is_told_a_day_four_hours_and_an_hour_before(
    hours: float, kind: str | None, ends: float
) -> None:
    found = phase(NOON, NOON + timedelta(hours=hours))
    assert found == (Phase(kind, NOON + timedelta(hours=ends)) if kind else None)


@pytest.mark.parametrize(
    "by", [datetime(2029, 3, 25, 10), datetime(2029, 3, 25, 3, 30), datetime(2029, 10, 28, 2, 30)]
)
def test_hours_are_counted_through_the_nights_on_which_the_clock_is_moved(by: datetime) -> None:
    moment = by.replace(tzinfo=STOCKHOLM)
    for hours, kind in ((24, "24h"), (4, "4h"), (1, "1h"), (0, "late")):
        begins = moment.astimezone(UTC) - timedelta(hours=hours)
        assert [getattr(phase(moment, at), "kind", None) == kind for at in (begins - SECOND, begins)] == [
            False,
            True,
        ]


def test_what_is_to_be_told_days_before_a_moment_is_near_from_then() -> None:
    since = NOON - timedelta(hours=48)
    assert phase(NOON, since - SECOND, since) is None
    assert phase(NOON, since, since) == Phase("since", NOON - timedelta(hours=24))
    assert phase(NOON, NOON - timedelta(hours=12), NOON - timedelta(hours=12)) == phase(
        NOON, NOON - timedelta(hours=12)
    )


def test_a_moment_is_late_at_once() -> None:
    assert phase(NOON, NOON) == Phase("late", NOON + TOLD_LATE)
    assert phase(NOON, NOON).late  # type: ignore[union-attr]
    assert not phase(NOON, NOON - SECOND).late  # type: ignore[union-attr]


@given(st.dates(date(2005, 1, 1), date(2090, 1, 1)), st.integers(-20 * 24, 10 * 24), st.integers(0, 400))
def test_a_phase_is_never_left_for_an_earlier_one(due: date, hours: int, more: int) -> None:
    order = [None, "soon", "late"]
    start = datetime(due.year, due.month, due.day, tzinfo=UTC) + timedelta(hours=hours)
    found = [phase(due, at) for at in (start, start + timedelta(hours=more))]
    places = [order.index(each.kind if each else None) for each in found]
    assert places == sorted(places)
