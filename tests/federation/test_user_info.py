"""Claims that the provider gives by UserInfo and not in the ID token, and one whose UserInfo lies or is away."""

import logging
from collections.abc import Iterator
from time import time
from typing import Any

import pytest
from django.test import Client

from akropolis.base.kernel.access.models import Appointment, Role, User
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create
from akropolis.people.federation.models import GroupRule, Identity
from akropolis.shell.sign_in.web import city_sign_in
from tests.federation.providers import CLIENT, Hostile, asked_for, hostile
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
START, ANSWER = "/logga-in/staden/", "/logga-in/staden/svar/"
WHOLE = {"sub": "s-1", "preferred_username": "ny.person", "name": "Ny Person", "groups": ["LIS-utb"]}


@pytest.fixture(scope="module")
def server() -> Iterator[Hostile]:
    with hostile() as found:
        yield found


@pytest.fixture
def provider(world: World, server: Hostile, settings: Any) -> Iterator[Hostile]:
    """It gives no claim but `sub` in the ID token, and has a UserInfo; a group of its own gives a role."""
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = (
        server.issuer,
        CLIENT,
        "hemligt",
    )
    settings.SIGN_IN_CREATE = True
    role = Role.everything.get(code="samordnare")
    create(SYSTEM, GroupRule, {"group": "LIS-utb", "role": role, "unit": world.units["utb"]})
    server.claims = {"preferred_username": None}
    server.metadata = {"userinfo_endpoint": f"{server.issuer}/me"}
    server.user_info, server.redirect, server.bearers = WHOLE, "", []
    city_sign_in._provider.cache_clear()
    yield server
    city_sign_in._provider.cache_clear()


def sign_in(provider: Hostile, client: Client | None = None, **asked: str) -> Any:
    client = client or Client(headers={"host": "localhost"})
    question = asked_for(client.get(START, asked)["Location"])
    provider.nonce = question["nonce"]
    return client.get(ANSWER, {"code": "c", "state": question["state"]})


def roles(username: str) -> list[tuple[str, str]]:
    rows = Appointment.everything.filter(user__username=username, valid_to=None)
    return [(row.role.code, row.unit.code if row.unit else "") for row in rows]


def test_what_the_id_token_lacks_is_asked_for_with_the_access_token(provider: Hostile) -> None:
    provider.user_info = WHOLE | {"email": "ny@stad.example"}
    assert sign_in(provider).status_code == 302
    made = User.everything.get(username="ny.person")
    assert (made.name, made.email, roles("ny.person")) == (
        "Ny Person",
        "ny@stad.example",
        [("samordnare", "utb")],
    )
    assert provider.bearers == ["Bearer x"]


@pytest.mark.parametrize("lacking", ["preferred_username", "name", "groups"])
def test_one_claim_that_is_lacking_is_reason_enough_and_the_id_token_wins(
    provider: Hostile, lacking: str
) -> None:
    provider.claims = {"preferred_username": "ny.person", "name": "Enligt token", "groups": ["LIS-utb"]}
    provider.claims[lacking] = None
    other = {"preferred_username": "annan", "name": "Annan", "groups": ["LIS-kul"]}
    provider.user_info = other | {"sub": "s-1", lacking: WHOLE[lacking]}
    assert sign_in(provider).status_code == 302
    made = Identity.everything.get().user
    name = "Ny Person" if lacking == "name" else "Enligt token"
    assert (made.username, made.name, roles("ny.person")) == ("ny.person", name, [("samordnare", "utb")])


def test_a_whole_id_token_is_enough_also_where_it_names_no_group(provider: Hostile) -> None:
    provider.claims = {"preferred_username": "ny.person", "name": "Ny Person", "groups": []}
    assert (sign_in(provider).status_code, provider.bearers) == (403, [])
    provider.claims["groups"] = ["LIS-utb"]
    assert (sign_in(provider).status_code, provider.bearers) == (302, [])


@pytest.mark.parametrize(
    ("lie", "status"),
    [
        (WHOLE | {"sub": "s-2"}, 502),
        ({name: value for name, value in WHOLE.items() if name != "sub"}, 502),
        ([WHOLE], 403),
        ("s-1", 403),
        (None, 502),
    ],
)
def test_one_that_is_about_another_or_does_not_answer_lets_nobody_in(
    provider: Hostile, lie: Any, status: int
) -> None:
    provider.user_info, before = lie, Change.objects.count()
    answer = sign_in(provider)
    assert answer.status_code == status
    assert "Inloggningen gick inte igenom" in answer.content.decode()
    assert (Change.objects.count(), Identity.everything.count()) == (before, 0)


def test_one_that_is_about_another_is_refused_although_the_id_token_has_a_user_name(
    provider: Hostile,
) -> None:
    provider.claims = {"preferred_username": "ny.person", "groups": ["LIS-utb"]}
    provider.user_info = WHOLE | {"sub": "s-2"}
    assert (sign_in(provider).status_code, Identity.everything.count()) == (502, 0)


def test_one_that_is_away_keeps_nobody_out_whose_user_name_is_in_the_id_token(
    provider: Hostile, caplog: pytest.LogCaptureFixture
) -> None:
    provider.claims = {"preferred_username": "ny.person", "groups": ["LIS-utb"]}
    provider.user_info = None
    with caplog.at_level(logging.WARNING, "akropolis.sign_in"):
        assert sign_in(provider).status_code == 302
    assert Identity.everything.get().user.username == "ny.person"
    assert [record.message for record in caplog.records if "UserInfo" in record.message] == [
        f"UserInfo was not read: HTTPError: 503 Server Error: Service Unavailable for url: {provider.issuer}/me"
    ]


def test_one_without_tls_is_no_provider_and_one_that_leads_elsewhere_is_not_followed(
    provider: Hostile,
) -> None:
    provider.metadata = {
        "userinfo_endpoint": "https://nagon.annan.example/me"
    }  # the issuer's scheme is http here
    assert Client(headers={"host": "localhost"}).get(START).status_code == 403
    provider.metadata = {"userinfo_endpoint": f"{provider.issuer}/moved"}
    assert (sign_in(provider).status_code, provider.bearers, Identity.everything.count()) == (502, [], 0)


def test_who_proves_anew_who_she_is_needs_no_more_than_the_id_token(provider: Hostile) -> None:
    client = Client(headers={"host": "localhost"})
    assert sign_in(provider, client).status_code == 302
    provider.user_info, provider.bearers = None, []
    provider.claims = {"preferred_username": None, "auth_time": int(time())}
    answer = sign_in(provider, client, anew="1")
    assert (answer.status_code, provider.bearers) == (200, [])
    assert "Du har bekräftat att det är du" in answer.content.decode()


def test_the_scopes_and_the_leeway_are_those_of_the_settings(provider: Hostile, settings: Any) -> None:
    settings.OIDC_SCOPES, settings.OIDC_LEEWAY = "openid grupper", 200
    question = asked_for(Client(headers={"host": "localhost"}).get(START)["Location"])
    assert question["scope"] == "openid grupper"
    provider.claims = {"preferred_username": None, "exp": int(time()) - 150}
    assert sign_in(provider).status_code == 302
    settings.OIDC_LEEWAY = 100
    assert sign_in(provider).status_code == 403
