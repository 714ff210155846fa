"""`review import`: a whole review in an empty installation, or nothing at all."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Done, opened, run_in
from tests.production.place import migrated

FILE = """\
format: akropolis-review/1
title: Ledningens genomgång 2026
units:
- {code: by, name: Byn, kind: city}
- {code: skola, name: Skolnämnden, kind: committee, parent: by}
observations:
- {key: krav, theme: law, title: Nya krav, text: En lag är på väg.}
reviews:
- unit: by
  year: 2026
  covers: 2024-11-01/2025-10-31
  chapters:
  - {key: introduction, title: Inledning, text: Så här gick det.}
  - {key: horizon, title: Omvärld, observations: [krav]}
  - key: directions
    title: Inriktningar
    directions:
    - {title: Gör mer, text: Börja nu.}
"""


@pytest.fixture(scope="module")
def empty(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Path]:
    """A new installation without a unit. Its tables are copied: `test_init` makes them from nothing."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    folder.mkdir()
    with django_db_blocker.unblock(), migrated(folder):
        assert run_in(folder, "init").code == 0
        yield folder


def taken_in(folder: Path, file: Path, text: str) -> Done:
    file.write_text(text, "utf-8")
    return run_in(folder, "review", "import", file, "--as", "admin")


def counts(folder: Path) -> list[int]:
    tables = ("access_unit", "review_review", "chapters_chapter", "horizon_observation", "history_change")
    with opened(folder) as database:
        return [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]


@pytest.mark.parametrize(
    ("good", "bad", "line"),
    [
        ("theme: law", "theme: vädret", 7),
        ("unit: by", "unit: ingen", 9),
        ("2024-11-01/2025-10-31", "2025-10-31/2024-11-01", 11),
        ("  year: 2026", "  year: 2026\n  colour: blue", 11),
    ],
)
def test_a_fault_is_named_by_file_and_line_and_nothing_is_saved(
    empty: Path, tmp_path: Path, good: str, bad: str, line: int
) -> None:
    before = counts(empty)
    done = taken_in(empty, tmp_path / "r.yaml", FILE.replace(good, bad))
    assert (done.code, done.out) == (1, "")
    assert re.match(rf"r\.yaml, \w+ {line}: \S", done.err), done.err
    assert counts(empty) == before


def test_a_whole_review_comes_in_and_goes_out(empty: Path, tmp_path: Path) -> None:
    done = taken_in(empty, tmp_path / "r.yaml", FILE)
    assert done.code == 0, done.err
    assert done.out.splitlines()[0] == "LG-2026-0001 Ledningens genomgång 2026"
    assert counts(empty)[:2] == [2, 1]
    out = tmp_path / "r.html"
    words = ("--year", 2026, "--format", "html", "--out", out, "--as", "admin")
    assert run_in(empty, "review", "render", "--unit", "by", *words).code == 0
    text = out.read_text("utf-8")
    places = [
        text.rindex(words) for words in ("Så här gick det.", "En lag är på väg.", "Gör mer", "Börja nu.")
    ]
    assert places == sorted(places)
    again = taken_in(empty, tmp_path / "r.yaml", FILE)
    assert (again.code, again.out) == (1, "")
    assert counts(empty)[:2] == [2, 1]


def test_who_has_no_right_to_it_takes_nothing_in(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(FILE, "utf-8")
    before = counts(demo)
    done = run_in(demo, "review", "import", tmp_path / "r.yaml", "--as", "medarbetare.utb")
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert counts(demo) == before
