"""A server that goes to PostgreSQL by PgBouncer in transaction mode, as more people than it has connections work."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest

from tests.production import people, pgbouncer
from tests.production.clients import Person, signed_in, together
from tests.production.pgbouncer import SIZE, Pooler, pooling
from tests.production.place import Place
from tests.production.server import Server, serving
from tests.production.test_killed import await_written, go_on

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.long,
    pytest.mark.skipif(pgbouncer.is_missing(), reason="pgbouncer is missing: apt-get install pgbouncer"),
]
PAGES = ("/", "/incidenter/", "/tjanster/", "/laget/", "/sok/?q=ejder", "/incidenter/exportera/?format=csv")


@pytest.fixture(scope="module")
def pooler(place: Place) -> Iterator[Pooler]:
    if not place.database:
        pytest.skip("SQLite has no connections to share")
    with psycopg.connect(place.database, autocommit=True) as server:
        server.execute("ALTER ROLE CURRENT_USER SET join_collapse_limit = 4")
        server.execute("ALTER ROLE CURRENT_USER SET max_parallel_workers_per_gather = 0")
        server.execute("ALTER ROLE CURRENT_USER SET jit = off")
    with pooling(place.database) as found:
        yield found


@pytest.fixture(scope="module")
def server(place: Place, pooler: Pooler) -> Iterator[Server]:
    with serving(place, workers=2, AKROPOLIS_DATABASE_POOLER=pooler.address) as found:
        yield found


def connections(place: Place) -> int:
    """How many PgBouncer holds to the database: what the server's processes have is held to it alone."""
    with psycopg.connect(place.database) as own:
        rows = own.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        (found,) = rows.fetchone() or (0,)
    return int(found)


def test_eight_people_share_two_connections_and_nobody_is_given_anothers_page(
    place: Place, pooler: Pooler, server: Server
) -> None:
    readers = [*people.READERS, *people.READERS]
    with signed_in(server.port, readers) as persons:
        alone = {(person.name, path): person.page(path) for person in persons[:4] for path in PAGES}

        def look(person: Person) -> None:
            for _each in range(5):
                for path in PAGES:
                    person.compare(path, alone[person.name, path])

        together([partial(look, person) for person in persons])
        assert [person.wrong for person in persons] == [[]] * len(persons)
    assert connections(place) == SIZE
    assert "Traceback" not in server.said()


def test_what_was_acknowledged_is_there_when_pgbouncer_has_died_and_come_back(
    place: Place, pooler: Pooler, server: Server
) -> None:
    with signed_in(server.port, people.WRITERS) as writers:
        stop = threading.Event()

        def die() -> None:
            try:
                await_written(writers, 8)
                pooler.stop()
                pooler.start()
                await_written(writers, sum(len(each.written) for each in writers) + 8)
            finally:
                stop.set()

        together([die, *(partial(go_on, person, stop) for person in writers)])
        written = set[str]().union(*(person.written for person in writers))
        tried = set[str]().union(*(person.tried for person in writers))
    assert written <= place.stored() <= tried
    assert place.run_each("verify", "rebuild --check").code == 0


def test_a_backup_goes_past_it_and_leaves_no_session_behind_in_which_tables_are_not_found(
    place: Place, server: Server, tmp_path: Path
) -> None:
    assert place.run("backup", tmp_path / "b.zip").code == 0
    with signed_in(server.port, ["ciso"]) as (person,):
        assert [person.ask(path)[0] for path in PAGES] == [200] * len(PAGES)
