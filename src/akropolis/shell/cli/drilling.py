"""`drill`: take a backup and restore it beside the installation, with the same commands as an operator uses."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.watch.models import UpkeepKind
from akropolis.base.kernel.watch.upkeep import record_upkeep
from akropolis.base.lib.swedish import number
from akropolis.shell.cli import dumping, installation, storing
from akropolis.shell.cli.running import say, say_json, step
from akropolis.shell.installation.database import VARIABLE

RESTORE = (sys.executable, "-c", "from akropolis.shell.cli import main; main()", "restore", "--json")
FUNCTIONS = (
    "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = current_schema()::regnamespace "
    "AND pg_get_userbyid(proowner) = current_user"
)


def drill(file: Path | None, database: str, folder: Path | None, as_json: bool) -> None:
    """Restore a new or given backup in a temporary place, and verify that everything is in it.

    The installation is only read, except that the outcome is recorded in it; the temporary place is
    deleted afterwards.
    """
    installation.require()
    now = timezone.now()
    try:
        with tempfile.TemporaryDirectory(prefix=".drill-", dir=folder or settings.DATA_DIR) as place:
            figures = _tried(Path(place), file, database)
    except (Refused, OSError, DatabaseError) as error:
        record_upkeep(UpkeepKind.DRILL, now, why=str(error) or type(error).__name__)
        raise
    record_upkeep(UpkeepKind.DRILL, now, figures=figures)
    if as_json:
        say_json(figures)
    else:
        _print_figures(figures)


def _tried(place: Path, file: Path | None, database: str) -> dict[str, object]:
    begun = time.perf_counter()
    archive = file or place / "backup.zip"
    if file is None:
        storing.write(archive)
    taken = time.perf_counter()
    with _scratch(database) as address, step(_("Restoring")):
        found = _restored(archive, place / "data", address)
    ended = time.perf_counter()
    times = {
        "backup": round(taken - begun, 1),
        "restore": round(ended - taken, 1),
        "seconds": round(ended - begun, 1),
    }
    return {**found, "bytes": archive.stat().st_size, **times}


def _print_figures(figures: dict[str, Any]) -> None:
    sentence = _(
        "The drill went well: %(tables)s tables with %(rows)s rows and %(links)s links of history came back. "
        "Backup %(backup)s s, restore %(restore)s s."
    )
    say(sentence % {name: number(value) for name, value in figures.items() if name != "head"})


def _restored(archive: Path, data: Path, address: str) -> dict[str, object]:
    """Run `akropolis restore` in a process of its own, which does not know this database, and return its output."""
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    environment |= {"AKROPOLIS_DATA_DIR": str(data)} | ({VARIABLE: address} if address else {})
    command = [*RESTORE, str(archive.resolve())]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise Refused(lines[-1], code="drill")
    try:
        found: dict[str, object] = json.loads(done.stdout)
    except ValueError as error:  # of an earlier version: the error says what to do
        raise Refused(done.stdout.strip(), code="drill") from error
    return found


@contextmanager
def _scratch(name: str) -> Iterator[str]:
    """Yield the address of an empty database on the same server; with SQLite none, since the folder holds it."""
    if connection.vendor == "sqlite":
        yield ""
        return
    with _emptied(name) if name else _made(f"akropolis_drill_{secrets.token_hex(4)}") as found:
        yield urlsplit(os.environ[VARIABLE])._replace(path=f"/{found}").geturl()


@contextmanager
def _made(name: str) -> Iterator[str]:
    """Create a database, yield its name, and drop it afterwards."""
    from psycopg.errors import InsufficientPrivilege  # noqa: PLC0415  # only where PostgreSQL is used

    with dumping.connected(connection.settings_dict["NAME"], autocommit=True) as server:
        try:
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        except InsufficientPrivilege as error:
            sentence = _(
                "The database's role may not make databases. Make an empty one that it owns, and name it by --database."
            )
            raise Refused(sentence, code="no_right") from error
        try:
            yield name
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _emptied(name: str) -> Iterator[str]:
    """Use an existing empty database, and empty it again afterwards."""
    with dumping.connected(name, autocommit=True) as scratch:
        if scratch.execute(dumping.TABLES["postgresql"]).fetchall():
            raise Refused(
                _("The database %(name)s is not empty. Choose another.") % {"name": name}, code="exists"
            )
        try:
            yield name
        finally:
            for (table,) in scratch.execute(dumping.TABLES["postgresql"]).fetchall():
                scratch.execute(f'DROP TABLE "{table}" CASCADE')
            for (function,) in scratch.execute(FUNCTIONS).fetchall():
                scratch.execute(f"DROP FUNCTION {function} CASCADE")
