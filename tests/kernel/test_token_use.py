"""When a token was last used is written without waiting for anybody, and without the history's lock."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.db import connection, transaction
from django.utils import timezone

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Token, User
from akropolis.base.kernel.access.models.tokens import digest
from akropolis.base.kernel.records.writer import writing
from tests.kernel import busy
from tests.kernel.test_at_once import finished, started


@pytest.fixture
def token(transactional_db: None) -> Token:
    with writing(system("Test")) as w:
        owner = w.create(User, {"username": "robot", "name": "Robot"})
        until = timezone.now() + timedelta(days=1)
        return w.create(
            Token, {"user": owner, "name": "Prov", "digest": digest(busy.SECRET), "expires_at": until}
        )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="on a server see the next test")
def test_a_reader_waits_for_no_writer_on_a_file(token: Token, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "akropolis.sqlite3")) as file:
        connection.connection.backup(file)
    said = finished(started(tmp_path, "from tests.kernel import busy; print(busy.told())"))
    assert said == "False False True 20000"


@contextmanager
def locked(token: Token) -> Iterator[None]:
    """Another connection holds the token's row."""
    held, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            Token.everything.select_for_update().get(pk=token.pk)
            held.set()
            done.wait(30)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        held.wait(30)
        yield
        done.set()
        holding.result()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks no rows: see the test before")
def test_a_reader_passes_a_locked_row_by_on_a_server(token: Token) -> None:
    with locked(token):
        assert busy.used() is False
    assert busy.used() is True
