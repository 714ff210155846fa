"""An installation for real processes: a data folder, and on PostgreSQL a database beside the tests' own."""

import csv
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests import nursery
from tests.cities import FOREIGN, Done

ROOT = Path(__file__).resolve().parent.parent.parent
PEOPLE = "import django; django.setup(); from tests.production import people; people."


AT_ONCE = (
    "import sys; from akropolis.shell.cli import main, running; running.prepare(None)\n"
    "from tests.kernel.forks import at_once\n"
    "at_once(lambda _name: main(sys.argv[1:], standalone_mode=False), 2)"
)


@dataclass(frozen=True)
class Place:
    """Where an installation is. Without `database` it is SQLite's file in the folder."""

    folder: Path
    database: str = ""

    def environment(self, **more: str) -> dict[str, str]:
        """What its processes are started with."""
        kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        own = {
            "AKROPOLIS_DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "akropolis.shell.config.settings",
        }
        return kept | own | ({"AKROPOLIS_DATABASE_URL": self.database} if self.database else {}) | more

    def run(self, *words: object, **more: str) -> Done:
        """Run the command on it, to its end, in a fork of a process that has imported what every command needs."""
        return self._run([*map(str, words)], **more)

    def run_each(self, *lines: str, **more: str) -> Done:
        """Run several commands in one process: starting takes longer than most of them."""
        return self._run(*map(shlex.split, lines), **more)

    def _run(self, *commands: list[str], **more: str) -> Done:
        with TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            code = nursery.run(*commands, environment=self.environment(**more), cwd=ROOT, out=out, err=err)
            return Done(code, out.read_text("utf-8"), err.read_text("utf-8"))

    def run_twice(self, *words: str) -> Done:
        """Run a command in two processes at the same moment, each with a connection of its own, to the end of both."""
        return self._done([sys.executable, "-c", AT_ONCE, *words])

    def stored(self) -> set[str]:
        """The titles of the incidents that the writers have reported, each once, as the command exports them."""
        target = self.folder.parent / "incidents.csv"
        done = self.run("export", "incidents", "--out", target, "--as", "ciso")
        assert done.code == 0, done.err
        with target.open(encoding="utf-8-sig", newline="") as lines:
            titles = [row["Vad som hände"] for row in csv.DictReader(lines, delimiter=";")]
        assert len(titles) == len(set(titles))
        return {title for title in titles if title.startswith("skrivare.")}

    def fill(self) -> None:
        """People with different rights, and rows of their own."""
        self.do("fill()")

    def do(self, act: str) -> str:
        """What an act of `people` prints, in a process of its own."""
        done = self._done([sys.executable, "-c", PEOPLE + act])
        assert done.code == 0, done.err
        return done.out

    def _done(self, command: list[str]) -> Done:
        done = subprocess.run(
            command, env=self.environment(), cwd=ROOT, capture_output=True, text=True, timeout=180
        )
        return Done(done.returncode, done.stdout, done.stderr)


@contextmanager
def migrated(folder: Path) -> Iterator[Place]:
    """A place with the tables of the tests' own database, which is empty between tests: migrating takes long."""
    from django.db import connection  # Django is set up after this module is read

    if connection.vendor == "postgresql":
        with _database_like(connection) as address:
            yield Place(folder, address)
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / "akropolis.sqlite3")) as copy:
        connection.connection.backup(copy)
    yield Place(folder)


@contextmanager
def copied(pattern: Place, folder: Path) -> Iterator[Place]:
    """The same installation once more, for as long as the block lasts. Nobody may be working on the pattern."""
    own = folder / "data"
    shutil.copytree(pattern.folder, own)
    if not pattern.database:
        yield Place(own)
        return
    name = urlsplit(pattern.database).path[1:]
    with new_database(f"{name}_{folder.name}", name) as address:
        yield Place(own, address)


@contextmanager
def _database_like(connection: Any) -> Iterator[str]:
    pattern = str(connection.settings_dict["NAME"])
    # A database can only be copied while nobody is in it.
    connection.close()
    connection.close_pool()
    with new_database(f"production_{pattern}_{os.getpid()}", pattern) as address:
        yield address


@contextmanager
def new_database(name: str, pattern: str = "template0") -> Iterator[str]:
    """The address of a database that is there for as long as the block lasts."""
    server = os.environ["AKROPOLIS_DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as connected:
        connected.execute(f'CREATE DATABASE "{name}" TEMPLATE "{pattern}"')
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connected:
            connected.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
