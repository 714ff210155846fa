"""The mix on a running server: locust's requests, machine samples, and a check of acknowledged writes."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from akropolis.base.kernel.history.models import Change
from akropolis.events.incidents.models import Incident
from akropolis.tools.bench.crowd import machine
from akropolis.tools.bench.crowd.machine import Watched, watched
from akropolis.tools.bench.crowd.mix import CHANGE, HEALTH, MARK, REPORT, SENT
from akropolis.tools.bench.crowd.visitors import visitors
from akropolis.tools.bench.measure import MB, RATE, Measurement, figure, median
from akropolis.tools.bench.processes import COMMAND, below, server

P95 = 400.0
GROWTH = 1.0
"""Allowed memory growth of a worker in MB a minute, in the second half of the run, when its caches are full."""
AFTER_KILL = 5.0
"""Seconds after a worker is killed during which failures are attributed to the kill."""
COUNT = "number"
FILE = Path(__file__).with_name("people.py")


@dataclass(frozen=True, slots=True)
class Crowd:
    """The number of users, how many requests a second they make together, the duration, and the faults
    injected.

    The users arrive within `ramp` seconds. That time, and as long again, is not measured, while each
    worker serves each page for the first time.
    """

    people: int = 300
    rate: float = 40.0
    seconds: float = 60.0
    ramp: float = 5.0
    workers: int = 2
    kill_worker_at: float = 0.0


@dataclass(frozen=True, slots=True)
class MeasuredRequest:
    """A request as locust recorded it."""

    at: float
    kind: str
    ms: float
    wrong: str
    path: str
    mark: str


def measured(crowd: Crowd) -> Iterator[Measurement]:
    """Yield all figures of one run. Raises AssertionError when locust failed."""
    found = visitors(crowd.people)
    with (
        server(lambda port: _words(crowd, port)) as (_took, process, address),
        TemporaryDirectory() as folder,
    ):
        given, noted = Path(folder, "crowd.json"), Path(folder, "asked.jsonl")
        given.write_text(json.dumps({**found, "people": crowd.people, "rate": crowd.rate}), "utf-8")
        with watched(process.pid) as seen:
            begun = time.time()
            _killing(crowd, process.pid, seen)
            spent = _ask(crowd, address, given, noted)
        asked = [MeasuredRequest(**json.loads(line)) for line in noted.read_text("utf-8").splitlines()]
    counted = [each for each in asked if each.at > begun + 2 * crowd.ramp]
    yield from figures(crowd, counted, seen, spent, len(asked))
    yield figure(
        "saved, and not found afterwards", _size(crowd), [float(_lost(asked))], limit=0.0, unit=COUNT
    )


def _words(crowd: Crowd, port: int) -> list[str]:
    return [*COMMAND, "serve", "--port", str(port), "--workers", str(crowd.workers)]


def _killing(crowd: Crowd, pid: int, seen: Watched) -> None:
    if crowd.kill_worker_at:
        timer = threading.Timer(2 * crowd.ramp + crowd.kill_worker_at, _kill, (pid, seen))
        timer.daemon = True
        timer.start()


def _kill(pid: int, seen: Watched) -> None:
    """Kill one of the workers, and record when."""
    seen.killed.append(time.time())
    os.kill(min(below(pid)), signal.SIGKILL)


def _ask(crowd: Crowd, address: str, given: Path, noted: Path) -> float:
    """Run locust to its end, and return the seconds of processor time that it took."""
    words = [
        sys.executable,
        "-m",
        "locust",
        "-f",
        str(FILE),
        "--headless",
        "--only-summary",
        "--host",
        address,
    ]
    words += ["--users", str(crowd.people), "--spawn-rate", str(crowd.people / crowd.ramp)]
    words += [
        "--run-time",
        f"{2 * crowd.ramp + crowd.seconds:.0f}s",
        "--stop-timeout",
        "30",
        "--exit-code-on-error",
        "0",
    ]
    environment = {**os.environ, "BENCH_CROWD": str(given), "BENCH_ASKED": str(noted)}
    before = machine.ended(os.getpid())
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 # ours
    assert done.returncode == 0, done.stderr[-2000:]
    return machine.ended(os.getpid()) - before


def figures(
    crowd: Crowd, asked: list[MeasuredRequest], seen: Watched, spent: float, total: int
) -> Iterator[Measurement]:
    """Return response times by kind and in total, and the resources used; `total` includes uncounted requests."""
    size, answered = _size(crowd), [each for each in asked if not each.wrong]
    kinds = _by_kind(answered)
    base = median(kinds[HEALTH]) if HEALTH in kinds else None
    yield figure("the mix", size, [each.ms for each in answered], baseline=base, limit_p95=P95)
    for minute, times in sorted(_by_minute(answered).items()):
        yield figure(f"minute {minute + 1}", f"{len(times)} requests", times, baseline=base)
    for kind, times in sorted(kinds.items(), key=lambda item: -sum(item[1])):
        yield figure(kind, f"{len(times)} requests, p99 {_p99(times):.0f}", times, baseline=base)
    took = max(each.at for each in asked) - min(each.at for each in asked) or 1.0
    yield figure("requests per second", size, [len(answered) / took], baseline=crowd.rate, unit=RATE)
    yield from _faults(size, asked, seen)
    for who, seconds in {**seen.used, "locust": spent}.items():
        yield figure(f"processor time of a request, {who}", size, [1000 * seconds / total])
    yield figure("the most that a worker held", size, [seen.most()], unit=MB)
    yield figure("growth of a worker in a minute", size, [seen.growth()], limit=GROWTH, unit=MB)


def _faults(size: str, asked: list[MeasuredRequest], seen: Watched) -> Iterator[Measurement]:
    """Return failed responses. Those caused by a killed worker are counted separately, by their time."""
    wrong = [each for each in asked if each.wrong]
    lost = [each for each in wrong if _of_the_kill(each, seen)]
    others = Counter(f"{each.kind}: {each.wrong}" for each in wrong if each not in lost)
    yield figure("wrong answers", size, [float(others.total())], limit=0.0, unit=COUNT)
    for what, times in others.most_common(10):
        yield figure(what, size, [float(times)], unit=COUNT)
    if seen.killed:
        yield figure("requests lost with the killed worker", size, [float(len(lost))], unit=COUNT)


def _of_the_kill(each: MeasuredRequest, seen: Watched) -> bool:
    """Return whether it is a connection that broke, or a response begun, while the worker was killed."""
    ended = each.at + each.ms / 1000
    return each.wrong.startswith("broken") and any(at - 0.1 <= ended <= at + AFTER_KILL for at in seen.killed)


def _lost(asked: list[MeasuredRequest]) -> int:
    """Return how many acknowledged changes are missing: an event by its title, a result in the history."""
    saved = [each for each in asked if each.mark and not each.wrong]
    titles = {each.mark for each in saved if each.kind == f"{REPORT}: {SENT}"}
    results = {each.mark for each in saved if each.kind == f"{CHANGE}: {SENT}"}
    there = set(Incident.everything.filter(title__in=titles).values_list("title", flat=True))
    return len(titles - there) + len(results - _in_history(min((each.at for each in saved), default=0.0)))


def _in_history(since: float) -> set[str]:
    rows = Change.objects.filter(at__gte=datetime.fromtimestamp(since - 60, UTC), content__contains=MARK)
    return {
        mark
        for content in rows.values_list("content", flat=True)
        for mark in re.findall(MARK + r" \d+-\d+", content)
    }


def _by_kind(asked: list[MeasuredRequest]) -> dict[str, list[float]]:
    found = defaultdict[str, list[float]](list)
    for each in asked:
        found[each.kind].append(each.ms)
    return found


def _by_minute(asked: list[MeasuredRequest]) -> dict[int, list[float]]:
    """Return figures by minute: a server that has just started, or lost a worker, behaves differently."""
    first = min(each.at for each in asked)
    found = defaultdict[int, list[float]](list)
    for each in asked:
        found[int(each.at - first) // 60].append(each.ms)
    return found


def _p99(times: list[float]) -> float:
    return sorted(times)[max(0, -(-len(times) * 99 // 100) - 1)]


def _size(crowd: Crowd) -> str:
    return f"{crowd.people} people, {crowd.workers} workers"
