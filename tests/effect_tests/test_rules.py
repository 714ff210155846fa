"""What a result means, until when it counts, and that effect never counts without presence."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.assurance.effect_tests.rules.effect import (
    EffectOutcome,
    EffectState,
    EffectSum,
    LatestTest,
    effect_of,
    next_test,
    propose_outcome,
    sum_effects,
)

DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))
TESTS = st.builds(LatestTest, st.sampled_from(EffectOutcome), DAYS)
STATES = st.lists(st.sampled_from(EffectState))


@pytest.mark.parametrize(
    ("held", "tested", "share", "expected"),
    [
        (90, 100, 90, "works"),
        (89, 100, 90, "partly"),
        (45, 100, 90, "partly"),
        (44, 100, 90, "fails"),
        (0, 1, 90, "fails"),
        (1, 1, None, None),
        (0, 0, 90, None),
    ],
)
def test_the_threshold_and_half_of_it_divide_the_outcomes(
    held: int, tested: int, share: int | None, expected: str | None
) -> None:
    assert propose_outcome(held, tested, share) == expected


@given(st.integers(0, 500), st.integers(1, 500), st.integers(1, 100))
def test_one_more_that_holds_never_worsens_the_outcome(held: int, tested: int, share: int) -> None:
    order = list(EffectOutcome)
    before, after = (propose_outcome(each, tested, share) for each in (held, held + 1))
    assert before is not None
    assert after is not None
    assert order.index(before) <= order.index(after)


def test_the_interval_ends_on_the_same_day_of_a_later_month() -> None:
    assert next_test(date(2026, 8, 31), 6) == date(2027, 2, 28)


@given(TESTS, DAYS)
def test_a_measure_is_untested_exactly_after_its_interval(test: LatestTest, day: date) -> None:
    assert (effect_of(present=True, latest=test, day=day) is EffectState.UNTESTED) is (day > test.next_on)
    assert effect_of(present=True, latest=test, day=test.next_on) is EffectState(test.outcome)
    after = test.next_on + timedelta(days=1)
    assert effect_of(present=True, latest=test, day=after) is EffectState.UNTESTED


@given(st.none() | TESTS, DAYS)
def test_g14_effect_never_counts_without_presence(test: LatestTest | None, day: date) -> None:
    state = effect_of(present=False, latest=test, day=day)
    assert state == (EffectState.NOT_COUNTED if test else None)
    assert sum_effects([state] if state else []) == EffectSum()


@given(STATES)
def test_the_sum_is_of_what_is_assessed_as_met(states: list[EffectState]) -> None:
    found = sum_effects(states)
    counted = [state for state in states if state is not EffectState.NOT_COUNTED]
    assert found.present == len(counted) == found.works + found.partly + found.fails + found.untested
    assert found.tested == len(counted) - counted.count(EffectState.UNTESTED)
