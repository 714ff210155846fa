"""What the tests may cost, so that the suite stays as quick as it is when domains are added.

CPU seconds are counted for each folder of tests, with the processes that a test waits for. What is made once for all
folders, the migrated database and the demo city, is counted apart, whichever test was the first to ask for it. A run
of the whole part writes them to `.budget.json`, and any run says what cost more than its budget. A machine that is
slower than the one the budgets were set on gets as many more seconds: how quick it is, is measured between the tests.
"""

import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest

from tests import nursery
from tests.length import LONG

PLACE = Path(__file__).parents[1] / ".budget.json"
WHOLE = "TEST_BUDGET"
"""Is in the environment when a whole part is run; `scripts/test.py` sets it."""
DOMAIN = {"sqlite": 60.0, "postgresql": 10.0}
"""CPU seconds that the tests of a domain may take in each database."""
FOR_ALL, EVERYBODYS = "for all", ("", "tests")
"""Stands beside the folders for what all tests share: what the session's fixtures make that stand above the folders."""
WIDE = {
    "behaviours": 7, "cli": 2, "e2e": 7.5, "gate": 2, "kernel": 2, "production": 1.5, "review": 2,
    "upgrade": 1.5, FOR_ALL: 2,
}  # fmt: skip
"""Folders that walk through every domain, or hold more than one: how many domains' budgets they have.

`production` is no domain: it starts the whole server ten times, at three CPU seconds each. Nor is `cli`, which runs
each command in a process of its own.
"""
THERE_TOO = {"production", "tamper", "upgrade", FOR_ALL}
"""Folders that are about the database itself, so that all of them runs in each: each time by SQLite's budget.

Of a domain no more than what hangs on the kind of database runs on PostgreSQL, for which a sixth is enough.
"""
TEST = 5.0
"""CPU seconds that one test may take, its fixtures not counted."""
PACE = 0.0065
"""CPU seconds that `pace` took on the machine on which the budgets were set."""
OFTEN = 25
"""After as many tests the machine's pace is measured anew."""
CPU, MEASURED, SHARED = "cpu", "pace", "shared"


def pace() -> float:
    """CPU seconds of a piece of work that is always the same."""
    begun = time.process_time()
    sum(len(str(number)) for number in range(100_000))
    return time.process_time() - begun


def spent() -> float:
    """CPU seconds of this process so far, and of those that it has waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system + nursery.spent.seconds


shared: list[float] = []
"""CPU seconds of what was made for all since the last report, in this process."""


@contextmanager
def for_all() -> Iterator[None]:
    """What is made inside is made once in a run, and no folder pays for it."""
    begun = spent()
    yield
    shared.append(spent() - begun)


def budget_of(folder: str, database: str) -> float:
    """CPU seconds that a folder's tests may take in that database."""
    return DOMAIN["sqlite" if folder in THERE_TOO else database] * WIDE.get(folder, 1)


class Budget:
    """The plugin. Each process tells what a test cost with its report, and the one that hears them all adds it up."""

    def __init__(self, database: str) -> None:
        self.database = "postgresql" if database.startswith("postgres") else "sqlite"
        self.mark, self.ran = spent(), 0
        self.seconds: dict[str, float] = defaultdict(float)
        self.tests: dict[str, float] = {}
        self.paces: list[float] = []

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logstart(self) -> None:
        self.mark = spent()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]):  # type: ignore[no-untyped-def]
        if fixturedef.scope != "session" or fixturedef.baseid not in EVERYBODYS:
            return (yield)
        with for_all():
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
        report = yield
        now = spent()
        common = sum(shared)
        told: list[tuple[str, object]] = [(CPU, now - self.mark - common), (SHARED, common)]
        self.ran += call.when == "call"
        if call.when == "call" and self.ran % OFTEN == 1:
            told.append((MEASURED, pace()))
        report.user_properties = [*report.user_properties, *told]
        self.mark = spent()
        shared.clear()
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told = dict(report.user_properties)
        cost = float(str(told.get(CPU, 0)))
        self.seconds[folder_of(report.nodeid)] += cost
        self.seconds[FOR_ALL] += float(str(told.get(SHARED, 0)))
        if report.when == "call" and "e2e" not in report.keywords:
            self.tests[report.nodeid] = cost
        if MEASURED in told:
            self.paces.append(float(str(told[MEASURED])))

    @property
    def slower(self) -> float:
        """How many times slower this machine is than the one that the budgets were set on; never less than one."""
        return max(1.0, median(self.paces) / PACE) if self.paces else 1.0

    def over(self) -> list[str]:
        """What cost more than it may, in sentences."""
        if LONG:
            return []
        most = {name: budget_of(name, self.database) for name in self.seconds}
        told = [(name, cost, most[name]) for name, cost in self.seconds.items()]
        told += [(name, cost, TEST) for name, cost in self.tests.items()]
        return [
            f"{name} took {cost:.1f} CPU s, and may take {limit * self.slower:.1f}"
            for name, cost, limit in sorted(told)
            if cost > limit * self.slower
        ]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if WHOLE not in os.environ or hasattr(session.config, "workerinput"):
            return
        keep(self.database, self.seconds, self.slower)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if found := self.over():
            terminalreporter.section("Over budget (tests/budget.py)", yellow=True)
            for sentence in found:
                terminalreporter.line(sentence)


def folder_of(nodeid: str) -> str:
    """The folder of tests that a test lies in: `tests/review/web/test_x.py::test_y` lies in `review`."""
    parts = nodeid.partition("::")[0].split("/")
    return parts[1] if len(parts) > 2 else ""


def keep(database: str, seconds: dict[str, float], slower: float, place: Path = PLACE) -> None:
    """Write down what a part cost, beside what others did."""
    known = json.loads(place.read_text("utf-8")) if place.exists() else {}
    costs = {name: round(cost, 1) for name, cost in seconds.items()}
    known[database] = known.get(database, {}) | dict(sorted(costs.items())) | {"slower": round(slower, 2)}
    place.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8")
