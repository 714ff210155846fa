"""Which lines of the product each test executes: a plugin that writes it down, and the reading of what it wrote.

One file for each module of tests, in `.tools/executed`, with the module's own hash: it counts until the module changes.
What a fixture of a module or a session executes is written down for all tests of the module.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = str(ROOT / "src" / "akropolis")
KEPT = ROOT / ".tools" / "executed"
TOOL = sys.monitoring.COVERAGE_ID
ALL = 1
"""The bit that stands for every test of the module; the n-th has the bit 2 ** n."""


def key_of(code: CodeType) -> str:
    """The function's file and qualified name; a lambda or generator counts as the function that it stands in."""
    path = Path(code.co_filename).relative_to(ROOT).as_posix()
    return f"{path}:{code.co_qualname.partition('.<locals>.<')[0]}"


def hash_of(file: str) -> str:
    """What the file says now."""
    return hashlib.sha256((ROOT / file).read_bytes()).hexdigest()[:16]


def kept_at(module: str) -> Path:
    """Where it is written down for that module."""
    return KEPT / f"{module.replace('/', '.')}.json"


def record_of(module: str) -> dict[str, Any] | None:
    """What was written down for the module as it is now, in this form."""
    path = kept_at(module)
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found if found.get("hash") == _both(module) else None


def keep(module: str, **found: object) -> None:
    """Write it down for the module as it is now: its tests with their seconds, and what they run through."""
    nothing = {"start": 0, "seconds": {}, "functions": {}, "lines": {}, "files": {}}
    KEPT.mkdir(parents=True, exist_ok=True)
    kept_at(module).write_text(json.dumps({"hash": _both(module)} | nothing | found), encoding="utf-8")


def _both(module: str) -> str:
    return hash_of(module) + hash_of(Path(__file__).relative_to(ROOT).as_posix())


def tests_through(record: Mapping[str, Any], path: str, function: str, line: int | None) -> dict[str, float]:
    """The tests of the record that run through the line, with their seconds.

    Through the function without a line, or when its file has changed since it was written down.
    """
    if line is not None and record["files"].get(path) == hash_of(path):
        mask = next((mask for mask, lines in record["lines"][path].items() if line in lines), "0")
    else:
        mask = record["functions"].get(f"{path}:{function}", "0")
    bits = int(mask, 16)
    every = bits & ALL
    return {
        name: took for n, (name, took) in enumerate(record["seconds"].items(), 1) if every or bits >> n & 1
    }


def follow(started: Callable[[CodeType], None], reached: Callable[[CodeType, int], None]) -> None:
    """From now on, tell of each code of the product that is begun, and of each line that it reaches, once each."""
    on, events = sys.monitoring, sys.monitoring.events

    def begun(code: CodeType, _offset: int) -> object:
        if code.co_filename.startswith(PACKAGE):
            started(code)
            on.set_local_events(TOOL, code, events.LINE)
        return on.DISABLE

    def noted(code: CodeType, line: int) -> object:
        reached(code, line)
        return on.DISABLE

    on.use_tool_id(TOOL, "akropolis")
    on.register_callback(TOOL, events.PY_START, begun)
    on.register_callback(TOOL, events.LINE, noted)
    on.set_events(TOOL, events.PY_START)


class Recorder:
    """The plugin. Only tests that pass are written down."""

    def __init__(self) -> None:
        self._begin()
        self.bit = ALL
        follow(self._started, self._reached)

    def _begin(self) -> None:
        self.start = 0.0
        self.tests: list[str] = []
        self.seconds: dict[str, float] = {}
        self.functions: defaultdict[str, int] = defaultdict(int)
        self.lines: defaultdict[tuple[str, int], int] = defaultdict(int)

    def _started(self, code: CodeType) -> None:
        self.functions[key_of(code)] |= self.bit

    def _reached(self, code: CodeType, line: int) -> None:
        self.lines[code.co_filename, line] |= self.bit

    def _now(self, bit: int) -> int:
        before, self.bit = self.bit, bit
        sys.monitoring.restart_events()
        return before

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        before = self._now(self.bit if fixturedef.scope == "function" else ALL)
        try:
            return (yield)
        finally:
            self._now(before)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
        self.tests.append(item.nodeid)
        self._now(1 << len(self.tests))
        try:
            return (yield)
        finally:
            self._now(ALL)
            module = item.nodeid.partition("::")[0]
            if nextitem is None or nextitem.nodeid.partition("::")[0] != module:
                self._write(module)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "setup":
            self.start = max(self.start, round(report.duration, 2))
        if report.when == "call" and report.passed:
            self.seconds[report.nodeid] = round(report.duration, 2)

    def _write(self, module: str) -> None:
        passed = [1 << n for n, name in enumerate(self.tests, 1) if name in self.seconds]

        def of_those(bits: int) -> str:
            return f"{sum(1 << n for n, bit in enumerate([ALL, *passed]) if bits & bit):x}"

        lines: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for (file, line), bits in sorted(self.lines.items()):
            lines[Path(file).relative_to(ROOT).as_posix()][of_those(bits)].append(line)
        functions = {key: of_those(bits) for key, bits in self.functions.items()}
        files = {path: hash_of(path) for path in lines}
        seconds = {name: self.seconds[name] for name in self.tests if name in self.seconds}
        keep(module, start=self.start, seconds=seconds, functions=functions, lines=lines, files=files)
        self._begin()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take part when named with `-p executed`. What runs once, when the addresses are read, is no test's."""
    import_module("akropolis.shell.config.urls")
    config.pluginmanager.register(Recorder())
