"""The Monte Carlo against closed forms, and the same bytes whatever does the work."""

import json
import subprocess
import sys
from math import exp, sqrt
from typing import Any

import pytest

from akropolis.graph.risk_losses.rules import simulation
from akropolis.graph.risk_losses.rules.budget import MeasureOption, Reduction
from akropolis.graph.risk_losses.rules.losses import LossKind, LossRange, QuantifiedRisk
from akropolis.graph.risk_losses.rules.simulation import BATCHES, compare, simulate

FINE, RESPONSE = LossKind.FINES, LossKind.RESPONSE


def risk(
    key: str, often: LossRange, loss: LossRange, cause: str = "", kind: LossKind = RESPONSE, unit: str = ""
) -> QuantifiedRisk:
    return QuantifiedRisk(key, often, {kind: loss}, cause, unit)


def run(risks: list[QuantifiedRisk], seed: int = 1, years: int = 20_000, workers: int = 1) -> dict[str, Any]:
    *_parts, result = simulate(risks, seed=seed, years=years, workers=workers)
    assert isinstance(result, dict)
    return result


def near(figure: dict[str, float], value: float, errors: float = 4) -> bool:
    return abs(figure["value"] - value) <= errors * figure["error"]


def fixed(value: float) -> LossRange:
    return LossRange(value, value)


def test_the_oracle_is_met_within_the_error_that_is_stated() -> None:
    result = run([risk("a", fixed(0.1), LossRange(100_000, 1_000_000))], years=100_000)
    assert near(result["shared"]["expected"], 40_400.128269)
    assert result["shared"]["expected"]["error"] < 900
    assert result["risks"] == [{"risk": "a", "expected": pytest.approx(40_400.128269, abs=1e-5), "share": 1}]


def test_the_mean_and_the_spread_are_those_of_a_compound_poisson() -> None:
    loss = LossRange(1_000, 10_000)
    second = exp(2 * loss.mu + 2 * loss.sigma**2)
    result = run([risk("a", fixed(3), loss)], years=50_000)["shared"]
    assert near(result["expected"], 3 * loss.mean)
    stated = sqrt(3 * second / 50_000)  # the variance of a year is λ E[X²]
    assert result["expected"]["error"] == pytest.approx(stated, rel=0.5)


def test_a_year_in_ten_and_a_year_in_a_hundred_are_quantiles_of_the_lognormal() -> None:
    """With one event in 1000 years, the year that 1 in 10 000 exceed is the loss that 1 event in 10 exceeds."""
    loss = LossRange(1_000, 10_000)
    often = 0.05
    result = run([risk("a", fixed(often), loss)], years=200_000)["shared"]
    assert result["one_in_10"]["value"] == 0
    # 1 year in 100 is exceeded by 1 event in 5: P(loss > x) ≈ 0.2, with the few years of two events beside.
    exact = exp(loss.mu + loss.sigma * 0.8416)
    assert result["one_in_100"]["value"] == pytest.approx(exact, rel=0.03)


def test_an_uncertain_frequency_has_the_mean_of_its_range() -> None:
    often = LossRange(0.05, 0.5)
    result = run([risk("a", often, fixed(1_000))], years=100_000)["shared"]
    assert near(result["expected"], often.mean * 1_000)


def test_no_fine_is_above_its_ceiling() -> None:
    result = run([risk("a", fixed(1), LossRange(1e6, 1e8, 5e6), kind=FINE)])
    assert near(result["shared"]["expected"], LossRange(1e6, 1e8, 5e6).mean)
    one = run([risk("a", fixed(0.001), LossRange(1e6, 1e8, 5e6), kind=FINE)])
    assert one["curve"][-1]["shared"] <= 5e6 * 2


def test_a_shared_cause_keeps_the_mean_and_makes_the_tail_heavier() -> None:
    apart = [risk(f"r{place:02}", fixed(0.05), fixed(100_000)) for place in range(40)]
    tied = [risk(one.key, one.frequency, one.losses[RESPONSE], "supplier") for one in apart]
    result = run(tied, years=50_000)
    mean = 40 * 0.05 * 100_000
    assert near(result["shared"]["expected"], mean)
    assert near(result["independent"]["expected"], mean)
    assert result["shared"]["one_in_100"]["value"] == pytest.approx(40 * 100_000)  # all at once
    assert result["independent"]["one_in_100"]["value"] == pytest.approx(6 * 100_000, abs=100_000)
    alone = run(apart, years=50_000)
    assert alone["shared"] == alone["independent"]


def test_a_rarer_risk_strikes_only_with_the_more_frequent_ones_of_its_cause() -> None:
    often, rare = risk("often", fixed(0.4), fixed(1), "c"), risk("rare", fixed(0.1), fixed(1_000), "c")
    result = run([often, rare, risk("other", fixed(0.1), fixed(1))], years=50_000)
    assert near(result["shared"]["expected"], 0.4 + 100 + 0.1)
    assert near(result["independent"]["expected"], 0.4 + 100 + 0.1)
    one = run([often, rare], years=50_000)
    losses = {round(point["shared"]) for point in one["curve"]}
    assert 1_000 not in losses, "never alone"
    assert 1_001 in losses


def test_units_add_up_to_the_whole() -> None:
    result = run([risk(f"r{place}", fixed(1), fixed(10), unit=f"u{place % 2}") for place in range(4)])
    assert [one["unit"] for one in result["units"]] == ["u0", "u1"]
    assert sum(one["expected"]["value"] for one in result["units"]) == pytest.approx(
        result["shared"]["expected"]["value"]
    )


def test_the_curve_falls_and_has_no_point_that_rests_on_a_few_years() -> None:
    curve = run([risk("a", LossRange(0.1, 2), LossRange(1_000, 50_000))])["curve"]
    assert len(curve) == 30
    assert [one["shared"] for one in curve] == sorted(one["shared"] for one in curve)
    assert [one["share"] for one in curve] == sorted((one["share"] for one in curve), reverse=True)
    assert curve[-1]["share"] * 20_000 == pytest.approx(50)


def test_the_same_seed_gives_the_same_bytes_with_any_number_of_workers() -> None:
    risks = [
        QuantifiedRisk(
            f"r{place}",
            LossRange(0.1, 1),
            {kind: LossRange(100, 5_000) for kind in list(LossKind)[: place % 5 + 1]},
            f"c{place % 3}" if place % 2 else "",
            f"u{place % 4}",
        )
        for place in range(60)
    ]
    first = json.dumps(run(risks, seed=5))
    assert json.dumps(run(list(reversed(risks)), seed=5, workers=2)) != first, "the list of risks is as given"
    assert json.dumps(run(risks, seed=5, workers=2)) == first
    assert json.dumps(run(risks, seed=5, workers=3)) == first
    assert json.dumps(run(risks, seed=6)) != first


def test_frequent_events_are_simulated_in_fewer_years_and_the_result_says_how_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(simulation, "_ALL_EVENTS", 40_000_000)
    result = run([risk(f"r{place:02}", fixed(365), fixed(1)) for place in range(50)], years=100_000)
    assert 2_000 <= result["years"] < 3_000
    assert result["years"] % BATCHES == 0
    assert near(result["shared"]["expected"], 50 * 365)


def test_measures_are_compared_by_what_a_krona_takes_away() -> None:
    risks = [risk("a", LossRange(0.1, 1), fixed(100_000)), risk("b", fixed(0.5), fixed(100_000))]
    sure = MeasureOption("sure", 10_000, 1, {"b": Reduction((0.5, 0.5))})
    wide = MeasureOption("wide", 10_000, 1, {"b": Reduction((0.1, 1))})
    dear = MeasureOption("dear", 1_000_000, 1, {"a": Reduction((0.1, 0.5), (0.1, 0.5))})
    rows = compare(risks, [dear, wide, sure], seed=3)
    assert [row["measure"] for row in rows] == ["sure", "wide", "dear"]
    assert rows[0]["reduced"] == pytest.approx(25_000)
    assert rows[0]["before_next"] == pytest.approx(5 / 9, abs=0.03)
    assert rows[0]["first"] == rows[0]["before_next"]
    assert rows[1]["before_next"] == pytest.approx(1, abs=0.05)
    assert rows[2]["before_next"] is None
    assert compare(risks, [], seed=3) == []


def test_it_runs_as_a_process_that_tells_how_far_it_is() -> None:
    asked = {
        "risks": [
            {
                "key": "a",
                "frequency": [0.1, 1],
                "losses": {"fines": [1_000, 9_000, 5_000]},
                "cause": "",
                "unit": "u",
            }
        ],
        "measures": [{"key": "m", "cost": 10, "years": 2, "effects": {"a": [[0.8, 0.9], [1, 1]]}}],
        "seed": 9,
        "years": 2_000,
        "workers": 1,
    }
    done = subprocess.run(
        [sys.executable, "-m", "akropolis.graph.risk_losses.rules.simulation"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    *progress, result = [json.loads(line) for line in done.stdout.splitlines()]
    assert progress == sorted(progress)
    assert progress[-1] <= 1
    assert result["measures"][0]["measure"] == "m"
    assert result["units"][0]["unit"] == "u"
