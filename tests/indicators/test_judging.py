"""Opposite polarities give opposite words, few rows none, and a context neither good nor bad."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.shared.indicators.rules.judging import (
    IndicatorReading,
    IndicatorTrend,
    TargetStatus,
    status_of,
    trend_of,
)
from akropolis.shared.indicators.rules.periods import ended_periods, last_period, period_with

VALUES = st.decimals(0, 1000, places=1)
OPPOSITE = {
    IndicatorTrend.BETTER: IndicatorTrend.WORSE,
    IndicatorTrend.WORSE: IndicatorTrend.BETTER,
    IndicatorTrend.LEVEL: IndicatorTrend.LEVEL,
}


def judged(polarity: str, before: Decimal, now: Decimal, change: Decimal) -> IndicatorTrend:
    readings = IndicatorReading(before, 10), IndicatorReading(now, 10)
    return trend_of(polarity, *readings, least_basis=5, least_change=change)


@given(VALUES, VALUES, VALUES)
def test_g13_opposite_polarity_gives_opposite_words(before: Decimal, now: Decimal, change: Decimal) -> None:
    up = judged("up", before, now, change)
    assert judged("down", before, now, change) == OPPOSITE[up]
    assert judged("up", now, before, change) == OPPOSITE[up]
    assert (up == IndicatorTrend.LEVEL) == (before == now or abs(now - before) < change)
    if up == IndicatorTrend.BETTER:
        assert now > before


@given(VALUES, VALUES, VALUES)
def test_a_context_is_never_good_or_bad(before: Decimal, now: Decimal, change: Decimal) -> None:
    found = judged("context", before, now, change)
    assert found in (IndicatorTrend.MORE, IndicatorTrend.LESS, IndicatorTrend.LEVEL)
    assert status_of("context", now, before, None) == TargetStatus.NO_TARGET


@given(st.sampled_from(["up", "down", "context"]), VALUES, VALUES, st.integers(0, 9), st.integers(0, 9))
def test_g13_few_rows_and_unknown_values_give_no_trend(
    polarity: str, before: Decimal, now: Decimal, first: int, second: int
) -> None:
    few = trend_of(
        polarity,
        IndicatorReading(before, first),
        IndicatorReading(now, second),
        least_basis=5,
        least_change=Decimal(1),
    )
    assert (few == IndicatorTrend.UNKNOWN) == (min(first, second) < 5)
    nothing = IndicatorReading(None, 9)
    for pair in ((nothing, IndicatorReading(now, 9)), (IndicatorReading(now, 9), nothing), (None, None)):
        found = trend_of(polarity, *pair, least_basis=0, least_change=Decimal(0))
        assert found == IndicatorTrend.UNKNOWN


@pytest.mark.parametrize(
    ("polarity", "value", "expected"),
    [
        ("up", "90", TargetStatus.MET),
        ("up", "80", TargetStatus.NEAR),
        ("up", "79.9", TargetStatus.MISSED),
        ("up", None, TargetStatus.UNKNOWN),
        ("down", "90", TargetStatus.MET),
        ("down", "90.1", TargetStatus.MISSED),
    ],
)
def test_a_value_is_held_against_the_target_of_its_year(
    polarity: str, value: str | None, expected: TargetStatus
) -> None:
    warning = Decimal(80) if polarity == "up" else None
    assert status_of(polarity, Decimal(value) if value else None, Decimal(90), warning) == expected
    assert status_of(polarity, Decimal(value) if value else None, None, None) == TargetStatus.NO_TARGET


@given(
    st.sampled_from(["month", "quarter", "half_year", "year"]), st.dates(date(2000, 1, 1), date(2100, 1, 1))
)
def test_periods_follow_each_other_without_gap(frequency: str, day: date) -> None:
    now, before = period_with(frequency, day), last_period(frequency, day)
    assert now.first <= day <= now.last
    assert (now.first - before.last).days == 1
    assert before == next(ended_periods(frequency, day, 1))
