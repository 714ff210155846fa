"""Who came in by the city proves anew there that it is she, and an answer that does not say so proves nothing."""

from collections.abc import Callable
from time import time
from typing import Any

import pytest
from django.test import Client

from akropolis.base.kernel.records.writer import create
from akropolis.people.federation.models import Identity
from akropolis.people.second_factors.models import EmergencySignIn
from tests.federation.providers import Hostile, asked_for
from tests.federation.test_city_sign_in import ANSWER, START, answered, connect, liar
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
__all__ = ["connect", "liar"]


def _in(liar: Hostile, connect: Callable[[str], Client], **claims: Any) -> Client:
    client = connect(liar.issuer)
    liar.signs_with(liar.keys[0], "RS256")
    liar.claims = claims
    assert answered(client, liar).status_code == 302
    session = client.session
    session["proved"] = "2026-01-01T00:00:00+00:00"
    session.save()
    return client


def _anew(client: Client, liar: Hostile, **claims: Any) -> tuple[int, bool]:
    """What is answered, and whether it counts as a proof of now."""
    asked = asked_for(client.get(START, {"anew": "1"})["Location"])
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    liar.nonce, liar.claims = asked["nonce"], claims
    answer = client.get(ANSWER, {"code": "c", "state": asked["state"]})
    return answer.status_code, not client.session["proved"].startswith("2026-01-01")


def test_the_provider_asks_her_and_says_when_and_how(
    world: World, liar: Hostile, connect: Callable[[str], Client]
) -> None:
    client = _in(liar, connect, amr=["pwd"])
    assert client.session["how"] == "city amr=pwd"
    now = int(time())
    assert _anew(client, liar, auth_time=now, acr="loa3", amr=["pwd", "mfa"]) == (200, True)
    assert client.session["how"] == "city acr=loa3 amr=pwd,mfa"
    assert client.session["_auth_user_id"] == str(world.people["owner"].pk)


@pytest.mark.parametrize(
    "claims",
    [{}, {"auth_time": 1_700_000_000}, {"auth_time": "nu"}, {"auth_time": 4_000_000_000, "sub": "s-2"}],
)
def test_an_answer_that_does_not_say_that_she_was_asked_now_proves_nothing(
    world: World, liar: Hostile, connect: Callable[[str], Client], claims: dict[str, Any]
) -> None:
    client = _in(liar, connect)
    assert _anew(client, liar, **claims) == (403, False)
    assert client.session["_auth_user_id"] == str(world.people["owner"].pk)


def test_who_is_not_signed_in_is_only_let_in(
    world: World, liar: Hostile, connect: Callable[[str], Client]
) -> None:
    client = connect(liar.issuer)
    liar.signs_with(liar.keys[0], "RS256")
    liar.claims = {}
    asked = asked_for(client.get(START, {"anew": "1"})["Location"])
    assert "prompt" not in asked
    liar.nonce = asked["nonce"]
    assert client.get(ANSWER, {"code": "c", "state": asked["state"]}).status_code == 302


def test_the_emergency_account_sets_off_its_alarm_by_that_way_too(
    world: World, liar: Hostile, connect: Callable[[str], Client], settings: Any
) -> None:
    settings.BREAK_GLASS = "owner"
    create(
        SYSTEM, Identity, {"user": world.people["owner"], "issuer": liar.issuer, "subject": "s-1"}
    )  # as it stood
    _in(liar, connect)
    assert [made.user for made in EmergencySignIn.everything.all()] == [world.people["owner"]]
