"""A database with every migration is made once, and each process of a run starts from a copy of it.

Migrating takes seconds of each process that runs tests, copying a fraction of one. `tests/cli/test_init.py` still
migrates from nothing, as an installation does.
"""

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".venv" / "migrated"


def offer() -> None:
    """From now on, in this process, a test database begins as a copy."""
    with _alone():
        if connection.vendor == "sqlite":
            _offer_file()
        else:
            _offer_template()


@contextmanager
def _alone() -> Iterator[None]:
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _state() -> str:
    """What the migrated database hangs on: our migrations with what they call, and the versions of others'."""
    found = hashlib.sha256((ROOT / "uv.lock").read_bytes())
    for config in sorted(apps.get_app_configs(), key=lambda each: each.label):
        for path in sorted(Path(config.path, "migrations").glob("*.py")):
            found.update(path.read_bytes())
    found.update((ROOT / "src/akropolis/base/kernel/history/triggers.py").read_bytes())
    return found.hexdigest()[:20]


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    _leave()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        _leave()
        connection.settings_dict["NAME"] = before


def _leave() -> None:
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


def _migrate(name: str) -> None:
    with _connected_to(name):
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)


def _offer_file() -> None:
    file = KEPT / f"{_state()}.sqlite3"
    if not file.exists():
        for old in KEPT.glob("*.sqlite3*"):
            old.unlink()
        half = file.with_suffix(f".{os.getpid()}")
        _migrate(str(half))
        half.rename(file)
    creation: Any = connection.creation
    make = creation._create_test_db

    def copied(*arguments: Any, **given: Any) -> Any:
        name = make(*arguments, **given)
        with _connected_to(creation._get_test_db_name()), closing(sqlite3.connect(file)) as source:
            connection.ensure_connection()
            source.backup(connection.connection)
            creation.held = sqlite3.connect(creation._get_test_db_name(), uri=True)  # or memory is let go
        return name

    creation._create_test_db = copied


def _offer_template() -> None:
    name = f"akropolis_{_state()}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        there = cursor.fetchone()
        if not there:
            cursor.execute(f"CREATE DATABASE {name}_half")
    if not there:
        _migrate(f"{name}_half")
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name}_half RENAME TO {name}")
    _leave()
    connection.settings_dict["TEST"]["TEMPLATE"] = name
