"""What `make mutants` changes: each place once for each way, and what stands around it stays."""

import ast
import importlib
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
    return rows.filter(to=day, width=1)
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
    ("rows.filter(to=day, width=1)", "None"),
    ("rows.filter(to=day, width=1)", "rows"),
    ("rows.filter(to=day, width=1)", "rows.filter(width=1)"),
    ("1", "2"),
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
