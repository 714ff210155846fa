"""What a krona buys: measures together, and the best set for a budget against all sets."""

from itertools import combinations
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.graph.risk_losses.rules import budget
from akropolis.graph.risk_losses.rules.budget import (
    MeasureOption,
    Reduction,
    best_set,
    reduced_by,
    share_problem,
)
from akropolis.graph.risk_losses.rules.losses import RangeProblem

EXPECTED = {"a": 100_000.0, "b": 20_000.0}


def half(key: str, cost: float, years: int = 1, risk: str = "a") -> MeasureOption:
    return MeasureOption(key, cost, years, {risk: Reduction(frequency=(0.4, 0.6))})


def test_a_measure_takes_its_share_of_frequency_and_loss_while_it_lasts() -> None:
    both = MeasureOption("m", 1, 3, {"a": Reduction((0.4, 0.6), (0.7, 0.9)), "b": Reduction(loss=(0, 0))})
    assert reduced_by([both], EXPECTED) == pytest.approx(3 * (100_000 * (1 - 0.5 * 0.8) + 20_000))


def test_the_second_measure_takes_of_what_the_first_leaves() -> None:
    assert reduced_by([half("m", 1), half("n", 1)], EXPECTED) == 75_000
    assert reduced_by([half("m", 1, 1), half("n", 1, 3)], EXPECTED) == 75_000 + 2 * 50_000


def test_a_risk_that_cannot_be_assessed_adds_nothing() -> None:
    assert reduced_by([half("m", 1, risk="unknown")], EXPECTED) == 0


def test_the_best_set_is_not_the_best_by_krona_first() -> None:
    measures = [half("cheap", 60, risk="b"), half("whole", 100, risk="a")]
    few = MeasureOption("few", 30, 1, {"b": Reduction(frequency=(0, 0))})
    best = best_set([*measures, few], EXPECTED, 100)
    assert (best.keys, best.cost, best.reduced, best.proven) == (("whole",), 100, 50_000, True)


def test_a_budget_that_buys_nothing_says_nothing() -> None:
    assert best_set([half("m", 10)], EXPECTED, 9) == budget.BestSet((), 0, 0, True)


@given(
    st.lists(
        st.tuples(
            st.integers(1, 50), st.integers(1, 3), st.sampled_from(["a", "b", "ab"]), st.integers(1, 10)
        ),
        max_size=7,
    ),
    st.integers(0, 200),
)
def test_the_best_set_is_the_best_of_all_sets(given_: list[tuple[int, int, str, int]], money: int) -> None:
    measures = [
        MeasureOption(
            str(place), cost, years, {one: Reduction((1 - share / 10, 1 - share / 10)) for one in risks}
        )
        for place, (cost, years, risks, share) in enumerate(given_)
    ]
    affordable = (
        chosen
        for size in range(len(measures) + 1)
        for chosen in combinations(measures, size)
        if sum(one.cost for one in chosen) <= money
    )
    best = best_set(measures, EXPECTED, money)
    assert best.proven
    assert best.cost <= money
    assert best.reduced == pytest.approx(max(reduced_by(one, EXPECTED) for one in affordable))
    assert best.reduced == pytest.approx(
        reduced_by([one for one in measures if one.key in best.keys], EXPECTED)
    )


def test_a_search_that_is_given_up_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_TRIED", 5)
    measures = [half(f"{place:02}", 10 + place, risk="ab"[place % 2]) for place in range(12)]
    best = best_set(measures, EXPECTED, 60)
    assert not best.proven
    assert best.keys[0] == "00"
    assert best.reduced > 0


@pytest.mark.parametrize(
    ("low", "high", "problem"),
    [
        (None, None, None),
        (0, 0, None),
        (0.2, 1, None),
        (0.2, None, RangeProblem.ONE_END),
        (nan, 1, RangeProblem.NOT_A_NUMBER),
        (-0.1, 1, RangeProblem.NEGATIVE),
        (0.5, 1.1, RangeProblem.TOO_LARGE),
        (0.5, 0.4, RangeProblem.REVERSED),
    ],
)
def test_a_bad_share_is_named(low: float | None, high: float | None, problem: RangeProblem | None) -> None:
    assert share_problem(low, high) is problem
