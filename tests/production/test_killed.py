"""Processes that end at once or run twice: nothing that was acknowledged is lost, and nothing is done twice."""

import http.client
import os
import signal
import threading
import time
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from akropolis.tools.bench.crowd.machine import processor
from tests.production import people
from tests.production.clients import Person, signed_in, together
from tests.production.place import Place, new_database
from tests.production.server import PATIENCE, Server, serving, shared

pytestmark = pytest.mark.django_db
ENOUGH = 6
"""Acknowledged writes between two kills."""


def test_what_was_acknowledged_outlives_a_killed_worker_and_a_killed_server(place: Place) -> None:
    with serving(place) as server, signed_in(server.port, people.WRITERS) as writers:
        assert not place.database or shared(server, place.database) == []
        stop = threading.Event()
        together([partial(kill_twice, server, writers, stop), *(partial(go_on, p, stop) for p in writers)])
    written = set[str]().union(*(person.written for person in writers))
    tried = set[str]().union(*(person.tried for person in writers))
    assert len(written) >= 2 * ENOUGH
    assert written <= place.stored() <= tried
    assert place.run_each("verify", "rebuild --check").code == 0
    assert server.said().count("Traceback") == 0


def kill_workers(server: Server) -> None:
    """Those that answer, until others have come in their place."""
    killed, end = set(server.workers()), time.monotonic() + PATIENCE
    for worker in killed:
        os.kill(worker, signal.SIGKILL)
    while not server.workers() or killed & set(server.workers()):
        assert server.process.poll() is None, "the server ended with its worker"
        assert time.monotonic() < end, "no other worker came"
        time.sleep(0.02)


def kill_twice(server: Server, writers: list[Person], stop: threading.Event) -> None:
    """The worker under load, and at once those that come after it; when the last has answered, everything."""
    try:
        await_written(writers, ENOUGH)
        for _each in range(2):
            kill_workers(server)
        await_written(writers, sum(len(person.written) for person in writers) + ENOUGH)
        spent = [processor(worker) for worker in server.workers()]
        assert max(spent) < processor(server.process.pid), "a new worker had to load what it answers with"
        os.killpg(server.process.pid, signal.SIGKILL)
    finally:
        stop.set()


def await_written(writers: list[Person], wanted: int) -> None:
    end = time.monotonic() + PATIENCE
    while sum(len(person.written) for person in writers) < wanted:
        assert time.monotonic() < end, f"{wanted} writes were not acknowledged"
        time.sleep(0.02)


def go_on(person: Person, stop: threading.Event) -> None:
    """Report until told to stop, whatever becomes of the server."""
    for number in count():
        if stop.is_set():
            return
        try:
            person.report(number)
        except (OSError, http.client.HTTPException):
            person.connection.close()
            stop.wait(0.1)


def test_two_that_look_for_due_jobs_at_the_same_time_run_each_job_once(place: Place) -> None:
    done = place.run_twice("tick", "--now", "2027-01-15T08:00+01:00")
    assert done.code == 0, done.err
    ran = [line.partition(":")[0] for line in done.out.splitlines() if ": " in line]
    assert sorted(ran) == sorted(set(ran))
    assert {"reminders", "mail"} <= set(ran)


def test_a_backup_of_postgresql_goes_back_into_an_empty_database_alone(place: Place, tmp_path: Path) -> None:
    if not place.database:
        pytest.skip("SQLite's is tried with the commands")
    file, name = tmp_path / "b.zip", urlsplit(place.database).path[1:]
    assert place.run("backup", file).code == 0
    refused = Place(tmp_path / "other", place.database).run("restore", file)
    assert (refused.code, refused.out, name in refused.err) == (1, "", True)
    assert not (tmp_path / "other").exists()
    with new_database(f"{name}_other") as address:
        # A parameter of libpq's, which its own programs must be told too.
        other = Place(tmp_path / "other", f"{address}?application_name=lis&connect_timeout=9")
        done = other.run_each(f"restore {file}", "verify --json")
        assert done.code == 0, done.err
        assert done.out.endswith(place.run("verify", "--json").out)
