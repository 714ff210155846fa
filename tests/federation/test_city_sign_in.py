"""People come in by the city's identity provider, and nobody by one that lies."""

import json
import os
import subprocess
import sys
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from time import time
from typing import Any

import pytest
import requests
from django.test import Client
from django.urls import reverse
from joserfc.jwk import OctKey, RSAKey

from akropolis.base.kernel.access.models import Appointment, Role, User
from akropolis.base.kernel.access.models.sessions import Session
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create
from akropolis.people.federation.models import GroupRule, Identity, RuleAppointment
from akropolis.shell.sign_in.web import city_sign_in
from tests.federation.providers import CLIENT, Hostile, asked_for, hostile, real, without_passwords
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
START, ANSWER = "/logga-in/staden/", "/logga-in/staden/svar/"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with real() as issuer:
        yield issuer


@pytest.fixture
def connect(world: World, settings: Any) -> Iterator[Callable[[str], Client]]:
    without_passwords("owner", "admin")

    def to(issuer: str) -> Client:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = issuer, CLIENT, "hemligt"
        settings.SIGN_IN_CREATE = True
        return Client(headers={"host": "localhost"})

    yield to
    city_sign_in._provider.cache_clear()


def sign_in(client: Client, issuer: str, who: str, **claims: Any) -> Any:
    """She signs in at the provider with those claims; the answer of the page that she comes back to."""
    requests.put(
        f"{issuer}/users/{who}", json={"preferred_username": who, **claims}, timeout=5
    ).raise_for_status()
    away = client.get(START, {"next": "/register/"})
    back = requests.post(away["Location"], data={"sub": who}, allow_redirects=False, timeout=5)
    return client.get(back.headers["Location"].removeprefix("http://localhost"))


def subject_of(token: str) -> str:
    """Of whom a signed token speaks."""
    part = token.split(".")[1]
    return str(json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))["sub"])


def roles(user: User) -> list[str]:
    rows = Appointment.everything.filter(user=user, valid_to=None).select_related("role", "unit")
    return sorted(f"{row.role.code} {row.unit.code if row.unit else ''}" for row in rows)


def test_she_comes_in_as_herself_and_leaves_at_the_provider_too(
    world: World, provider: str, connect: Callable[[str], Client]
) -> None:
    client, before = connect(provider), roles(world.people["owner"])
    assert f'href="{START}?next=' in client.get("/logga-in/").content.decode()
    answer = sign_in(client, provider, "owner", groups=["grupp-utan-regel"])
    assert (answer.status_code, answer["Location"]) == (302, "/register/")
    assert client.get("/register/").status_code == 200
    assert [row.user.username for row in Identity.everything.select_related("user")] == ["owner"]
    assert roles(world.people["owner"]) == before
    again = connect(provider)
    sign_in(again, provider, "owner")
    assert Identity.everything.count() == 1
    left = again.post("/logga-ut/")
    assert left["Location"].startswith(provider)
    said = asked_for(left["Location"])
    assert said["post_logout_redirect_uri"] == "http://localhost/logga-in/"
    assert subject_of(said["id_token_hint"]) == "owner"  # by which the provider knows whom to sign out
    assert again.get("/register/").status_code == 302


def test_her_groups_give_and_end_what_no_person_gave(
    world: World, provider: str, connect: Callable[[str], Client]
) -> None:
    role = Role.everything.get(code="samordnare")
    for code in ("utb", "kul"):
        create(SYSTEM, GroupRule, {"group": f"LIS-{code}", "role": role, "unit": world.units[code]})
    client = connect(provider)
    refused = sign_in(client, provider, "ny.person", name="Ny Person", groups=["annat"])
    assert (refused.status_code, User.everything.filter(username="ny.person").exists()) == (403, False)
    sign_in(client, provider, "ny.person", name="Ny Person", groups=["LIS-utb"])
    made = User.everything.get(username="ny.person")
    assert (made.name, made.has_usable_password(), roles(made)) == ("Ny Person", False, ["samordnare utb"])
    by_hand = {"user": made, "role": role, "unit": world.units["hamn"], "valid_from": date(2020, 1, 1)}
    create(SYSTEM, Appointment, by_hand)
    for groups, held in (
        (["LIS-utb", "LIS-kul"], ["hamn", "kul", "utb"]),
        (["LIS-kul"], ["hamn", "kul"]),
        ([], ["hamn"]),
    ):
        sign_in(connect(provider), provider, "ny.person", groups=groups)
        assert roles(made) == [f"samordnare {code}" for code in held]
    assert RuleAppointment.everything.count() == 0


def test_who_is_shut_out_here_stays_out(
    world: World, provider: str, connect: Callable[[str], Client]
) -> None:
    User.everything.filter(username="owner").update(is_active=False)
    answer = sign_in(connect(provider), provider, "owner")
    assert (answer.status_code, "Ditt konto i akropoLIS är stängt" in answer.content.decode()) == (403, True)
    assert Identity.everything.count() == 0


def test_nobody_takes_over_a_name_that_is_anothers(
    world: World, provider: str, connect: Callable[[str], Client]
) -> None:
    create(SYSTEM, Identity, {"user": world.people["owner"], "issuer": provider, "subject": "någon annan"})
    answer = sign_in(connect(provider), provider, "owner")
    assert answer.status_code == 403
    assert "_auth_user_id" not in answer.wsgi_request.session


def test_an_answer_is_taken_once_and_only_by_the_browser_that_asked(
    world: World, provider: str, connect: Callable[[str], Client]
) -> None:
    client, other = connect(provider), connect(provider)
    requests.put(f"{provider}/users/owner", json={"preferred_username": "owner"}, timeout=5)
    away = client.get(START)
    back = requests.post(away["Location"], data={"sub": "owner"}, allow_redirects=False, timeout=5)
    address = back.headers["Location"].removeprefix("http://localhost")
    assert other.get(address).status_code == 403
    assert client.get(address).status_code == 302
    client.logout()
    assert client.get(address).status_code == 403


@pytest.fixture(scope="module")
def liar() -> Iterator[Hostile]:
    with hostile() as server:
        yield server


def answered(client: Client, liar: Hostile) -> Any:
    asked = asked_for(client.get(START)["Location"])
    liar.nonce = asked["nonce"]
    return client.get(ANSWER, {"code": "c", "state": asked["state"]})


LIES: dict[str, Callable[[Hostile], None]] = {
    "another audience": lambda liar: liar.claims.update(aud="en-annan"),
    "no audience": lambda liar: liar.claims.update(aud=None),
    "another issuer": lambda liar: liar.claims.update(iss="http://127.0.0.1:1"),
    "expired": lambda liar: liar.claims.update(exp=1_700_000_000, iat=1_699_999_000),
    "without an end": lambda liar: liar.claims.update(exp=None),
    "issued ahead of time": lambda liar: liar.claims.update(iat=4_000_000_000, exp=4_000_000_060),
    "an old nonce": lambda liar: liar.claims.update(nonce="en annans"),
    "no nonce": lambda liar: liar.claims.update(nonce=None),
    "nobody": lambda liar: liar.claims.update(sub=None),
    "signed by another key": lambda liar: liar.signs_with(RSAKey.generate_key(2048, {"kid": "1"}), "RS256"),
    "signed by a shared secret": lambda liar: liar.signs_with(
        OctKey.import_key("hemligt" * 8, {"kid": "1"}), "HS256"
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_provider_that_lies_lets_nobody_in(
    world: World, liar: Hostile, connect: Callable[[str], Client], lie: str
) -> None:
    client, changes = connect(liar.issuer), Change.objects.count()
    liar.claims = {}
    liar.signs_with(liar.keys[0], "RS256")
    LIES[lie](liar)
    answer = answered(client, liar)
    assert answer.status_code == 403
    assert "Inloggningen gick inte igenom" in answer.content.decode()
    assert (Change.objects.count(), Session.objects.exclude(user_id=None).count()) == (changes, 0)


def test_a_key_that_was_changed_is_fetched_and_a_clock_that_is_a_little_wrong_forgiven(
    world: World, liar: Hostile, connect: Callable[[str], Client]
) -> None:
    client = connect(liar.issuer)
    liar.claims = {}
    liar.signs_with(liar.keys[0], "RS256")
    assert answered(client, liar).status_code == 302
    liar.keys.append(RSAKey.generate_key(2048, {"kid": "2"}))
    liar.signs_with(liar.keys[-1], "RS256")
    liar.claims = {"exp": int(time()) - 30}
    assert answered(connect(liar.issuer), liar).status_code == 302


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://nagon.annan.example"},
        {"jwks_uri": "file:///etc/passwd"},
        {"token_endpoint": "ftp://127.0.0.1/x"},
        {"authorization_endpoint": None},
    ],
)
def test_a_provider_that_is_another_than_it_says_is_not_asked(
    world: World, liar: Hostile, connect: Callable[[str], Client], said: dict[str, Any]
) -> None:
    city_sign_in._provider.cache_clear()
    liar.metadata = said
    assert connect(liar.issuer).get(START).status_code == 403
    liar.metadata, liar.redirect = {}, f"{liar.issuer}/.well-known/openid-configuration"
    assert connect(liar.issuer).get(START).status_code in (403, 502)
    liar.redirect = ""


def test_a_provider_that_is_away_is_said_and_the_password_still_works(
    world: World, connect: Callable[[str], Client]
) -> None:
    client = connect("http://127.0.0.1:9")
    answer = client.get(START)
    assert answer.status_code == 502
    assert f'href="{reverse("sign-in")}"' in answer.content.decode()
    assert client.get("/logga-in/").status_code == 200


@pytest.mark.parametrize("change", ["has no way out", "is away", "is another by now", "none"])
def test_she_gets_out_here_even_where_the_provider_cannot_let_her_out(
    world: World, liar: Hostile, connect: Callable[[str], Client], settings: Any, change: str
) -> None:
    city_sign_in._provider.cache_clear()
    liar.claims = {}
    liar.signs_with(liar.keys[0], "RS256")
    liar.metadata = {"end_session_endpoint": None} if change == "has no way out" else {}
    client = connect(liar.issuer)
    assert answered(client, liar).status_code == 302
    liar.metadata = {}
    if change == "is away":
        settings.OIDC_ISSUER = "http://127.0.0.1:9"
    if change == "none":
        settings.OIDC_ISSUER = ""
    if change == "is another by now":
        city_sign_in._provider.cache_clear()
        liar.metadata = {"issuer": "https://nagon.annan.example"}
    assert client.post("/logga-ut/")["Location"] == "/logga-in/"
    liar.metadata = {}
    assert client.get("/register/").status_code == 302


def test_a_city_that_has_no_provider_shows_none(world: World) -> None:
    client = Client(headers={"host": "localhost"})
    assert START not in client.get("/logga-in/").content.decode()
    assert client.get(START).status_code == 403


def test_a_guest_who_is_called_as_somebody_here_is_nobody(
    world: World, provider: str, connect: Callable[[str], Client], settings: Any
) -> None:
    settings.SIGN_IN_DOMAIN = "stad.example"
    role = Role.everything.get(code="samordnare")
    create(SYSTEM, GroupRule, {"group": "alla", "role": role, "unit": world.units["utb"]})
    for guest in ("admin@partner.example", "admin@"):
        answer = sign_in(connect(provider), provider, guest, groups=["alla"])
        assert (answer.status_code, Identity.everything.count()) == (403, 0)
    sign_in(connect(provider), provider, "admin@stad.example", groups=["alla"])
    assert Identity.everything.get().user == world.people["admin"]


def test_the_browser_lets_the_form_for_signing_out_lead_to_the_provider(tmp_path: Path) -> None:
    """Chromium holds `form-action` against every address that the form is led on to."""
    asked = (
        "from akropolis.shell.config.settings import SECURE_CSP; print(*map(str, SECURE_CSP['form-action']))"
    )
    for issuer, allowed in (
        ("https://idp.lis.example/a/b?c", "'self' https://idp.lis.example"),
        ("", "'self'"),
    ):
        given = os.environ | {"AKROPOLIS_DATA_DIR": str(tmp_path), "AKROPOLIS_OIDC_ISSUER": issuer}
        done = subprocess.run(
            [sys.executable, "-c", asked], env=given, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == allowed
