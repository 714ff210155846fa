"""What an installation may be in the middle of when it is upgraded: somebody is signed in, and a task waits."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.core import signing
from django.core.signing import JSONSerializer
from django.utils.crypto import salted_hmac

KEY, WHO = "signedinbeforetheupgrade12345678", "ciso"
PACKAGE = "akropolis"
BACKEND = f"{PACKAGE}.home.web.sign_in.LocalBackend"
TASK = f"{PACKAGE}.federation.services.following.carry_on"
"""As these were called when the versions were stored; put together, so that no renaming of packages finds them."""
FUTURE, PAST = "2099-01-01 00:00:00+00:00", "2026-11-20 00:00:00+00:00"
SESSION = (
    "INSERT INTO access_session (session_key, session_data, expire_date, user_id, address, agent)"
    " VALUES (?, ?, ?, ?, '', '')"
)
QUEUED = (
    "INSERT INTO django_tasks_database_dbtaskresult (id, args_kwargs, priority, task_path, queue_name, backend_name,"
    " run_after, enqueued_at, exception_class_path, traceback, worker_ids, status)"
    " VALUES (?, ?, 0, ?, 'default', 'default', ?, ?, '', '', '[]', 'READY')"
)


def leave(folder: Path, url: str) -> None:
    """Sign the person in, and let a task wait, in a stored database that has not been upgraded."""
    secret = (folder / "secret-key").read_text("utf-8")
    ((user, password),) = _ask(folder, url, "SELECT id, password FROM access_user WHERE username = ?", WHO)
    salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
    proof = salted_hmac(salt, password, secret=secret, algorithm="sha256").hexdigest()
    known = {"_auth_user_id": str(user), "_auth_user_backend": BACKEND, "_auth_user_hash": proof}
    salt = "django.contrib.sessions.SessionStore"
    data = signing.dumps(known, key=secret, salt=salt, serializer=JSONSerializer, compress=True)
    _ask(folder, url, SESSION, KEY, data, FUTURE, user)
    number = uuid4() if url else uuid4().hex
    _ask(folder, url, QUEUED, number, '{"args": [], "kwargs": {}}', TASK, PAST, PAST)


def _ask(folder: Path, url: str, query: str, *values: Any) -> list[Any]:
    if url:
        with psycopg.connect(url) as server:
            done = server.execute(query.replace("?", "%s").encode(), values)
            return done.fetchall() if done.description else []
    with closing(sqlite3.connect(folder / "akropolis.sqlite3")) as database, database:
        return database.execute(query, values).fetchall()
