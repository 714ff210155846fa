"""The database as its address says it: SQLite's file, or PostgreSQL with everything that libpq understands."""

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
"""Connections of one process: each thread that answers needs one at most, so nobody waits for another's, and who has
none within `timeout` seconds finds the database away. They are asked before use: after a restart of the server each
would otherwise fail once. Who asks begins anew to connect: left to itself, the pool would wait twice as long before
each try, and a database that was away for a minute would be found half a minute after it had come back.
"""
ASKING = {"server_side_binding": True, "prepare_threshold": 2}
"""A query and its values are sent apart. Asked twice, it is kept by the server, translated and planned: half of what it
costs there.
"""
PLANNING = "-c join_collapse_limit=4 -c max_parallel_workers_per_gather=0 -c jit=off"
"""What the gate joins stands in a good order as it is: to try every order of nine tables took ten times the query.
Where many work at once, processes that help with one question take the processors from the others. And a query that is
compiled before it is run answers half a second later.
"""
BY_SESSION = ("options", "prepare_threshold")
READING = "PRAGMA cache_size=-8000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
WRITING = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"


def database(environment: Environment, folder: Path) -> dict[str, Any]:
    """Django's form of the address; without one, SQLite in the data folder. What cannot be used is rejected there."""
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
    """The same database by way of PgBouncer in transaction mode, for the processes that answer; empty without one.

    There a cursor of the server's would outlive its transaction on another's connection, as would a prepared query, and
    PgBouncer takes no options of a session: the database's role must have them (`PLANNING`).
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
        # An unfinished log is read with the file; without one nothing beside the file is looked for or made.
        log = file.with_name(file.name + "-wal")
        how = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
        return found | {"NAME": f"{file.as_uri()}?{how}", "OPTIONS": {"uri": True, "init_command": READING}}
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": WRITING + READING}
    # A thread keeps its connection: to open one and set it up costs as much as the queries of a page.
    return found | {"NAME": str(file), "CONN_MAX_AGE": None, "OPTIONS": options}


def can_only_be_read(file: Path) -> bool:
    """Whether the file is there, and it or its folder takes no writes: a copy on a medium that is closed, for one."""
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
