"""Dump and restore of the database as a file, with each table's row count in the same snapshot."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.watch.places import database_file
from akropolis.shell.installation.database import ASKING

SQLITE, POSTGRESQL = "database.sqlite3", "database.dump"
NAMES = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
"""Django's names of settings, keyed by libpq's names where the two differ."""
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
}

type Execute = Callable[[Any], Any]
type Counts = dict[str, int]


def kind() -> str:
    """Return the file name of a dump of this kind of database."""
    return SQLITE if connection.vendor == "sqlite" else POSTGRESQL


def dump(place: Path) -> Counts:
    """Write the database to the file, consistently while people work. Returns a dict from table to number of rows."""
    return _copy(place) if connection.vendor == "sqlite" else _dumped(place)


def _copy(place: Path) -> Counts:
    connection.ensure_connection()
    with closing(sqlite3.connect(place)) as copy:
        connection.connection.backup(copy)
        return _counted(copy.execute)


def _dumped(place: Path) -> Counts:
    """Dump PostgreSQL and return its row counts, from one snapshot, which the counting transaction keeps open."""
    with connected(connection.settings_dict["NAME"]) as counting:
        counting.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = counting.execute("SELECT pg_export_snapshot()").fetchone()[0]
        counts = _counted(counting.execute)
        to = (f"--snapshot={snapshot}", f"--file={place}", f"--dbname={address(connection.settings_dict)}")
        run_tool("pg_dump", "--format=custom", *to)
    return counts


def put_back(file: Path) -> None:
    """Fill the empty database from the file, and delete the file."""
    if connection.vendor == "sqlite":
        target = database_file()
        assert target is not None
        connection.close()
        shutil.move(file, target)
        return
    to = f"--dbname={address(connection.settings_dict)}"
    run_tool("pg_restore", "--single-transaction", "--no-owner", to, str(file))
    file.unlink()


def counts() -> Counts:
    """Return a dict from table to its present number of rows."""
    connection.ensure_connection()
    return _counted(connection.connection.execute)


def tables() -> list[str]:
    """Return the names of the existing tables, also tables that others have created."""
    connection.ensure_connection()
    return [name for (name,) in connection.connection.execute(TABLES[connection.vendor]).fetchall()]


def _counted(execute: Execute) -> Counts:
    names = [name for (name,) in execute(TABLES[connection.vendor]).fetchall()]
    return {name: execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608, our own


def connected(name: str, **more: Any) -> Any:
    """Yield a connection of its own to a database of the same PostgreSQL server. Raises Refused if there is none."""
    import psycopg  # noqa: PLC0415  # only where PostgreSQL is used

    given = connection.settings_dict
    password = {"password": given["PASSWORD"]} if given["PASSWORD"] else {}
    try:
        return psycopg.connect(address({**given, "NAME": name}), **password, **more)
    except psycopg.OperationalError as error:
        sentence = _("The database %(name)s cannot be opened: %(why)s")
        raise Refused(
            sentence % {"name": name, "why": str(error).splitlines()[0]}, code="database"
        ) from error


def address(given: Mapping[str, Any]) -> str:
    """Return the database in the form of PostgreSQL's own programs, with all its settings except the password."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415  # only where PostgreSQL is used

    said = {word: given[name] for word, name in NAMES.items() if given[name]}
    more = {word: value for word, value in given["OPTIONS"].items() if word not in ("pool", *ASKING)}
    return make_conninfo("", **said, **more)


def run_tool(tool: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs. Raises Refused with its output when it fails, or is missing."""
    found = shutil.which(tool)
    if found is None:
        sentence = _("%(tool)s is not on this machine. Install PostgreSQL's client programs, and try again.")
        raise Refused(sentence % {"tool": tool}, code="no_tool")
    command = [found, *arguments]
    environment = environment_of(connection.settings_dict)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [tool]
        raise Refused(_("%(tool)s failed: %(error)s") % {"tool": tool, "error": lines[-1]}, code="tool")


def environment_of(given: Mapping[str, object]) -> dict[str, str]:
    """Return the environment for PostgreSQL's programs. It holds the password, to keep that off the process list."""
    password = str(given.get("PASSWORD") or "")
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}
