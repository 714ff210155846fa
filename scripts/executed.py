"""Which functions of the product each test executes: a plugin that writes it down, and the reading of what it wrote.

One file for each module of tests, in `.tools/executed`, with the module's own hash: it counts until the module changes.
What a fixture of a module or a session executes is written down for all tests of the module.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = str(ROOT / "src" / "akropolis")
KEPT = ROOT / ".tools" / "executed"
TOOL = sys.monitoring.COVERAGE_ID
ALL = ""
"""Stands for every test of the module."""


def key_of(code: CodeType) -> str:
    """The function's file and qualified name; a lambda or generator counts as the function that it stands in."""
    path = Path(code.co_filename).relative_to(ROOT).as_posix()
    return f"{path}:{code.co_qualname.partition('.<locals>.<')[0]}"


def hash_of(module: str) -> str:
    """What the module of tests says now."""
    return hashlib.sha256((ROOT / module).read_bytes()).hexdigest()


def kept_at(module: str) -> Path:
    """Where it is written down for that module."""
    return KEPT / f"{module.replace('/', '.')}.json"


def record_of(module: str) -> dict[str, Any] | None:
    """What was written down for the module as it is now: seconds by test, and tests by function."""
    path = kept_at(module)
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found if found.get("hash") == hash_of(module) else None


def keep(module: str, seconds: Mapping[str, float], functions: Mapping[str, list[int]]) -> None:
    """Write down what the module as it is now runs through: each function with the places of its tests in `seconds`."""
    found = {"hash": hash_of(module), "seconds": seconds, "functions": functions}
    KEPT.mkdir(parents=True, exist_ok=True)
    kept_at(module).write_text(json.dumps(found), encoding="utf-8")


class Recorder:
    """The plugin. Only tests that pass are written down."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.functions: defaultdict[str, set[str]] = defaultdict(set)
        self.test = ALL
        sys.monitoring.use_tool_id(TOOL, "akropolis")
        sys.monitoring.register_callback(TOOL, sys.monitoring.events.PY_START, self._started)
        sys.monitoring.set_events(TOOL, sys.monitoring.events.PY_START)

    def _started(self, code: CodeType, _offset: int) -> object:
        if code.co_filename.startswith(PACKAGE):
            self.functions[key_of(code)].add(self.test)
        return sys.monitoring.DISABLE

    def _now(self, test: str) -> str:
        before, self.test = self.test, test
        sys.monitoring.restart_events()
        return before

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        before = self._now(self.test if fixturedef.scope == "function" else ALL)
        try:
            return (yield)
        finally:
            self._now(before)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
        self._now(item.nodeid)
        try:
            return (yield)
        finally:
            self._now(ALL)
            module = item.nodeid.partition("::")[0]
            if nextitem is None or nextitem.nodeid.partition("::")[0] != module:
                self._write(module)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self.seconds[report.nodeid] = round(report.duration, 2)

    def _write(self, module: str) -> None:
        tests = [*self.seconds]
        place = {name: number for number, name in enumerate(tests)} | {ALL: -1}
        functions = {
            key: sorted(place[name] for name in names if name in place)
            for key, names in sorted(self.functions.items())
        }
        keep(module, self.seconds, functions)
        self.seconds, self.functions = {}, defaultdict(set)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take part when named with `-p executed`. What runs once, when the addresses are read, is no test's."""
    import_module("akropolis.config.urls")
    config.pluginmanager.register(Recorder())
