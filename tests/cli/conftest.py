"""The command as a person runs it: a process of its own, in a data folder of its own, on SQLite."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-c", "from akropolis.config.cli import main; main()")
FOREIGN = ("AKROPOLIS_DATABASE_URL", "AKROPOLIS_DATA_DIR", "DJANGO_SETTINGS_MODULE")


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


def run_in(folder: Path, *words: object, cwd: Path | None = None) -> Done:
    """Run the command on that data folder."""
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    done = subprocess.run(
        [*COMMAND, *map(str, words), "--data-dir", str(folder)],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo city that tests only read."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    done = run_in(folder, "demo", "--size", "small", "--no-serve")
    assert done.code == 0, done.err
    return folder


@pytest.fixture
def demo(built: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    folder = tmp_path / "demo"
    shutil.copytree(built, folder)
    return folder


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """A new installation with a top unit, and what making it said."""
    folder = tmp_path_factory.mktemp("new") / "data"
    return folder, run_in(folder, "init", "--unit", "stad", "--name", "Staden")


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The installation's database, read or changed behind the application's back."""
    with closing(sqlite3.connect(folder / "akropolis.sqlite3")) as database, database:
        yield database
