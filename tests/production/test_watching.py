"""A server of two processes is watched: its figures are added up, and each line of its log is whole."""

import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from akropolis.base.lib import built
from tests.production import people
from tests.production.clients import signed_in
from tests.production.server import Pair, Server

pytestmark = pytest.mark.django_db
MANY = 60
SIGN_IN = 'akropolis_requests_total{method="GET",route="sign-in",status="200"}'


@pytest.fixture
def server(pair: Pair) -> Server:
    return pair.server


def ask(server: Server, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def figures(pair: Pair) -> dict[str, float]:
    status, text = ask(pair.server, "/metrics", Authorization=f"Bearer {pair.secret}")
    assert status == 200
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _space, value in lines}


def test_what_both_processes_have_answered_is_added_up(pair: Pair, server: Server) -> None:
    before = figures(pair).get(SIGN_IN, 0)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _each: ask(server, "/logga-in/")[0], range(MANY)))
    assert answers == [200] * MANY
    # Whichever process is asked, and it is not the same each time.
    assert [figures(pair)[SIGN_IN] - before for _each in range(6)] == [MANY] * 6
    assert ask(server, "/metrics")[0] == 404


def test_requests_are_counted_by_the_names_of_their_addresses_and_no_row_is_named(
    pair: Pair, server: Server
) -> None:
    with signed_in(server.port, people.READERS) as readers:
        reader = readers[0]
        rows = json.loads(reader.page("/api/v1/services?fields=id,name,number")[4:])["items"]
        for path in (
            "/",
            f"/tjanster/{rows[0]['id']}/",
            "/sok/?q=Anna",
            "/finns-inte/gomd/",
            "/enheter/utb/",
        ):
            reader.page(path)
    ask(server, "/tjanster/", method="HITTEPA")
    found = figures(pair)
    counted = "akropolis_requests_total"
    assert found[f'{counted}{{method="GET",route="services-detail",status="200"}}'] == 1
    assert found['akropolis_request_queries_sum{route="services-detail"}'] > 5
    assert found['akropolis_request_seconds_count{route="services-detail"}'] == 1
    assert sum(found[name] for name in found if name.startswith(counted) and 'route="(none)"' in name) > 0
    said = " ".join(found)
    told = [value for row in rows for value in row.values()] + [
        "utb",
        "Anna",
        "hemligt",
        "HITTEPA",
        *people.READERS,
    ]
    assert [value for value in told if f'"{value}"' in said or f"/{value}" in said] == []


def test_each_line_of_the_log_is_an_object(server: Server) -> None:
    ask(server, "/logga-in/?next=hemligt")
    ask(server, "/", Host="skanner.example")
    said: list[dict[str, Any]] = [
        json.loads(line)
        for line in server.said().splitlines()
        if not line.startswith(("akropoLIS", "Bakgrund"))
    ]
    assert [line for line in said if not {"time", "level", "logger", "message"} <= line.keys()] == []
    assert built.version_and_build() in said[0]["message"]
    assert [line["logger"] for line in said if "skanner" in line["message"]] == [
        "django.security.DisallowedHost"
    ]
    assert "hemligt" not in server.said()
