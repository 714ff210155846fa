"""What the tests may cost, so that the suite stays as quick as it is when domains are added.

CPU seconds are counted for each folder of tests, with the processes that a test waits for. A run of the whole part
writes them to `.budget.json`, and any run says what cost more than its budget. A machine that is slower
than the one the budgets were set on gets as many more seconds: how quick it is, is measured between the tests.
"""

import json
import os
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

import pytest

from tests.length import LONG

PLACE = Path(__file__).parents[1] / ".budget.json"
WHOLE = "TEST_BUDGET"
"""Is in the environment when a whole part is run; `scripts/test.py` sets it."""
DOMAIN = {"sqlite": 60.0, "postgresql": 10.0}
"""CPU seconds that the tests of a domain may take in each database."""
WIDE = {"behaviours": 5, "gate": 2, "kernel": 2, "review": 2}
"""Folders that walk through every domain, or hold more than one: how many domains' budgets they have."""
TEST = 5.0
"""CPU seconds that one test may take, its fixtures not counted."""
PACE = 0.0065
"""CPU seconds that `pace` took on the machine on which the budgets were set."""
OFTEN = 25
"""After as many tests the machine's pace is measured anew."""
CPU, MEASURED = "cpu", "pace"


def pace() -> float:
    """CPU seconds of a piece of work that is always the same."""
    begun = time.process_time()
    sum(len(str(number)) for number in range(100_000))
    return time.process_time() - begun


def spent() -> float:
    """CPU seconds of this process so far, and of those that it has waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


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
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
        report = yield
        now = spent()
        told: list[tuple[str, object]] = [(CPU, now - self.mark)]
        self.ran += call.when == "call"
        if call.when == "call" and self.ran % OFTEN == 1:
            told.append((MEASURED, pace()))
        report.user_properties = [*report.user_properties, *told]
        self.mark = spent()
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told = dict(report.user_properties)
        cost = float(str(told.get(CPU, 0)))
        self.seconds[folder_of(report.nodeid)] += cost
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
        most = {name: DOMAIN[self.database] * WIDE.get(name, 1) for name in self.seconds}
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
