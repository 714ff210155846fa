"""Who must have a second factor and has none is led to set one up, and to nothing else."""

from typing import Any

import pytest
from django.test import Client

from tests.organisation.cast import Cast
from tests.second_factors.people import APP, cast, set_up_app, sign_in

pytestmark = pytest.mark.django_db
__all__ = ["cast"]
NEW = "/konto/faktorer/ny/"


def _led(username: str) -> tuple[Client, str]:
    client, _answer = sign_in(username)
    answer = client.get("/laget/")
    return client, answer.get("Location", "")


@pytest.mark.parametrize(
    ("demand", "led"),
    [("none", set()), ("administrators", {"admin"}), ("all", {"admin", "ciso", "outsider"})],
)
def test_the_setting_says_who_must(cast: Cast, settings: Any, demand: str, led: set[str]) -> None:
    settings.SECOND_FACTOR = demand
    found = {who for who in ("admin", "ciso", "outsider") if _led(who)[1] == NEW}
    assert found == led


def test_who_must_is_led_until_it_is_done(cast: Cast, settings: Any) -> None:
    settings.SECOND_FACTOR = "all"
    client, there = _led("ciso")
    assert there == NEW
    page = client.get(NEW).content.decode()
    assert ("Staden kräver" in page, APP in page) == (True, True)
    assert client.post("/konto/", {"language": "en"}).get("Location") == NEW
    _secret, codes = set_up_app(client)
    assert (len(codes), client.get("/laget/").status_code) == (10, 200)


def test_who_comes_in_by_the_city_is_not_led(cast: Cast, settings: Any) -> None:
    settings.SECOND_FACTOR = "all"
    client, _there = _led("ciso")
    session = client.session
    session["how"] = "city amr=mfa"
    session.save()
    assert client.get("/laget/").status_code == 200
