"""The process that does the heavy work: beside the server, restarted when it dies, gone when the server is."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.production.clients import Person, signed_in
from tests.production.place import Place
from tests.production.server import PATIENCE, Server, command_of, serving
from tests.production.test_starving import rows

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server(place: Place) -> Iterator[Server]:
    with serving(place) as found:
        yield found


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def keeper(server: Server) -> int:
    (found,) = set(children(server.process.pid)) - set(server.workers())
    return found


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)


def gone(pid: int) -> bool:
    return not command_of(pid)


def test_work_that_is_killed_is_said_to_be_broken_off_and_can_be_started_anew(
    place: Place, server: Server
) -> None:
    with signed_in(server.port, ["skrivare.1"]) as (person,):
        assert rows(person) == 302
        page = _page(person)
        until(lambda: "Granskade rader" in person.ask(page)[1])
        (worker,) = children(keeper(server))
        os.kill(worker, signal.SIGKILL)
        until(lambda: gone(worker))
        until(lambda: "Ditt arbete avbröts" in person.ask(page)[1])  # its lock goes a moment after its memory
        broken = person.ask(page)[1]
        again = re.search(r'action="([^"]+/igen/)"', broken)
        assert again
        assert person.ask(again[1], {"csrfmiddlewaretoken": _token(broken)})[2] == page
        until(lambda: "Granskade rader" in person.ask(page)[1])
        stop = re.search(r'action="([^"]+/avbryt/)"', person.ask(page)[1])
        assert stop
        person.ask(stop[1], {"csrfmiddlewaretoken": _token(person.ask("/konto/")[1])})
        until(lambda: person.ask(page)[2] == "/atgarder/importera/")


def test_nothing_is_left_when_the_server_is_killed(place: Place, server: Server) -> None:
    kept = keeper(server)
    until(lambda: children(kept))
    beside = [kept, *children(kept), *server.workers()]
    assert len(beside) == 3
    server.process.kill()
    server.process.wait()
    until(lambda: all(gone(pid) for pid in beside))


def _page(person: Person) -> str:
    found = re.search(r"/arbeten/[0-9a-f-]+/", person.ask("/")[1])
    assert found
    return found[0]


def _token(page: str) -> str:
    found = re.search(r'csrfmiddlewaretoken" value="(\w+)', page)
    assert found
    return found[1]
