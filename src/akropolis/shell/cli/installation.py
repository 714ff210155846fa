"""What the data folder and the database contain: nothing, an installation, or a demo."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.faults import READ_ONLY
from akropolis.base.kernel.watch.places import database_file
from akropolis.base.lib.whole import write_atomically
from akropolis.shell.cli import following, texts
from akropolis.shell.cli.running import warn
from akropolis.shell.home.selectors import demo as marker

OTHERS = 0o077
"""The permission bits of a file for its group and everybody else."""


def require_writing() -> None:
    """Raise Refused if nothing can be written, before long work starts."""
    if connection.settings_dict["OPTIONS"].get("uri"):
        raise Refused(f"{settings.DATA_DIR}: {READ_ONLY.sentences}", code=READ_ONLY.code)
    following.refuse_on_standby()


def close_to_others() -> None:
    """Remove other users' access to the data folder and SQLite's files, however they were created."""
    place = database_file()
    beside = place.parent.glob(f"{place.name}*") if place is not None else ()
    for path in (settings.DATA_DIR, *beside):
        mode = path.stat().st_mode
        # Do not change the permissions of a shared temporary folder.
        if mode & OTHERS and not mode & stat.S_ISVTX:
            _close(path, stat.S_IMODE(mode) & ~OTHERS)


def _close(path: Path, mode: int) -> None:
    try:
        path.chmod(mode)
    except PermissionError:
        sentence = _("Others on this machine can read %(path)s. Let its owner close it: chmod go= %(path)s")
        warn(sentence % {"path": path})


def keep_key() -> None:
    """Store the session signing key for the next start, when the environment gives none and none is stored."""
    place = settings.DATA_DIR / "secret-key"
    if settings.ENVIRONMENT.secret("AKROPOLIS_SECRET_KEY") or place.is_file():
        return
    write_atomically(place, settings.SECRET_KEY.encode())


def exists() -> bool:
    """Return whether the database holds an installation, of whatever version. Creates no file."""
    place = database_file()
    if place is not None and not place.exists():
        return False
    return "access_user" in connection.introspection.table_names()


@contextmanager
def without_disk_sync(*, only: bool = True) -> Iterator[None]:
    """Do not wait for the disk (SQLite), for work that is started over if interrupted. `only` can turn it off."""
    if connection.vendor != "sqlite" or not only:
        yield
        return
    _synchronous("OFF")
    try:
        yield
    finally:
        _synchronous("NORMAL")


def _synchronous(how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={how}")


def require() -> None:
    """Raise Refused when there is no installation, or its version is not this one."""
    if not exists():
        raise Refused(texts.nothing_here(), code="no_installation")
    if has_unapplied_migrations():
        if marker.is_demo():
            sentence = _(
                "%(folder)s holds a demo of an earlier version. Delete it, and build one with: akropolis demo"
            )
            raise Refused(sentence % {"folder": settings.DATA_DIR}, code="behind")
        raise Refused(
            _("The database is from an earlier version. Upgrade it with: akropolis init"), code="behind"
        )
    following.warn_of_lag()


def migrations() -> set[tuple[str, str]]:
    """Return this version's migrations, by app and name, from the file names: importing them takes long."""
    return {
        (config.label, path.stem)
        for config in apps.get_app_configs()
        for path in Path(config.path, "migrations").glob("[0-9]*.py")
    }


def has_unapplied_migrations() -> bool:
    """Return whether this version has migrations not applied to the database."""
    return not migrations() <= set(MigrationRecorder(connection).applied_migrations())


def place_in_words() -> str:
    """Return where the data is, in words: folder and kind of database."""
    kind = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    return f"{settings.DATA_DIR} ({kind})"
