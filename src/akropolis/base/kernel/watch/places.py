"""Where the data is stored, and how much disk space there is."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import connection

SIZES = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",  # in memory
    "postgresql": "SELECT pg_database_size(current_database())",
}


def database_file() -> Path | None:
    """Return the path of SQLite's file; None for another database, or for an in-memory database."""
    if connection.vendor != "sqlite":
        return None
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or "mode=memory" in name:
        return None
    return Path(unquote(urlsplit(name).path)) if name.startswith("file:") else Path(name)


def disks() -> Iterator[tuple[str, Path, int, int]]:
    """Yield name, path, free bytes and total bytes of the disk with the data folder.

    The same is yielded for the database's disk if the SQLite file is in another folder. The disk of a
    PostgreSQL server is not included, and must be watched separately.
    """
    folders = {"data": settings.DATA_DIR.resolve()}
    file = database_file()
    if file is not None and file.parent.resolve() not in folders.values():
        folders["database"] = file.parent.resolve()
    for name, folder in folders.items():
        if folder.is_dir():
            usage = shutil.disk_usage(folder)
            yield name, folder, usage.free, usage.total


def database_size() -> int:
    """Return the size of the database in bytes."""
    file = database_file()
    if file is not None:
        return sum(path.stat().st_size for path in file.parent.glob(f"{file.name}*"))
    with connection.cursor() as cursor:
        cursor.execute(SIZES[connection.vendor])
        return int(cursor.fetchone()[0])
