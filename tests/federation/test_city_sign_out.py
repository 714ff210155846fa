"""The city's provider says that somebody has left, and nobody else can say it."""

from collections.abc import Callable, Iterator
from time import time
from typing import Any

import pytest
from django.test import Client
from joserfc.jwk import RSAKey

from akropolis.base.kernel.access.models.sessions import Session
from akropolis.base.kernel.records.writer import create
from akropolis.people.federation.models import Identity
from akropolis.shell.sign_in.web import city_sign_in, city_sign_out
from tests.federation.providers import CLIENT, Hostile, hostile
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
PLACE = "/logga-in/staden/utloggning/"


@pytest.fixture(scope="module")
def liar() -> Iterator[Hostile]:
    with hostile() as server:
        yield server


@pytest.fixture
def connected(world: World, liar: Hostile, settings: Any) -> Iterator[World]:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = liar.issuer, CLIENT
    for number, who in enumerate(("owner", "ciso")):
        create(SYSTEM, Identity, {"user": world.people[who], "issuer": liar.issuer, "subject": f"s-{number}"})
    yield world
    city_sign_in._provider.cache_clear()


def token(liar: Hostile, **claims: Any) -> str:
    """What the provider says of `owner`, with other claims over it."""
    liar.signs_with(liar.keys[-1], "RS256")
    right: dict[str, Any] = {
        "sub": "s-0",
        "nonce": None,
        "events": {city_sign_out.EVENT: {}},
        "iat": int(time()),
        "jti": "1",
    }
    liar.claims = {**right, "preferred_username": None, **claims}
    return liar.token()


def tell(said: str) -> int:
    return Client(headers={"host": "localhost"}).post(PLACE, {"logout_token": said}).status_code


def test_all_her_sign_ins_end_and_nobody_elses(connected: World, liar: Hostile) -> None:
    browsers = [connected.client("owner"), connected.client("owner"), connected.client("ciso")]
    assert [one.get("/konto/").status_code for one in browsers] == [200, 200, 200]
    assert tell(token(liar)) == 200
    assert [one.get("/konto/").status_code for one in browsers] == [302, 302, 200]


def test_a_new_key_is_asked_for(connected: World, liar: Hostile) -> None:
    assert tell(token(liar)) == 200
    liar.keys.append(RSAKey.generate_key(2048, {"kid": "new"}))
    browser = connected.client("owner")
    assert (tell(token(liar)), browser.get("/konto/").status_code) == (200, 302)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://another.example"},
        {"aud": "another"},
        {"iat": int(time()) - 3600},
        {"iat": int(time()) + 3600},
        {"iat": None},
        {"nonce": "n"},
        {"events": None},
        {"events": {"http://schemas.openid.net/event/another": {}}},
        {"sub": None, "sid": "1"},
    ],
)
def test_what_is_not_said_now_and_to_us_ends_nothing(
    connected: World, liar: Hostile, claims: dict[str, Any]
) -> None:
    browser, before = connected.client("owner"), Session.objects.count()
    assert (tell(token(liar, **claims)), Session.objects.count()) == (400, before)
    assert browser.get("/konto/").status_code == 200


@pytest.mark.parametrize("forge", [lambda said: said[:-8], lambda _said: "x.y.z", lambda _said: ""])
def test_what_the_provider_did_not_sign_ends_nothing(
    connected: World, liar: Hostile, forge: Callable[[str], str]
) -> None:
    browser = connected.client("owner")
    assert (tell(forge(token(liar))), browser.get("/konto/").status_code) == (400, 200)


def test_one_that_nobody_here_is_and_a_city_without_a_provider(
    connected: World, liar: Hostile, settings: Any
) -> None:
    before = Session.objects.count()
    assert (tell(token(liar, sub="nobody")), Session.objects.count()) == (200, before)
    settings.OIDC_ISSUER = ""
    assert tell(token(liar)) == 404
