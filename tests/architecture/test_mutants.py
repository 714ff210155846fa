"""What `make mutants` changes: each place once for each way, and what stands around it stays."""

import ast
import importlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.architecture import source

TEXT = """
LIMIT = 3

def kept(rows, *, day=None):
    if day is None or rows > 2:
        raise ValueError
    note("å")
    return rows.order_by().filter(to=day, width=1)
"""
CHANGES = {
    ("day is None or rows > 2", "not (day is None or rows > 2)"),
    ("day is None or rows > 2", "day is None and rows > 2"),
    ("day is None or rows > 2", "day is None"),
    ("day is None or rows > 2", "rows > 2"),
    ("day is None", "day is not None"),
    ("rows > 2", "rows >= 2"),
    ("2", "3"),
    ("raise ValueError", "pass"),
    ('note("å")', "pass"),
    ("rows.order_by().filter(to=day, width=1)", "None"),
    ("rows.order_by().filter(to=day, width=1)", "rows.order_by()"),
    ("rows.order_by().filter(to=day, width=1)", "rows.order_by().filter(width=1)"),
}


@pytest.fixture
def mutations(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The module, with another project in place of this one."""
    monkeypatch.syspath_prepend(source.ROOT / "scripts")
    found = importlib.import_module("mutations")
    monkeypatch.setattr(found, "ROOT", tmp_path)
    monkeypatch.setattr(found, "PACKAGE", tmp_path)
    return found


def test_every_change_is_made_where_it_is_said_to_be(mutations: Any, tmp_path: Path) -> None:
    (tmp_path / "kept.py").write_text(TEXT, encoding="utf-8")
    made = mutations.every_mutant()
    assert {(each.old, ast.unparse(ast.parse(each.new))) for each in made} == CHANGES
    assert len(made) == len(CHANGES)
    for each in made:
        assert each.source() == TEXT.replace(each.old, each.new, 1)
        assert {each.function, each.path} == {"kept", "kept.py"}


def test_a_method_that_no_longer_asks_the_one_above_it_is_changed(
    monkeypatch: pytest.MonkeyPatch, mutations: Any
) -> None:
    mutants = importlib.import_module("mutants")

    class Above:
        def less(self, number: int) -> bool:
            return number < 1

    class Below(Above):
        def less(self, number: int) -> bool:
            return super().less(number) and number < 0

    def alone(self: Any, number: int) -> bool:
        return number < 0

    monkeypatch.setattr(Below.less, "__code__", mutants._as_closed_over(alone.__code__, ("__class__",)))
    assert [Below().less(number) for number in (-1, 0)] == [True, False]


def test_what_a_function_made_when_all_was_imported_keeps_its_code_and_is_imported_changed(
    monkeypatch: pytest.MonkeyPatch, mutations: Any
) -> None:
    mutants = importlib.import_module("mutants")
    monkeypatch.setattr(mutants, "ROOT", Path(__file__).parent)

    def made() -> bool:
        return True

    def stands(function: str) -> bool:
        change = mutations.Mutant(Path(__file__).name, function, 1, 0, 0, "", "")
        return bool(mutants._stands_already(change))

    name = made.__code__.co_qualname
    assert [stands(each) for each in (name, name.replace("made", "other"), "stands")] == [True, False, False]


def test_each_module_has_a_turn_before_a_long_one_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(source.ROOT / "scripts")
    mutants, executed, mutations = map(importlib.import_module, ("mutants", "executed", "mutations"))
    through = {
        "tests/home/test_years.py": {"far_slow": 9.0, "far_quick": 2.0, "far_quicker": 1.0},
        "tests/review_cycle/test_plain.py": {"own": 4.0},
        "tests/review_cycle/test_coverage.py": {"near_slow": 12.0, "near": 1.0},
        "tests/review_inputs/test_none.py": {},
    }
    monkeypatch.setattr(executed, "tests_through", lambda record, *_of: through[record["module"]])
    known = [(module, {"module": module, "start": 1.0}) for module in through]
    change = mutations.Mutant("src/akropolis/review/review_cycle/web/coverage.py", "f", 1, 0, 0, "", "")
    found = mutants.tests_of(change, known)
    assert [*found] == ["own", "near_slow", "near", "far_quicker", "far_quick", "far_slow"]
    through["tests/review_cycle/test_plain.py"]["own_slow"] = 8.0
    assert [*mutants.tests_of(change, known)][-2:] == ["own_slow", "far_slow"]


TRY = """
import os, pytest, mutants
tests = {{"test_a.py::test_a": 0.0, "test_a.py::test_b": 0.0}}
watcher = mutants.Watcher(tests, os.open(os.devnull, os.O_WRONLY), {end})
code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "test_a.py"], plugins=[watcher])
print(repr(mutants._noticed(code, ["test_a"])))
"""


@pytest.mark.parametrize(
    ("end", "holds", "noticed"), [("9e9", True, ""), ("9e9", False, "test_a"), ("-1", True, "")]
)
def test_a_change_whose_time_is_over_is_not_noticed(
    tmp_path: Path, end: str, holds: bool, noticed: str
) -> None:
    (tmp_path / "test_a.py").write_text(f"def test_a(): assert {holds}\ndef test_b(): pass\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")  # So that no file of settings above the folder counts.
    paths = {"PYTHONPATH": str(source.ROOT / "scripts"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    words = [sys.executable, "-c", TRY.format(end=end)]
    done = subprocess.run(words, cwd=tmp_path, env=os.environ | paths, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == repr(noticed), done.stdout + done.stderr


def test_a_line_is_known_until_its_file_changes_and_then_its_function_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(source.ROOT / "scripts")
    executed = importlib.import_module("executed")
    monkeypatch.setattr(executed, "ROOT", tmp_path)
    (tmp_path / "kept.py").write_text(TEXT, encoding="utf-8")
    record = {
        "seconds": {"a": 1.0, "b": 2.0, "c": 3.0},
        "functions": {"kept.py:kept": "e", "kept.py:made": "1"},
        "lines": {"kept.py": {"a": [6], "4": [7, 8]}},
        "files": {"kept.py": executed.hash_of("kept.py")},
    }

    def through(function: str, line: int | None) -> list[str]:
        return [*executed.tests_through(record, "kept.py", function, line)]

    assert [through("kept", line) for line in (6, 8)] == [["a", "c"], ["b"]]
    assert [through("kept", 9), through("kept", None), through("other", None)] == [[], [*"abc"], []]
    assert through("made", None) == [*"abc"]
    (tmp_path / "kept.py").write_text(f"{TEXT}#", encoding="utf-8")
    assert through("kept", 8) == [*"abc"]
