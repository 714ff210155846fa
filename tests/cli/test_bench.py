"""`bench`: figures that say what they are beside, on data of their own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from akropolis.tools.bench.measure import Measurement, median, p95
from tests.cities import environment
from tests.cli.conftest import run_in

FIELDS = {
    "baseline", "group", "limit", "limit_p95", "limit_queries", "median", "met", "name", "p95", "queries", "ratio",
    "runs", "size", "unit",
}  # fmt: skip


def test_p95_is_the_value_that_nineteen_of_twenty_do_not_exceed() -> None:
    times = [float(n) for n in range(1, 41)]
    assert (median(times), p95(times)) == (20.5, 38.0)
    assert p95([3.0, 1.0, 2.0]) == 3.0


@pytest.mark.parametrize(
    ("limits", "met"),
    [
        ({}, True),
        ({"limit": 10.0}, True),
        ({"limit": 9.9}, False),
        ({"limit": 10.0, "limit_p95": 19.0}, False),
        ({"limit_queries": 12, "queries": 13}, False),
    ],
)
def test_a_figure_is_met_when_all_its_limits_are(limits: dict[str, float], met: bool) -> None:
    figure = Measurement("x", "", 10.0, 20.0, baseline=4.0, **limits)  # type: ignore[arg-type]
    assert (figure.met, figure.ratio) == (met, 2.5)


def test_each_figure_that_is_measured_says_what_it_is_beside(built: Path) -> None:
    own = {"AKROPOLIS_DATA_DIR": str(built), "AKROPOLIS_LOG_LEVEL": "ERROR"}
    words = [sys.executable, "-m", "akropolis.tools.bench", "gather"]
    done = subprocess.run(words, env=environment() | own, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["group"] for row in rows} == {"gather"}
    assert all(set(row) == FIELDS for row in rows)
    assert all(row["baseline"] > 0 for row in rows)


@pytest.mark.long  # it builds a city
def test_it_measures_on_data_of_its_own_and_prints_only_json(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    done = run_in(folder, "bench", "gather", "--size", "small", "--json")
    assert done.code == 0, done.err
    assert {row["group"] for row in json.loads(done.out)["figures"]} == {"gather"}
    assert list(folder.iterdir()) == []


def test_an_unknown_benchmark_is_one_sentence(tmp_path: Path) -> None:
    done = run_in(tmp_path, "bench", "nonsense")
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
