"""The log, line by line: whole lines, whose they are, and nothing secret."""

import io
import json
import logging
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client

from akropolis.base.kernel.access.faults import InOneLine
from akropolis.base.kernel.watch.log import Json, OneLine, TextFormatter
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
HERE = {"host": "localhost"}


class Log:
    """What is logged by anybody, as it is written."""

    def __init__(self, formatter: logging.Formatter) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(formatter)
        self.handler.addFilter(OneLine())
        self.handler.addFilter(InOneLine())

    def lines(self) -> list[str]:
        return self.stream.getvalue().splitlines()

    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines()]


@pytest.fixture(params=[Json, TextFormatter])
def log(request: pytest.FixtureRequest) -> Iterator[Log]:
    yield from _listening(request.param())


@pytest.fixture
def objects() -> Iterator[Log]:
    yield from _listening(Json())


def _listening(formatter: logging.Formatter) -> Iterator[Log]:
    root, access, found = logging.getLogger(), logging.getLogger("akropolis.access"), Log(formatter)
    level = access.level
    root.addHandler(found.handler)
    access.setLevel(logging.INFO)
    yield found
    root.removeHandler(found.handler)
    access.setLevel(level)


def test_a_wrong_host_name_is_one_line(log: Log) -> None:
    assert Client(headers={"host": "skanner.example"}).get("/").status_code == 400
    said = [line for line in log.lines() if "skanner.example" in line]
    assert len(said) == 1
    assert "Traceback" not in "\n".join(log.lines())


def test_a_line_break_in_a_message_is_none_in_the_log(log: Log) -> None:
    logging.getLogger("akropolis.test").warning("one\n2026-11-28 ERROR akropolis: %s", "two\r\nthree")
    assert len(log.lines()) == 1


def test_a_traceback_is_a_field(objects: Log) -> None:
    try:
        raise ZeroDivisionError("a\nb")
    except ZeroDivisionError:
        logging.getLogger("akropolis.test").exception("It failed.")
    (line,) = objects.objects()
    assert line.pop("traceback").splitlines()[0] == "Traceback (most recent call last):"
    assert line.pop("time")[-6:] in ("+01:00", "+02:00")
    assert line == {"level": "ERROR", "logger": "akropolis.test", "message": "It failed."}


def test_an_answer_is_a_line_with_whose_it_was(objects: Log, world: World) -> None:
    owner = world.people["owner"]
    answer = world.client("owner").get("/tjanster/?q=hemligt")
    (line,) = [each for each in objects.objects() if each["logger"] == "akropolis.access"]
    assert line.pop("queries") > 5
    assert 0 < line.pop("seconds") < 60
    del line["time"]
    assert line == {
        "level": "INFO",
        "logger": "akropolis.access",
        "message": "GET /tjanster/ 200",
        "request": answer.headers["X-Request-ID"],
        "account": str(owner.pk),
        "address": "127.0.0.1",
        "method": "GET",
        "route": "services-list",
        "status": 200,
        "path": "/tjanster/",
    }


def test_a_sign_in_leaves_neither_name_nor_password_nor_query(objects: Log, world: World) -> None:
    client = Client(headers=HERE)
    given = {"username": "owner", "password": PASSWORD}
    assert client.post("/logga-in/?next=/tjanster/?q=hemligt", given).status_code == 302
    client.get("/logga-in/staden/svar/?code=hemligt&state=hemligt")
    client.get("/api/v1/services", headers={"authorization": "Bearer akro_hemligt"})
    said = "\n".join(objects.lines())
    assert [word for word in (PASSWORD, "hemligt", world.people["owner"].name) if word in said] == []
    assert len([each for each in objects.objects() if each["logger"] == "akropolis.access"]) == 3


@pytest.mark.parametrize("given", ["", "kort", "a" * 129, "rad\tbryt-123", "<script>alert(1)</script>"])
def test_what_is_no_name_for_a_request_gets_a_new_one(given: str, settings: Any) -> None:
    settings.PROXIES = [ip_network("127.0.0.1")]
    found = Client(headers={**HERE, "x-request-id": given}).get("/logga-in/").headers["X-Request-ID"]
    assert (found != given, len(found)) == (True, 32)


def test_the_name_of_a_proxy_that_is_ours_is_kept_and_of_no_other(settings: Any) -> None:
    name = "proxy-1234:abc"
    asked = {**HERE, "x-request-id": name}
    assert Client(headers=asked).get("/logga-in/").headers["X-Request-ID"] != name
    settings.PROXIES = [ip_network("127.0.0.1")]
    assert Client(headers=asked).get("/logga-in/").headers["X-Request-ID"] == name


def test_a_page_that_failed_names_the_request(objects: Log, world: World, monkeypatch: Any) -> None:
    def fail(*_arguments: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("akropolis.shell.home.web.installation._program", fail)
    client = world.client("admin")
    client.raise_request_exception = False
    answer = client.get("/installation/")
    name = answer.headers["X-Request-ID"]
    assert (answer.status_code, name in answer.content.decode()) == (500, True)
    (line,) = [each for each in objects.objects() if "traceback" in each]
    assert (line["request"], line["route"]) == (name, "installation")
