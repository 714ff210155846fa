"""Two workers on one installation: each has its own connections, and eight people get each their own answers.

In the long run the eight go on for ten minutes; otherwise a few rounds are enough to see a mistake.
"""

import logging
import time
from collections.abc import Iterator
from functools import partial
from itertools import count

import psycopg
import pytest

from tests.length import LONG
from tests.production import people
from tests.production.clients import Person, signed_in, together
from tests.production.place import Place
from tests.production.server import Pair, Server, shared

pytestmark = pytest.mark.django_db

PAGES = ("/tjanster/", "/atgarder/", "/api/v1/services")
ROUNDS = 3
SECONDS = 600 if LONG else 0


@pytest.fixture
def place(pair: Pair) -> Place:
    return pair.place


@pytest.fixture
def server(pair: Pair) -> Server:
    return pair.server


def test_no_two_processes_share_a_connection_to_the_database(place: Place, server: Server) -> None:
    if not place.database:
        pytest.skip("SQLite has no connections that could be shared")
    assert shared(server, place.database) == []


def test_eight_people_at_once_get_their_own_and_lose_nothing(place: Place, server: Server) -> None:
    with signed_in(server.port, people.READERS) as readers, signed_in(server.port, people.WRITERS) as writers:
        alone = {(p.name, path): p.page(path) for p in readers for path in PAGES}
        assert [key for key, text in alone.items() if text[:3] != "200"] == []
        assert len({alone[name, "/tjanster/"] for name in people.READERS}) == len(readers)
        end = time.monotonic() + SECONDS
        reading = [partial(read, person, alone, end) for person in readers]
        together([*reading, *(partial(write, person, end) for person in writers)])
    everyone = readers + writers
    counted = sum(p.answers for p in everyone), sum(len(p.written) for p in writers)
    logging.getLogger("production").warning("%s answers, %s writes", *counted)
    assert [line for person in everyone for line in person.wrong] == []
    assert place.stored() == set().union(*(person.written for person in writers))
    assert place.run("verify").code == 0
    assert "Traceback" not in server.said()


def test_after_the_database_has_ended_every_connection_nobody_notices(place: Place, server: Server) -> None:
    if not place.database:
        pytest.skip("SQLite has no connections that could be ended")
    with signed_in(server.port, people.READERS) as readers:
        before = {reader.name: reader.page(PAGES[0]) for reader in readers}
        with psycopg.connect(place.database, autocommit=True) as mine:
            mine.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        for _each in range(4):
            assert {reader.name: reader.page(PAGES[0]) for reader in readers} == before


def read(person: Person, alone: dict[tuple[str, str], str], end: float) -> None:
    for _each in rounds(end):
        for path in PAGES:
            person.compare(path, alone[person.name, path])


def write(person: Person, end: float) -> None:
    for number in rounds(end):
        person.report(number)


def rounds(end: float) -> Iterator[int]:
    """A few, and more until the moment has come."""
    for number in count():
        if number >= ROUNDS and time.monotonic() >= end:
            return
        yield number
