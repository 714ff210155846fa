"""Several processes on one installation: each has its own connections, and each person gets her own answers."""

from itertools import combinations
from urllib.parse import urlsplit

import pytest

from tests.production.place import Place
from tests.production.server import serving, sockets

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("workers", [1, 2])
def test_no_two_processes_share_a_connection_to_the_database(place: Place, workers: int) -> None:
    if not place.database:
        pytest.skip("SQLite has no connections that could be shared")
    port = urlsplit(place.database).port
    assert port
    with serving(place, workers=workers) as server:
        held = {pid: sockets(pid, port) for pid in [server.process.pid, *server.workers()]}
    assert held.pop(server.process.pid) == set()
    assert len(held) == workers
    assert not [pair for pair in combinations(held.values(), 2) if pair[0] & pair[1]]
    assert any(held.values())
