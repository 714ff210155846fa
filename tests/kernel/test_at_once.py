"""Several who write at the same moment, each with a connection of their own, on the database itself."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.history.proof import verify_installation
from akropolis.base.kernel.records.writer import create, writing_judged
from akropolis.graph.assets.models import Service
from tests.kernel import contest
from tests.production.place import migrated

ROOT = Path(__file__).resolve().parents[2]
WRITERS = 4
EXPECTED = list(range(1, WRITERS * contest.ROWS + 2))
FOREIGN = ("AKROPOLIS_DATABASE_URL", "AKROPOLIS_DATA_DIR")
PROCESS = "import django; django.setup(); from tests.kernel import contest; "


def one(name: str) -> str:
    """One thread's part; its connection is closed with it."""
    try:
        return contest.take_part(name)
    finally:
        connection.close()


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite in memory is one connection: see the next test"
)
@pytest.mark.django_db(transaction=True)
def test_threads_on_a_server() -> None:
    contest.prepare()
    with ThreadPoolExecutor(WRITERS) as pool:
        said = list(pool.map(one, [f"Tråd {number}" for number in range(WRITERS)]))
    assert sorted(said) == ["saved", *["stale"] * (WRITERS - 1)]
    assert contest.numbers() == EXPECTED
    assert contest.pressed(WRITERS)
    assert verify_installation().holds
    assert contest.proved_while_written() == (True, [])


@pytest.mark.django_db(transaction=True)
def test_what_is_judged_keeps_nobody_waiting_and_is_judged_anew_when_somebody_wrote() -> None:
    contest.prepare()
    access, locked = system("Test"), list[bool]()
    unit = Unit.everything.get(code="stad")

    def judge() -> int:
        locked.append(connection.in_atomic_block)
        found = Service.everything.count()
        if len(locked) == 2:  # while the second is judged, and while nobody waits for it
            create(access, Service, {"name": "Emellan", "owner_unit": unit})
        return found

    with writing_judged(access, judge) as (w, found):
        w.create(Service, {"name": f"Efter {found}", "owner_unit": unit})
    assert (found, locked) == (1, [False])
    with writing_judged(access, judge) as (_w, found):
        pass
    assert (found, locked) == (3, [False, False, True])


def started(folder: Path, code: str) -> subprocess.Popen[str]:
    """A process of its own on the folder's database."""
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    environment |= {"AKROPOLIS_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", PROCESS + code]
    return subprocess.Popen(
        words, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finished(process: subprocess.Popen[str]) -> str:
    """What it said, when it ended well."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out.strip()


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the same whichever database the tests themselves are on"
)
def test_processes_on_a_file(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), migrated(tmp_path):
        said = finished(started(tmp_path, f"contest.prepare(); print(contest.held({WRITERS}))"))
    parts = ["saved", *["stale"] * (WRITERS - 1)]
    assert said == str((parts, EXPECTED, True, True, (True, [])))
