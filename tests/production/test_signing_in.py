"""Signing in at the real server: whose address counts behind a proxy, and what a flood of tries does to the others."""

import re
import statistics
import urllib.parse
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.cookiejar import CookieJar
from itertools import count
from urllib.error import HTTPError

import pytest

from tests.production.people import PASSWORD
from tests.production.place import Place
from tests.production.server import Server, serving
from tests.production.siege import Siege

pytestmark = pytest.mark.django_db
FLOOD = 12


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


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it is the answer."""

    def redirect_request(self, *_arguments: object) -> None:
        """Nowhere."""


def anybody(visitor: Visitor, numbers: Iterator[int]) -> int:
    """A try under another name from another address than all before."""
    number = next(numbers)
    return visitor.tries(f"n{number}", "fel", f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")


def test_a_flood_of_tries_leaves_the_server_to_others(place: Place) -> None:
    with serving(place, workers=2, AKROPOLIS_PROXIES="127.0.0.1") as server:
        locked = [Visitor(server).tries("owner", "fel", "192.0.2.100") for _number in range(5)]
        assert locked == [422, 422, 422, 422, 429]
        assert Visitor(server).tries("owner", PASSWORD, "192.0.2.100") == 429
        assert Visitor(server).tries("owner", PASSWORD, "192.0.2.101") == 302, (
            "another address is another count"
        )

        # Last: a flood slows down every try for a while.
        siege = Siege()
        siege.lay(server.port, [partial(anybody, Visitor(server), count(n, FLOOD)) for n in range(FLOOD)])
        assert set(siege.answered) <= {422, 429}
        assert statistics.median(siege.times) < 1, "she waited for theirs"

        said = [line for line in server.said().splitlines() if "sign-in" in line and "account=owner" in line]
    assert [line[line.index("sign-in") :].partition(" id=")[0] for line in said] == [
        *["sign-in failed: account=owner address=192.0.2.100"] * 5,
        "sign-in refused: account=owner address=192.0.2.100",
        "sign-in succeeded: account=owner address=192.0.2.101",
    ]
