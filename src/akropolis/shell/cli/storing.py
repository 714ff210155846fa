"""`backup` and `restore`: database, files and key in one archive with a table of contents."""

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.files import contents as kept
from akropolis.base.kernel.history import proof
from akropolis.base.kernel.watch.models import UpkeepKind
from akropolis.base.kernel.watch.upkeep import record_upkeep
from akropolis.base.lib import built
from akropolis.base.lib.whole import HALF, open_atomically
from akropolis.shell.cli import chain, dumping, installation
from akropolis.shell.cli.running import say, say_json, step
from akropolis.shell.home.services.verification import compare_rest
from akropolis.shell.installation.database import VARIABLE
from akropolis.shell.installation.storage import BUCKET

FORMAT = "akropolis-backup/1"
CONTENTS = "contents.json"
KEPT = ("secret-key", "demo")
CHUNK = 1024 * 1024

type Contents = dict[str, Any]


def backup(file: Path) -> None:
    """Write everything to one archive, consistent while the server runs, and verify it before reporting success.

    The backup is recorded, for checks that it was taken.
    """
    installation.require()
    contents = write(file)
    _note(file, contents)
    say(_("The backup is in %(file)s.") % {"file": file})
    if "store" in contents:
        sentence = _(
            "The files of records lie in %(store)s, and are not in it: they need copies of their own."
        )
        say(sentence % contents)


def write(file: Path) -> Contents:
    """Write the archive, and return its contents. Raises Refused when the file exists already."""
    if file.exists():
        raise Refused(_("%(file)s is there already. Choose another name.") % {"file": file}, code="exists")
    # The archive contains the installation's key: no other user may read it.
    with open_atomically(file) as half:
        with tempfile.TemporaryDirectory(dir=file.resolve().parent) as folder:
            dump = Path(folder) / dumping.kind()
            contents: Contents = {"format": FORMAT, "version": built.version(), "build": built.build()}
            with step(_("Database")):
                contents |= {"made": timezone.now().isoformat(), "rows": dumping.dump(dump)}
            contents["migrations"] = _known()
            if store := kept.elsewhere_in_words():
                contents["store"] = store
            with step(_("Files")):
                _pack(half, [(dump.name, dump), *_stored()], contents)
        with step(_("Reading it back")):
            check(half)
    return contents


def _note(file: Path, contents: Contents) -> None:
    """Record the same figures at backup and at restore, since the archive cannot hold its own record."""
    figures = {"bytes": file.stat().st_size, "rows": sum(contents.get("rows", {}).values())}
    made = parse_datetime(contents["made"])
    assert made is not None
    record_upkeep(UpkeepKind.BACKUP, made, figures=figures)


def restore(file: Path, as_json: bool = False) -> None:
    """Restore everything from an archive into an empty place.

    Each part is compared with its checksum, each table with its row count, and the history is verified. An archive
    of an earlier version is restored, and verified once `init` has upgraded it to this one.
    """
    _refuse_what_is_there()
    with step(_("Reading it")):
        contents = check(file)
    _refuse_what_does_not_fit(file, contents)
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder, step(_("Database and files")):
        with ZipFile(file) as archive:
            archive.extractall(folder, members=list(contents["parts"]))
        _put_back(Path(folder))
    _compare(contents.get("rows", {}))
    if installation.has_unapplied_migrations():
        sentence = _(
            "Everything is back, from version %(version)s. Bring it up to this one with akropolis init, "
            "and prove it with akropolis verify."
        )
        say(sentence % {"version": contents["version"]})
        return
    with step(_("History")):
        verdict = proof.verify_installation()
        checks = list(compare_rest(verdict))
    proof.require(verdict)
    chain.require(checks)
    _note(file, contents)
    if as_json:
        tables = contents.get("rows", {})
        say_json(
            {
                "links": verdict.links,
                "head": verdict.head,
                "tables": len(tables),
                "rows": sum(tables.values()),
            }
        )
    else:
        say(_("Everything is back: %(links)s links of history hold.") % {"links": verdict.links})


def _refuse_what_is_there() -> None:
    if connection.vendor == "postgresql" and dumping.tables():
        sentence = _(
            "The database %(name)s is not empty. Make an empty one, and choose it with %(variable)s."
        )
        values = {"name": connection.settings_dict["NAME"], "variable": VARIABLE}
        raise Refused(sentence % values, code="exists")
    folder = settings.STORED_FILES_DIR
    if installation.exists() or (folder.is_dir() and any(folder.iterdir())):
        sentence = _("%(folder)s holds an installation already. Choose an empty folder with --data-dir.")
        raise Refused(sentence % {"folder": settings.DATA_DIR}, code="exists")


def _refuse_what_does_not_fit(file: Path, contents: Contents) -> None:
    if dumping.kind() not in contents["parts"]:
        raise Refused(
            _("The backup was made on another kind of database. Choose it with AKROPOLIS_DATABASE_URL.")
        )
    if "store" in contents and not kept.is_elsewhere():
        sentence = _("The backup's files lie in %(store)s. Name that store, or a copy of it, in %(name)s.")
        raise Refused(sentence % {"store": contents["store"], "name": BUCKET}, code="store")
    if _is_later(contents):
        sentence = _(
            "%(file)s is from a later version, %(version)s. This is %(own)s. Install that version, and try again."
        )
        words = " ".join(filter(None, (contents["version"], contents.get("build", ""))))
        values = {"file": file, "version": words, "own": built.version_and_build()}
        raise Refused(sentence % values, code="later")


def _is_later(contents: Contents) -> bool:
    """Return whether it is of a later version: by its number, or by a migration of ours after all in this version."""
    newest: dict[str, str] = {}
    for app, name in installation.migrations():
        newest[app] = max(name, newest.get(app, ""))
    had = (each.partition(".") for each in contents.get("migrations", ()))
    beyond = any(name > newest[app] for app, _dot, name in had if app in newest)
    return beyond or _order(contents["version"]) > _order(built.version())


def _order(version: str) -> list[int]:
    """Return the sort key of a version: the leading numbers, as in 0.10.2."""
    return [int(part) for part in re.findall(r"\d+", version)[:3]]


def _known() -> list[str]:
    """Return the migrations applied to the database, of our own apps and all others."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _compare(wanted: dumping.Counts) -> None:
    """Check that each table has as many rows as the archive states. An earlier version's archive states none."""
    found = dumping.counts() if wanted else {}
    for table in sorted(wanted.keys() | found.keys()):
        if wanted.get(table) != found.get(table):
            sentence = _("The table %(table)s has %(found)s rows, and the backup says %(wanted)s.")
            values = {"table": table, "found": found.get(table, 0), "wanted": wanted.get(table, 0)}
            raise Refused(sentence % values, code="broken")


def _put_back(folder: Path) -> None:
    dumping.put_back(folder / dumping.kind())
    for path in folder.iterdir():
        target = settings.DATA_DIR / path.name
        if target.is_dir():
            target.rmdir()
        shutil.move(path, target)
    key = settings.DATA_DIR / KEPT[0]
    if key.exists():
        key.chmod(0o600)


def _stored() -> Iterator[tuple[str, Path]]:
    for name in KEPT:
        if (settings.DATA_DIR / name).is_file():
            yield name, settings.DATA_DIR / name
    root = settings.STORED_FILES_DIR
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        if path.is_file() and not path.name.startswith(HALF):
            yield f"files/{path.relative_to(root).as_posix()}", path


def _pack(target: Path, parts: Iterable[tuple[str, Path]], contents: Contents) -> None:
    sums: dict[str, str] = {}
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in parts:
            sums[name] = _sum(path)
            archive.write(path, name)
        archive.writestr(CONTENTS, json.dumps({**contents, "parts": sums}, indent=1))


def _sum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sum_inside(archive: ZipFile, name: str) -> str:
    found = hashlib.sha256()
    with archive.open(name) as stream:
        while chunk := stream.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def check(file: Path) -> Contents:
    """Return the archive's contents, if every part is intact and none is missing, foreign or outside."""
    try:
        with ZipFile(file) as archive:
            contents: Contents = json.loads(archive.read(CONTENTS))
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
