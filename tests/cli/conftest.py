"""The command as a person runs it: a process of its own, in a data folder of its own, on SQLite."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.cities import COMMAND, FOREIGN, Done, run_in, small_city

__all__ = ["COMMAND", "FOREIGN", "Done", "Run", "built", "demo", "installed", "opened", "run_in"]

Run = Callable[..., Done]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo city that tests only read."""
    return small_city(tmp_path_factory)


@pytest.fixture
def demo(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of it that a test may change. Always in the same place, for which a process is set up once."""
    with cleared(tmp_path_factory, "demo") as folder:
        shutil.copytree(built, folder)
        yield folder


@contextmanager
def cleared(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """The same place for every test that asks for it, where nothing is before nor after."""
    folder = factory.getbasetemp() / name
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
