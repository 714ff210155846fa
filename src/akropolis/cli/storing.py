"""`backup` and `restore`: database, files and key in one archive that says what is in it."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.cli import chain, installation
from akropolis.cli.running import say, step
from akropolis.config.database import VARIABLE
from akropolis.home.services.verification import beside
from akropolis.kernel.access.errors import Refused
from akropolis.kernel.history import proof
from akropolis.kernel.watch.places import database_file
from akropolis.lib.whole import HALF, whole

FORMAT = "akropolis-backup/1"
SQLITE, POSTGRESQL, CONTENTS = "database.sqlite3", "database.dump", "contents.json"
KEPT = ("secret-key", "demo")
NAMES = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
"""libpq's words for what Django has names of its own for."""
CHUNK = 1024 * 1024


def backup(file: Path) -> None:
    """Everything in one archive, consistent while the server runs, read back and compared before it says done."""
    installation.require()
    if file.exists():
        raise Refused(_("%(file)s is there already. Choose another name.") % {"file": file}, code="exists")
    # The archive holds the installation's key: nobody else shall read it.
    with whole(file) as half:
        with tempfile.TemporaryDirectory(dir=file.resolve().parent) as folder:
            dump = Path(folder) / (SQLITE if connection.vendor == "sqlite" else POSTGRESQL)
            with step(_("Database")):
                _dump(dump)
            with step(_("Files")):
                _pack(half, [(dump.name, dump), *_stored()])
        with step(_("Reading it back")):
            _check(half)
    say(_("The backup is in %(file)s.") % {"file": file})


def restore(file: Path) -> None:
    """Everything from an archive into an empty place. Each part is compared with its sum, and the history proved."""
    _refuse_what_is_there()
    with step(_("Reading it")):
        contents = _check(file)
    wanted = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    if wanted not in contents["parts"]:
        raise Refused(
            _("The backup was made on another kind of database. Choose it with AKROPOLIS_DATABASE_URL.")
        )
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder, step(_("Database and files")):
        with ZipFile(file) as archive:
            archive.extractall(folder, members=list(contents["parts"]))
        _put_back(Path(folder), wanted)
    with step(_("History")):
        verdict = proof.verify_installation()
        checks = list(beside(verdict))
    proof.require(verdict)
    chain.require(checks)
    say(_("Everything is back: %(links)s links of history hold.") % {"links": verdict.links})


def _refuse_what_is_there() -> None:
    if connection.vendor == "postgresql" and installation.exists():
        sentence = _(
            "The database %(name)s holds an installation already. Choose an empty one with %(variable)s."
        )
        values = {"name": connection.settings_dict["NAME"], "variable": VARIABLE}
        raise Refused(sentence % values, code="exists")
    folder = settings.STORED_FILES_DIR
    if installation.exists() or (folder.is_dir() and any(folder.iterdir())):
        sentence = _("%(folder)s holds an installation already. Choose an empty folder with --data-dir.")
        raise Refused(sentence % {"folder": settings.DATA_DIR}, code="exists")


def _dump(place: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(place)) as copy:
            connection.connection.backup(copy)
        return
    _run_tool(
        "pg_dump", "--format=custom", f"--file={place}", f"--dbname={_address(connection.settings_dict)}"
    )


def _put_back(folder: Path, wanted: str) -> None:
    if wanted == SQLITE:
        target = database_file()
        assert target is not None
        connection.close()
        shutil.move(folder / SQLITE, target)
    else:
        _run_tool(
            "pg_restore",
            "--single-transaction",
            "--no-owner",
            f"--dbname={_address(connection.settings_dict)}",
            str(folder / wanted),
        )
        (folder / wanted).unlink()
    for path in folder.iterdir():
        target = settings.DATA_DIR / path.name
        if target.is_dir():
            target.rmdir()
        shutil.move(path, target)
    key = settings.DATA_DIR / KEPT[0]
    if key.exists():
        key.chmod(0o600)


def _address(given: Mapping[str, Any]) -> str:
    """The database as PostgreSQL's own programs take it, with all that was said of it but the password."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415  # only where PostgreSQL is used

    said = {word: given[name] for word, name in NAMES.items() if given[name]}
    more = {word: value for word, value in given["OPTIONS"].items() if word != "pool"}
    return make_conninfo("", **said, **more)


def _run_tool(tool: str, *arguments: str) -> None:
    found = shutil.which(tool)
    if found is None:
        sentence = _("%(tool)s is not on this machine. Install PostgreSQL's client programs, and try again.")
        raise Refused(sentence % {"tool": tool}, code="no_tool")
    command = [found, *arguments]
    environment = _environment(connection.settings_dict)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [tool]
        raise Refused(_("%(tool)s failed: %(error)s") % {"tool": tool, "error": lines[-1]}, code="tool")


def _environment(given: Mapping[str, Any]) -> dict[str, str]:
    """The command's own, so that what libpq reads there holds too; the password is not for the list of processes."""
    password = str(given.get("PASSWORD") or "")
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _stored() -> Iterable[tuple[str, Path]]:
    for name in KEPT:
        if (settings.DATA_DIR / name).is_file():
            yield name, settings.DATA_DIR / name
    root = settings.STORED_FILES_DIR
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        if path.is_file() and not path.name.startswith(HALF):
            yield f"files/{path.relative_to(root).as_posix()}", path


def _pack(target: Path, parts: Iterable[tuple[str, Path]]) -> None:
    sums: dict[str, str] = {}
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in parts:
            sums[name] = _sum(path)
            archive.write(path, name)
        contents = {
            "format": FORMAT,
            "version": version("akropolis"),
            "made": timezone.now().isoformat(),
            "parts": sums,
        }
        archive.writestr(CONTENTS, json.dumps(contents, indent=1))


def _sum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sum_inside(archive: ZipFile, name: str) -> str:
    found = hashlib.sha256()
    with archive.open(name) as stream:
        while chunk := stream.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _check(file: Path) -> dict[str, Any]:
    """The archive's contents, when every part is whole and none is missing, foreign or outside."""
    try:
        with ZipFile(file) as archive:
            contents: dict[str, Any] = json.loads(archive.read(CONTENTS))
            if contents.get("format") != FORMAT or {*contents["parts"], CONTENTS} != set(archive.namelist()):
                raise _damaged(file)
            for name, digest in contents["parts"].items():
                if _sum_inside(archive, name) != digest:
                    raise _damaged(file)
    except (BadZipFile, KeyError, ValueError) as error:
        raise _damaged(file) from error
    return contents


def _damaged(file: Path) -> Refused:
    return Refused(_("%(file)s is not a whole backup. Take another one.") % {"file": file}, code="damaged")
