"""What is in the data folder and the database: nothing, an installation, or a demo."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from akropolis.config.cli import texts
from akropolis.kernel.access.errors import Refused


def database_file() -> Path | None:
    """SQLite's file; None with another database, and in memory."""
    if connection.vendor != "sqlite":
        return None
    name = str(connection.settings_dict["NAME"])
    return None if ":memory:" in name or "mode=memory" in name else Path(name)


def exists() -> bool:
    """Whether the database holds an installation, of whatever version. Makes no file."""
    place = database_file()
    if place is not None and not place.exists():
        return False
    return "access_user" in connection.introspection.table_names()


@contextmanager
def hurried(*, only: bool = True) -> Iterator[None]:
    """Do not wait for the disk (SQLite), where everything is begun again if it is broken off. `only` may say no."""
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
    """Refuse when there is no installation, or one that another version made."""
    if not exists():
        raise Refused(texts.nothing_here(), code="no_installation")
    if behind():
        raise Refused(
            _("The database is from an earlier version. Upgrade it with: akropolis init"), code="behind"
        )


def behind() -> bool:
    """Whether this version has migrations that the database has not had. Names are compared: importing takes long."""
    here = {
        (config.label, path.stem)
        for config in apps.get_app_configs()
        for path in Path(config.path, "migrations").glob("[0-9]*.py")
    }
    return not here <= set(MigrationRecorder(connection).applied_migrations())


def place_in_words() -> str:
    """Where the data is, for a person: folder and kind of database."""
    kind = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    return f"{settings.DATA_DIR} ({kind})"
