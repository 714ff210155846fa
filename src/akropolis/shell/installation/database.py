"""Database settings from its URL: an SQLite file, or PostgreSQL with everything that libpq understands."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.background.threads import CONNECTIONS
from akropolis.shell.installation.variables import Environment

VARIABLE = "AKROPOLIS_DATABASE_URL"
POOLER = "AKROPOLIS_DATABASE_POOLER"
POOL = {"min_size": 1, "max_size": CONNECTIONS, "timeout": 5.0, "reconnect_timeout": 5.0}
"""Connection pool of one process. Each thread needs at most one connection, so no thread waits for
another's; a thread that gets none within `timeout` seconds treats the database as down. Connections are
checked before use: after a restart of the database server each connection would otherwise fail once. A
request that finds the database down makes the pool start connecting again. By itself the pool would
double its delay before each try, and notice only half a minute late that the database is back after a
minute.
"""
ASKING = {"server_side_binding": True, "prepare_threshold": 2}
"""Options for queries. A query and its values are sent separately. From its second run on, the server
keeps the query parsed and planned: half of what a query costs there.
"""
PLANNING = "-c join_collapse_limit=4 -c max_parallel_workers_per_gather=0 -c jit=off"
"""Planner options. The joins that the gate adds are already in a good order: trying every order of nine
tables took ten times as long as the query. With many users, parallel workers for one query take the
processors from the others. JIT compilation delays a query by half a second.
"""
BY_SESSION = ("options", "prepare_threshold")
READING = "PRAGMA cache_size=-8000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
WRITING = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"


def database(environment: Environment, folder: Path) -> dict[str, Any]:
    """Return Django's settings for the database that the URL names; without a URL, SQLite in the data
    folder. Rejects a URL that cannot be used.
    """
    url = environment.text(VARIABLE)
    scheme = urlsplit(url).scheme
    if scheme in ("postgresql", "postgres"):
        return _postgresql(environment, url)
    if url and scheme != "sqlite":
        sentence = _("%(name)s names no database that can be used. Write %(sqlite)s or %(postgresql)s.")
        environment.reject(
            sentence, name=VARIABLE, sqlite="sqlite:////…", postgresql="postgresql://USER:PASSWORD@HOST/NAME"
        )
    return _sqlite(_file(url) if scheme == "sqlite" else folder / "akropolis.sqlite3")


def through_pooler(environment: Environment, own: dict[str, Any]) -> dict[str, Any]:
    """Return settings for the same database through PgBouncer in transaction mode, for the server
    processes; empty if no PgBouncer is configured.

    Through PgBouncer, a server-side cursor or a prepared query would outlive its transaction on a
    connection that others get. PgBouncer accepts no session options either: they must be set on the
    database's role (`PLANNING`).
    """
    url = environment.text(POOLER)
    if not url:
        return {}
    if urlsplit(url).scheme not in ("postgresql", "postgres") or "postgresql" not in own["ENGINE"]:
        sentence = _("%(name)s must be a PostgreSQL address, and %(main)s must be one too.")
        environment.reject(sentence, name=POOLER, main=VARIABLE)
        return {}
    found = _postgresql(environment, url, POOLER)
    options = {name: value for name, value in found["OPTIONS"].items() if name not in BY_SESSION}
    return found | {"OPTIONS": options, "DISABLE_SERVER_SIDE_CURSORS": True}


def _file(url: str) -> Path:
    path = unquote(urlsplit(url).path)
    return Path(path[1:] if path.startswith("//") else path)


def _sqlite(file: Path) -> dict[str, object]:
    found = {"ENGINE": "django.db.backends.sqlite3"}
    if can_only_be_read(file):
        # Read an existing WAL with the file; without one, do not look for or create files beside it.
        log = file.with_name(file.name + "-wal")
        how = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
        return found | {"NAME": f"{file.as_uri()}?{how}", "OPTIONS": {"uri": True, "init_command": READING}}
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": WRITING + READING}
    # A thread keeps its connection: opening one costs as much as a page's queries.
    return found | {"NAME": str(file), "CONN_MAX_AGE": None, "OPTIONS": options}


def can_only_be_read(file: Path) -> bool:
    """Return whether the file exists but it or its folder is not writable, as with a copy on read-only media."""
    return file.exists() and not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))


def _postgresql(environment: Environment, url: str, variable: str = VARIABLE) -> dict[str, Any]:
    # Imported only where PostgreSQL is used: every command's start would wait for it.
    from psycopg import ProgrammingError  # noqa: PLC0415
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    from akropolis.base.lib.pooled import Preparing, check  # noqa: PLC0415

    try:
        given = conninfo_to_dict(url)
    except ProgrammingError as error:
        environment.reject(
            _("%(name)s cannot be read: %(error)s"), name=variable, error=str(error).strip().splitlines()[0]
        )
        given = {}
    options = f"{PLANNING} {given.pop('options', '')}".strip()
    user = given.pop("user", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.pop("dbname", user),
        "USER": user,
        "PASSWORD": given.pop("password", ""),
        "HOST": given.pop("host", ""),
        "PORT": str(given.pop("port", "")),
        "OPTIONS": {
            **given,
            "options": options,
            "pool": POOL | {"check": check, "connection_class": Preparing},
            **ASKING,
        },
    }
