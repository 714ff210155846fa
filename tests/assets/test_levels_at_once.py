"""Several who change the graph at the same moment: nothing is lost, and the levels are what all of it gives."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from akropolis.graph.information.models import ClassificationDecision
from tests.assets import rivals
from tests.kernel.test_at_once import finished, started
from tests.production.place import migrated

WRITERS = 3


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
def test_processes_on_a_file(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), migrated(tmp_path):
        said = finished(
            started(tmp_path, f"from tests.assets import rivals; print(*rivals.fought({WRITERS}))")
        )
    made, stored, wrong = map(int, said.split())
    assert (stored, wrong) == (made, 0)
    assert made > 0
