"""Change one thing at a time, and see whether a test notices.

    python scripts/mutants.py 7             60 changes drawn by the seed 7, each tried by the tests that run through it
    python scripts/mutants.py 7 20 tests/x  20 of them, in what those tests run through

What each module of tests runs through is written down the first time, which takes as long as the tests themselves, and
anew when the module changes; remove `.tools/executed` after much has changed in the product. Each change is made in a
fork of a process that has imported everything; in what was carried out or made already when that was done, in a process
that imports it changed. One that no test notices is given to the type check: what that refuses would not be let in.
"""

from __future__ import annotations

import ast
import gc
import os
import pickle
import random
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from importlib.machinery import SourceFileLoader
from itertools import accumulate, takewhile
from multiprocessing import get_context
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile, mkdtemp
from types import CodeType, FunctionType
from typing import Any

import pytest

import executed
import mutations
from mutations import ROOT, Mutant

WORKERS = max(2, min(os.cpu_count() or 2, 8))
OUTSIDE = ("cli", "demo", "docs", "e2e", "packaging", "production")
"""Folders of tests whose product runs in processes of its own."""
LIMIT = 120
"""CPU seconds that the tests may take for one change; the nearest and quickest are run first."""
WHOLE = 14 * 60
"""Seconds after which no further change is tried."""
HANGS = 20
"""Seconds beyond its usual ones that a test may take before the change counts as noticed."""

MIGRATED = ROOT / ".venv" / "migrated"
"""What databases are copied from, made by the first run of tests: forks would each migrate, and seem to hang."""
ANY_WITH_A_DATABASE = "tests/kernel/test_gate.py"
TYPES = "the type check"
UNNEEDED = ("--no-warn-unused-ignores", "--no-warn-redundant-casts")
ANEW = "--anew"
CARRIED_OUT: set[tuple[str, int]] = set()
"""Lines of functions that were carried out when all was imported."""

AROUND = 50
"""Characters shown on either side of what differs."""
BROKEN = 99
"""The exit code of a fork in which the change could not be made."""
NO_ANSWER = (
    BROKEN,
    pytest.ExitCode.INTERNAL_ERROR,
    pytest.ExitCode.USAGE_ERROR,
    pytest.ExitCode.NO_TESTS_COLLECTED,
)

SHARE = 10
"""Seconds of a module farther away that are run before all other modules have had a turn."""

type Tests = dict[str, float]
"""Tests in the order in which they are run, with their seconds."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a change: `by` is the test that noticed it, and `ran` says how many were run."""

    by: str
    ran: int
    seconds: float


def main(seed: str, count: int = 60, places: Iterable[str] = ("tests",)) -> int:
    """Try the changes and say what came of each; 1 if fewer than nine of ten were noticed."""
    modules = sorted(_modules(places))
    fewest = [] if MIGRATED.exists() else [ANY_WITH_A_DATABASE]
    _record([module for module in modules if executed.record_of(module) is None] or fewest)
    known = [(module, record) for module in modules if (record := executed.record_of(module))]
    run_through = {key for _module, record in known for key in record["functions"]}
    every = mutations.every_mutant()
    possible = [each for each in every if f"{each.path}:{each.function}" in run_through]
    print(f"{len(possible)} of {len(every)} changes lie in what these tests run through", flush=True)
    drawn = random.Random(seed).sample(possible, min(count, len(possible)))
    work = [(mutant, tests_of(mutant, known)) for mutant in drawn]
    noticed: Counter[str] = Counter()
    end = time.monotonic() + WHOLE
    with ProcessPoolExecutor(WORKERS, get_context("fork"), initializer=_warm) as pool:
        for (mutant, tests), found in zip(work, pool.map(partial(_try, end), work), strict=True):
            if found and not found.by and types_refuse(mutant):
                found = replace(found, by=TYPES)
            noticed[kind_of(found)] += 1
            print(_told(mutant, tests, found), flush=True)
    tried, survived = len(drawn) - noticed["not tried"], noticed["survived"]
    by_types, left = noticed[TYPES], noticed["not tried"]
    print(
        f"{tried - survived} of {tried} noticed, {by_types} by {TYPES} alone (seed {seed}, {left} not tried)"
    )
    return int(survived * 10 > tried)


def kind_of(found: Tried | None) -> str:
    """How it ended."""
    if found is None:
        return "not tried"
    return "survived" if not found.by else TYPES if found.by == TYPES else "tests"


def types_refuse(mutant: Mutant) -> bool:
    """Whether the type check finds fault with the change, and with nothing without it.

    A remark that is no longer needed is no fault: it stands on the changed line by chance.
    """
    with NamedTemporaryFile("w", suffix=".py") as changed:
        changed.write(mutant.source())
        changed.flush()
        return not _types_hold(*UNNEEDED, "--shadow-file", mutant.path, changed.name) and _types_hold()


def _types_hold(*given: str) -> bool:
    """Few seconds, since what it has found before is kept."""
    command = [sys.executable, "-m", "mypy", "--no-error-summary", *given]
    return subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 0


def _modules(places: Iterable[str]) -> Iterator[str]:
    for place in places:
        found = [ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("test_*.py")
        for path in found:
            name = path.relative_to(ROOT)
            if name.parts[1] not in OUTSIDE:
                yield name.as_posix()


def _record(modules: list[str]) -> None:
    if modules:
        print(f"Writing down what {len(modules)} modules of tests run through", flush=True)
        words = f"-m pytest -q -n {WORKERS} --dist loadfile -p executed".split()
        command = [sys.executable, *words]
        paths = {"PYTHONPATH": str(ROOT / "scripts")}
        done = subprocess.run([*command, "-m", "not e2e", *modules], cwd=ROOT, env=os.environ | paths)
        if done.returncode in (
            pytest.ExitCode.OK,
            pytest.ExitCode.TESTS_FAILED,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        ):
            for module in modules:
                if executed.record_of(module) is None:
                    executed.keep(module)


def tests_of(mutant: Mutant, known: Sequence[tuple[str, dict[str, Any]]]) -> Tests:
    """The tests that run through the line: near and quick ones first, and of modules farther away the quickest.

    Through the function, where no test is known to run through the line: a part of something longer is not told apart.
    """
    for line in (mutant.line, None):
        found = [
            (_distance(mutant, module), record["start"], chosen)
            for module, record in known
            if (chosen := executed.tests_through(record, mutant.path, mutant.function, line))
        ]
        if found:
            turns = [
                (distance * (start + sum(first.values())), first, chosen)
                for distance, start, chosen in found
                for first in [chosen if distance == 1 else _quickest(chosen)]
            ]
            turns.sort(key=lambda turn: turn[0])
            firsts = {test: seconds for _cost, first, _all in turns for test, seconds in first.items()}
            return firsts | {
                test: seconds for _cost, _first, every in turns for test, seconds in every.items()
            }
    return {}


def _quickest(tests: Tests) -> Tests:
    """Those that take `SHARE` together, and one at least."""
    ordered = sorted(tests.items(), key=lambda test: test[1])
    spent = accumulate(seconds for _name, seconds in ordered)
    return dict(ordered[: max(1, sum(1 for _ in takewhile(lambda each: each <= SHARE, spent)))])


def _tests_beside(mutant: Mutant) -> Tests:
    """All tests in the folders of that name: what was made when all was imported shows in tests that do not make it."""
    folders = {*Path(mutant.path).parts} & {path.name for path in (ROOT / "tests").iterdir()}
    modules = sorted(_modules(f"tests/{folder}" for folder in folders))
    records = filter(None, map(executed.record_of, modules))
    return {test: seconds for record in records for test, seconds in record["seconds"].items()}


def _distance(mutant: Mutant, module: str) -> int:
    """1 for the tests of that file by their name, 2 for those of its folders and of every address, 4 for all others."""
    path, (_tests, folder, *_rest, name) = Path(mutant.path), module.split("/")
    if folder in path.parts and path.stem in name:
        return 1
    return 2 if folder in {*path.parts, "behaviours"} else 4


def _warm() -> None:
    """Import everything that tests use, once for all forks of this process, and note what that carries out."""
    executed.follow(lambda _code: None, _note_carried_out)
    _import_all()
    sys.monitoring.set_events(executed.TOOL, 0)
    sys.monitoring.free_tool_id(executed.TOOL)


def _note_carried_out(code: CodeType, line: int) -> None:
    if code.co_name != "<module>":
        CARRIED_OUT.add((code.co_filename, line))


def _import_all() -> None:
    os.environ["AKROPOLIS_DATA_DIR"] = mkdtemp(prefix="akropolis-mutants-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "akropolis.shell.config.settings"
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    import_module("django").setup()
    for name in ("akropolis.shell.config.urls", "lxml.html", "openpyxl", "tests.world"):
        import_module(name)


def _try(end: float, work: tuple[Mutant, Tests]) -> Tried | None:
    """Make the change in a fork, and run the tests there. None when the time for all was over, or it failed."""
    mutant, tests = work
    began = time.monotonic()
    if began > end:
        return None
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        if (str(ROOT / mutant.path), mutant.line) in CARRIED_OUT:
            _in_new_process(mutant, {**tests, **_tests_beside(mutant)}, told)
        if _stands_already(mutant):
            _in_new_process(mutant, tests, told)
        _in_fork(mutant, tests, told)
    os.close(told)
    with os.fdopen(heard) as stream:
        lines = stream.read().splitlines()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code in NO_ANSWER:
        print(f"{mutant.path}:{mutant.line}: pytest ended with {code}", *lines, sep="\n", file=sys.stderr)
        return None
    return Tried(_noticed(code, lines), len(lines), time.monotonic() - began)


def _noticed(code: int, tests: Sequence[str]) -> str:
    """By which of the tests that were begun; empty if all passed, or those passed that were run in time."""
    if code in (pytest.ExitCode.OK, pytest.ExitCode.INTERRUPTED):
        return ""
    last = tests[-1] if tests else "the start of the tests"
    return last if code > 0 else f"{last} (hangs)"


def _stands_already(mutant: Mutant) -> bool:
    """Whether it is in a function that another made when all was imported: a view, say, which would keep its code."""
    path = str(ROOT / mutant.path)
    return ".<locals>." in mutant.function and any(
        type(each) is FunctionType
        and each.__code__.co_filename == path
        and each.__code__.co_qualname == mutant.function
        for each in gc.get_objects()
    )


def _in_new_process(mutant: Mutant, tests: Tests, told: int) -> None:
    """Become a process that has imported nothing, which goes on in `_anew`. Does not return."""
    try:
        with TemporaryFile() as given:
            pickle.dump((mutant, tests, told), given)
            given.seek(0)
            os.dup2(given.fileno(), 0)
        os.set_inheritable(told, True)
        os.execv(sys.executable, [sys.executable, __file__, ANEW])
    finally:
        os._exit(BROKEN)


def _anew() -> None:
    mutant, tests, told = pickle.load(sys.stdin.buffer)
    get_code = SourceFileLoader.get_code

    def changed(loader: SourceFileLoader, name: str) -> CodeType | None:
        path = loader.get_filename(name)
        return (
            compile(mutant.source(), path, "exec")
            if path == str(ROOT / mutant.path)
            else get_code(loader, name)
        )

    SourceFileLoader.get_code = changed  # type: ignore[assignment]
    try:
        _import_all()
    except Exception:
        os._exit(pytest.ExitCode.TESTS_FAILED)  # nothing would start
    _in_fork(mutant, tests, told, made=True)


def _in_fork(mutant: Mutant, tests: Tests, told: int, *, made: bool = False) -> None:
    """Become pytest with the change in place, which is made if it is not. Does not return."""
    code = BROKEN
    try:
        quiet = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(quiet, number)
        if not made:
            change(mutant)
        plugin = Watcher(tests, told)
        modules = dict.fromkeys(name.partition("::")[0] for name in tests)
        code = pytest.main(["-x", "-p", "no:cacheprovider", *modules], plugins=[plugin])
    except Exception:
        os.write(told, traceback.format_exc().encode())
    finally:
        os._exit(code)


def change(mutant: Mutant) -> None:
    """Give the function its changed code, wherever it is known already. LookupError if nobody has it."""
    path = str(ROOT / mutant.path)
    import_module(
        mutant.path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    )
    outermost = mutant.function.partition(".<locals>")[0]
    made = {code.co_firstlineno: code for code in _codes(compile(mutant.source(), path, "exec"), outermost)}
    found = [
        each
        for each in gc.get_objects()
        if type(each) is FunctionType  # isinstance would wake lazy objects
        and each.__code__.co_filename == path
        and each.__code__.co_qualname == outermost
    ]
    if not found:
        raise LookupError(mutant.function)
    for each in found:
        each.__code__ = _as_closed_over(made[each.__code__.co_firstlineno], each.__code__.co_freevars)


def _as_closed_over(code: CodeType, names: tuple[str, ...]) -> CodeType:
    """What closed over something and now closes over nothing (`super()` is gone) still names it: as many are wanted."""
    return code if code.co_freevars else code.replace(co_freevars=names)


def _codes(code: CodeType, name: str) -> Iterator[CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            if inner.co_qualname == name:
                yield inner
            yield from _codes(inner, name)


@dataclass(eq=False)
class Watcher:
    """The plugin of the fork: leaves out the other tests, tells of each that it runs, ends it when it hangs."""

    tests: Tests
    told: int
    end: float = field(default_factory=lambda: time.process_time() + LIMIT)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """In the order of `tests`, whatever order others have put them in; those that empty the database come last."""
        places = {name: place for place, name in enumerate(self.tests)}
        found = [item for item in items if item.nodeid in places]
        items[:] = sorted(found, key=lambda item: (_empties(item), places[item.nodeid]))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        os.write(self.told, f"{nodeid}\n".encode())
        signal.alarm(int(HANGS + 10 * self.tests[nodeid]))

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        signal.alarm(0)

    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        if time.process_time() > self.end:
            item.session.shouldstop = "its time is over"


def _empties(item: pytest.Item) -> bool:
    """Whether the test commits what it writes, and empties the database after it."""
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and bool(marker.kwargs.get("transaction"))
    return asked or not {"transactional_db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ()))


def _told(mutant: Mutant, tests: Tests, found: Tried | None) -> str:
    place = f"{mutant.path}:{mutant.line} {mutant.function}"
    if found is None:
        return f"not tried  {place}"
    if found.by:
        return f"noticed    {place} ({found.seconds:.0f} s) by {found.by}"
    old, new = _apart(_plain(mutant.old), _plain(mutant.new))
    return f"SURVIVED   {place} ({found.ran} of {len(tests)} tests, {found.seconds:.0f} s)\n    - {old}\n    + {new}"


def _plain(code: str) -> str:
    try:
        return ast.unparse(ast.parse(f"({code}\n)", mode="eval"))
    except SyntaxError:
        return " ".join(code.split())


def _apart(*texts: str) -> list[str]:
    """The texts from a little before they differ to a little after."""
    first = _alike(texts)
    last = _alike([text[first:][::-1] for text in texts])
    return [text[first : len(text) - last] for text in texts]


def _alike(texts: Sequence[str]) -> int:
    """How many characters at the beginning are the same and need not be shown."""
    same = sum(1 for _ in takewhile(lambda each: len(set(each)) == 1, zip(*texts, strict=False)))
    return max(0, same - AROUND)


if __name__ == "__main__":
    if sys.argv[1:] == [ANEW]:
        _anew()
    seed, *rest = sys.argv[1:] or [str(random.randrange(10**6))]
    sys.exit(main(seed, int(rest[0]) if rest else 60, rest[1:] or ["tests"]))
