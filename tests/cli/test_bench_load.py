"""`bench load`: what is said of a crowd's requests, and, in the long run, a short crowd on a real server."""

import json
import subprocess
import sys
from dataclasses import asdict

import pytest

from akropolis.tools.bench.crowd.machine import Watched
from akropolis.tools.bench.crowd.mix import CHANGE, MIX, REPORT
from akropolis.tools.bench.crowd.run import Crowd, MeasuredRequest, figures
from akropolis.tools.bench.measure import Measurement
from tests.cities import environment, small_city

CROWD = Crowd(people=2, rate=2.0, seconds=10, workers=2)


def asked(at: float, kind: str = "start", wrong: str = "", ms: float = 100.0) -> MeasuredRequest:
    return MeasuredRequest(at, kind, ms, wrong, "/", "")


def said(seen: Watched, *every: MeasuredRequest) -> dict[str, Measurement]:
    return {figure.name: figure for figure in figures(CROWD, list(every), seen, spent=1.0, total=len(every))}


def test_the_mix_is_a_hundred_parts_each_with_a_reason() -> None:
    assert sum(kind.weight for kind in MIX) == 100
    assert len({kind.key for kind in MIX}) == len(MIX)
    assert all(kind.why and kind.addresses and kind.weight > 0 for kind in MIX)
    assert {kind.key for kind in MIX if kind.form} == {CHANGE, REPORT}


def test_the_mix_is_late_when_one_in_ten_is() -> None:
    on_time = [asked(float(n)) for n in range(18)]
    assert said(Watched(), *on_time)["the mix"].met
    late = [asked(18.0, ms=500.0), asked(19.0, ms=500.0)]
    found = said(Watched(), *on_time, *late)
    assert (found["the mix"].p95, found["the mix"].met) == (500.0, False)


def test_each_minute_has_a_line_of_its_own() -> None:
    every = [asked(5.0, ms=300.0), asked(64.0, ms=100.0), asked(66.0, ms=20.0), asked(130.0, wrong="500")]
    found = said(Watched(), *every)
    minutes = {name: (each.size, each.median) for name, each in found.items() if name.startswith("minute")}
    assert minutes == {"minute 1": ("2 requests", 200.0), "minute 2": ("1 requests", 20.0)}


def test_an_answer_that_is_not_as_it_should_be_is_told_by_what_was_wrong_with_it() -> None:
    found = said(
        Watched(), asked(0.0), asked(1.0, wrong="500"), asked(2.0, wrong="another person's"), asked(3.0)
    )
    assert (found["wrong answers"].median, found["wrong answers"].met) == (2.0, False)
    assert found["start: another person's"].median == found["start: 500"].median == 1.0
    assert found["the mix"].runs == 2


def test_what_breaks_while_a_worker_is_killed_is_its_loss_and_what_breaks_later_is_wrong() -> None:
    seen = Watched(killed=[10.0])
    broken = [asked(9.95, wrong="broken: reset"), asked(14.0, wrong="broken: reset")]
    later = [asked(20.0, wrong="broken: reset"), asked(11.0, wrong="500")]
    found = said(seen, asked(0.0), *broken, *later)
    assert found["requests lost with the killed worker"].median == 2.0
    assert found["wrong answers"].median == 2.0
    assert said(Watched(), asked(0.0), *broken)["wrong answers"].median == 2.0


def test_memory_that_grows_in_the_second_half_is_not_flat() -> None:
    flat = Watched(memory={1: [(float(n), 100.0 + (n if n < 30 else 30)) for n in range(60)]})
    rising = Watched(
        memory={1: [(float(n), 100.0) for n in range(60)], 2: [(float(n), 100.0 + n) for n in range(60)]}
    )
    assert (round(flat.growth(), 6), flat.most()) == (0.0, 130.0)
    assert (round(rising.growth(), 6), rising.most()) == (60.0, 159.0)
    assert not said(rising, asked(0.0))["growth of a worker in a minute"].met


def test_a_worker_in_a_killed_one_s_place_may_still_fill_what_it_keeps() -> None:
    stays, new = [(float(n), 100.0) for n in range(60)], [(float(n), 100.0 + n) for n in range(30, 60)]
    assert round(Watched(memory={1: stays, 2: stays[:35], 3: new}).growth(), 6) == 0.0


@pytest.mark.long
def test_a_crowd_loses_nothing_that_was_saved_when_a_worker_is_killed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    crowd = Crowd(people=40, rate=8.0, seconds=20.0, workers=2, kill_worker_at=8.0)
    own = {"AKROPOLIS_DATA_DIR": str(small_city(tmp_path_factory)), "BENCH_LOAD": json.dumps(asdict(crowd))}
    words = [sys.executable, "-m", "akropolis.tools.bench", "load"]
    done = subprocess.run(words, env=environment() | own, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    found = {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert found["wrong answers"]["median"] == 0.0, found
    assert found["saved, and not found afterwards"]["median"] == 0.0
    assert {f"{CHANGE}: sent", "start", "list", "record", "API list", "health"} <= set(found)
    assert found["requests lost with the killed worker"]["median"] <= 10
    assert found["the mix"]["runs"] >= 80


def test_what_the_others_take_on_when_one_is_killed_is_taken_on_once() -> None:
    steps = [(float(n), 100.0 + max(0, min(n - 150, 30))) for n in range(300)]
    assert round(Watched(memory={1: steps}, killed=[140.0]).growth(), 6) == 0.0
    assert Watched(memory={1: steps}).growth() > 1
    rising = [(float(n), 100.0 + n / 60) for n in range(300)]
    assert round(Watched(memory={1: rising}, killed=[140.0]).growth(), 6) == 1.0
