"""Signing in at the real server: whose address counts behind a proxy, and what a flood of tries does to the others."""

import re
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.error import HTTPError

import pytest

from tests.production.people import PASSWORD
from tests.production.place import Place
from tests.production.server import Server, serving

pytestmark = pytest.mark.django_db
FLOOD = 40


class Visitor:
    """Somebody at the sign-in page, through a proxy that says who called it."""

    def __init__(self, server: Server) -> None:
        self.place = f"http://127.0.0.1:{server.port}/logga-in/"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), Stay())
        page = self.opener.open(self.place, timeout=60).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        self.token = token[1]

    def tries(self, username: str, password: str, address: str) -> int:
        """The status that the try gets."""
        sent = {"username": username, "password": password, "csrfmiddlewaretoken": self.token}
        told = {"X-Forwarded-For": f"203.0.113.9, {address}"}
        try:
            request = urllib.request.Request(self.place, urllib.parse.urlencode(sent).encode(), told)
            return int(self.opener.open(request, timeout=60).status)
        except HTTPError as answer:
            return answer.code


def _healthy(server: Server) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/health", timeout=60) as answer:
        return int(answer.status)


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it is the answer."""

    def redirect_request(self, *_arguments: object) -> None:
        """Nowhere."""


def test_a_flood_of_tries_leaves_the_server_to_others(place: Place) -> None:
    with serving(place, AKROPOLIS_PROXIES="127.0.0.1") as server:
        stranger = Visitor(server)
        with ThreadPoolExecutor(FLOOD) as many:
            tries = [many.submit(stranger.tries, f"n{n}", "fel", f"192.0.2.{n}") for n in range(FLOOD)]
            healthy = [_healthy(server) for _number in range(3)]
        statuses = [each.result() for each in tries]
        assert healthy == [200] * 3
        assert set(statuses) == {422, 429}
        assert statuses.count(429) > FLOOD / 2, (
            "few passwords are checked at once, and the rest answered at once"
        )

        locked = [Visitor(server).tries("owner", "fel", "192.0.2.100") for _number in range(5)]
        assert locked == [422, 422, 422, 422, 429]
        assert Visitor(server).tries("owner", PASSWORD, "192.0.2.100") == 429
        assert Visitor(server).tries("owner", PASSWORD, "192.0.2.101") == 302, (
            "another address is another count"
        )
        said = [line for line in server.said().splitlines() if "sign-in" in line and "account=owner" in line]
    assert [line[line.index("sign-in") :] for line in said] == [
        *["sign-in failed: account=owner address=192.0.2.100"] * 5,
        "sign-in refused: account=owner address=192.0.2.100",
        "sign-in succeeded: account=owner address=192.0.2.101",
    ]
