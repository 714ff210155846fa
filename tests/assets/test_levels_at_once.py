"""Several who change the graph at the same moment: nothing is lost, and the levels are what all of it gives."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

from akropolis.information.models import ClassificationDecision
from tests.assets import rivals
from tests.kernel.test_at_once import finished, started

WRITERS = 3
USE = "from tests.assets import rivals; "


def one(name: str) -> int:
    """One thread's part; its connection is closed with it."""
    try:
        return rivals.take_part(name)
    finally:
        connection.close()


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite in memory is one connection: see the next test"
)
@pytest.mark.django_db(transaction=True)
def test_threads_on_a_server() -> None:
    rivals.prepare()
    with ThreadPoolExecutor(WRITERS) as pool:
        made = list(pool.map(one, [f"Tråd {number}" for number in range(WRITERS)]))
    assert ClassificationDecision.everything.count() == sum(made)
    assert rivals.wrong() == 0


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the same whichever database the tests themselves are on"
)
def test_processes_on_a_file(tmp_path: Path) -> None:
    migrate = "from django.core.management import call_command; call_command('migrate', verbosity=0); "
    finished(started(tmp_path, migrate + USE + "rivals.prepare()"))
    parts = [started(tmp_path, USE + f"print(rivals.take_part('Process {n}'))") for n in range(WRITERS)]
    made = sum(int(finished(part)) for part in parts)
    count = (
        "from akropolis.information.models import ClassificationDecision as D; print(D.everything.count())"
    )
    assert int(finished(started(tmp_path, count))) == made > 0
    assert finished(started(tmp_path, USE + "print(rivals.wrong())")) == "0"
