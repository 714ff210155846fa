"""Ranges of frequency and loss: their closed forms, what is refused, and which cause reaches which."""

from math import exp, inf, nan, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.graph.risk_losses.rules.losses import (
    MOST_EVENTS,
    MOST_LOSS,
    WIDEST_FREQUENCY,
    WIDEST_LOSS,
    WIDTH,
    LossKind,
    LossRange,
    NotAssessable,
    QuantifiedRisk,
    RangeProblem,
    normal_share,
    range_problem,
    shared_causes,
    why_not_assessable,
)


def risk(key: str, often: float, cause: str = "") -> QuantifiedRisk:
    return QuantifiedRisk(key, LossRange(often, often), {LossKind.RESPONSE: LossRange(1, 1)}, cause)


def test_the_published_oracle_is_met() -> None:
    once = QuantifiedRisk("a", LossRange(0.1, 0.1), {LossKind.RESPONSE: LossRange(100_000, 1_000_000)})
    assert once.expected == pytest.approx(40_400.128269, abs=1e-6)


def test_the_ends_are_the_5th_and_the_95th_percentile() -> None:
    spread = LossRange(20_000, 700_000)
    assert exp(spread.mu - spread.sigma * WIDTH / 2) == pytest.approx(20_000)
    assert exp(spread.mu + spread.sigma * WIDTH / 2) == pytest.approx(700_000)
    assert normal_share(-WIDTH / 2) == pytest.approx(0.05)


def test_equal_ends_are_a_fixed_value_and_nothing_costs_nothing() -> None:
    assert (LossRange(5, 5).mean, LossRange(5, 5).sigma) == (5, 0)
    assert (LossRange(0, 0).mean, LossRange(0, 0).mu) == (0, -inf)
    assert LossRange(50, 50, 20).mean == 20


def test_a_low_end_of_nothing_is_next_to_nothing() -> None:
    spread = LossRange(0, 5_000_000)
    assert (spread.mu, spread.sigma) == (LossRange(5_000, 5_000_000).mu, LossRange(5_000, 5_000_000).sigma)
    assert 0 < spread.mean < 5_000_000


def test_hours_become_kronor() -> None:
    assert LossRange(10, 40).times(600) == LossRange(6_000, 24_000)


@given(st.floats(1, 1e6), st.floats(1.01, 5_000), st.floats(0.001, 1_000))
def test_a_ceiling_lowers_the_mean_as_counted_by_numbers(low: float, ratio: float, share: float) -> None:
    spread = LossRange(low, low * ratio)
    ceiling = spread.high * share
    capped = LossRange(low, low * ratio, ceiling)
    steps = [(place - 0.5) / 2_000 * 16 - 8 for place in range(1, 2_001)]
    density = [exp(-step * step / 2) / sqrt(2 * 3.141592653589793) * 16 / 2_000 for step in steps]
    counted = sum(
        min(exp(spread.mu + spread.sigma * step), ceiling) * weight
        for step, weight in zip(steps, density, strict=True)
    )
    assert capped.mean == pytest.approx(counted, rel=1e-3)
    assert capped.mean <= min(ceiling, spread.mean) * (1 + 1e-9)


def test_no_fine_can_be_given_where_the_ceiling_is_nothing() -> None:
    assert LossRange(10, 100, 0).mean == 0


@pytest.mark.parametrize(
    ("low", "high", "problem"),
    [
        (None, None, None),
        (0, 0, None),
        (1, 1, None),
        (1, WIDEST_LOSS, None),
        (1, None, RangeProblem.ONE_END),
        (None, 1, RangeProblem.ONE_END),
        (nan, 1, RangeProblem.NOT_A_NUMBER),
        (1, inf, RangeProblem.NOT_A_NUMBER),
        (-1, 1, RangeProblem.NEGATIVE),
        (5, 4, RangeProblem.REVERSED),
        (1e14, 1e15, RangeProblem.TOO_LARGE),
        (0, 5, None),
        (1, WIDEST_LOSS * 1.01, RangeProblem.TOO_WIDE),
    ],
)
def test_a_bad_range_is_named(low: float | None, high: float | None, problem: RangeProblem | None) -> None:
    assert range_problem(low, high) is problem


def test_a_frequency_has_limits_of_its_own() -> None:
    assert range_problem(0, 0, frequency=True) is RangeProblem.ZERO_LOW
    assert range_problem(1, MOST_EVENTS + 1, frequency=True) is RangeProblem.TOO_LARGE
    assert range_problem(0.001, 0.001 * WIDEST_FREQUENCY * 1.01, frequency=True) is RangeProblem.TOO_WIDE
    assert range_problem(0.05, 0.2, frequency=True) is None


@given(st.floats(1e-6, MOST_LOSS), st.floats(1, WIDEST_LOSS))
def test_the_mean_of_a_range_that_is_taken_lies_inside_it(low: float, ratio: float) -> None:
    high = min(low * ratio, MOST_LOSS)
    if range_problem(low, high) is None:
        assert low * (1 - 1e-9) <= LossRange(low, high).mean <= high * (1 + 1e-9)


def test_what_lacks_a_frequency_or_every_loss_cannot_be_assessed() -> None:
    losses = {LossKind.FINES: LossRange(0, 0)}
    assert why_not_assessable(None, losses) is NotAssessable.NO_FREQUENCY
    assert why_not_assessable(LossRange(1, 1), {}) is NotAssessable.NO_LOSS
    assert why_not_assessable(LossRange(1, 1), losses) is None


def test_a_cause_falls_with_the_cause_that_it_depends_on() -> None:
    risks = [risk("a", 0.1, "supplier"), risk("b", 0.2, "service"), risk("c", 0.3, "alone"), risk("d", 9)]
    above = {"service": ["platform", "supplier"], "supplier": [], "platform": ["supplier"]}
    assert shared_causes(risks, above) == {"alone": "alone", "service": "supplier", "supplier": "supplier"}


def test_of_two_causes_above_the_frailer_is_taken() -> None:
    risks = [risk("a", 0.1, "one"), risk("b", 0.4, "two"), risk("c", 0.2, "service")]
    assert shared_causes(risks, {"service": ["one", "two"]})["service"] == "two"


def test_causes_in_a_ring_are_one() -> None:
    risks = [risk("a", 0.1, "one"), risk("b", 0.4, "two"), risk("c", 0.2, "three"), risk("d", 0.2, "under")]
    ring = ["one", "two", "three"]
    result = shared_causes(risks, {**dict.fromkeys(ring, ring), "under": ring})
    assert set(result.values()) == {"two"}


@given(
    st.dictionaries(
        st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), unique=True, max_size=3), max_size=6
    )
)
def test_every_cause_leads_to_one_that_leads_to_itself(edges: dict[str, list[str]]) -> None:
    above = {}
    for node in "abcdef":
        reached: set[str] = set()
        queue = [node]
        while queue:
            new = [one for one in edges.get(queue.pop(), []) if one not in reached]
            reached.update(new)
            queue.extend(new)
        above[node] = sorted(reached)
    result = shared_causes([risk(node, 0.1 + place / 10, node) for place, node in enumerate("abcdef")], above)
    assert set(result) == set("abcdef")
    for cause, top in result.items():
        assert result[top] == top
        assert top == cause or top in above[cause]
