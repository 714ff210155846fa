"""What follows on an answer of the city's provider: a line in the log, a wait, a password that is asked, a trial."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db.models import F
from django.test import Client
from django.utils import timezone
from joserfc.jwk import RSAKey

from akropolis.base.kernel.access.models import Role
from akropolis.base.kernel.access.sessions import PROVED
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create, update
from akropolis.people.federation.models import GroupRule, Identity, MissingGroups, TiePermission
from akropolis.people.second_factors.models import Factor, FactorKind
from akropolis.shell.sign_in.web import city_sign_in
from akropolis.shell.sign_in.web.provider_page import list_provider_tasks
from tests.federation.providers import CLIENT, Hostile, asked_for, hostile, without_passwords
from tests.world import PASSWORD, SYSTEM, World

pytestmark = pytest.mark.django_db
START, ANSWER, TIE, PAGE = (
    "/logga-in/staden/",
    "/logga-in/staden/svar/",
    "/logga-in/staden/koppla/",
    "/personer/inloggning/",
)
SECRET = "Nadja Hemlig"


@pytest.fixture(scope="module")
def server() -> Iterator[Hostile]:
    with hostile() as found:
        yield found


@pytest.fixture
def liar(world: World, server: Hostile, settings: Any) -> Iterator[Hostile]:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = (
        server.issuer,
        CLIENT,
        "hemligt",
    )
    server.claims = {}
    server.signs_with(server.keys[0], "RS256")
    yield server
    city_sign_in._provider.cache_clear()


def browser(address: str = "10.0.0.1") -> Client:
    return Client(headers={"host": "localhost"}, REMOTE_ADDR=address)


def answered(client: Client, liar: Hostile, query: str = "", **said: str) -> Any:
    """She comes back from the provider with a code, or with what is `said` in its place."""
    asked = asked_for(client.get(START + query)["Location"])
    liar.nonce = asked["nonce"]
    return client.get(ANSWER, {**(said or {"code": "c"}), "state": asked["state"]})


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [row.getMessage() for row in caplog.records if row.levelno >= logging.WARNING]


@pytest.mark.parametrize(
    ("claims", "said", "reason"),
    [
        ({"aud": SECRET}, {}, "failed: InvalidClaimError: invalid_claim aud"),
        ({"nonce": SECRET}, {}, "failed: InvalidClaimError: invalid_claim nonce"),
        (
            {},
            {"error": "access_denied", "error_description": SECRET * 99},
            "failed: OAuthError: access_denied",
        ),
        ({}, {"error": f"{SECRET}\nx" * 99}, "failed: OAuthError: unreadable code"),
        (
            {"preferred_username": "okänd", "name": SECRET},
            {},
            "refused: a user name that no account here can have; groups: none sent; claims: iss, ",
        ),
        (
            {"preferred_username": "ny", "name": SECRET, "groups": ["a", "b"], "x" * 200: 1},
            {},
            "refused: no account with the user name, and none is made (AKROPOLIS_SIGN_IN_CREATE); groups: 2; claims: ",
        ),
    ],
    ids=["audience", "nonce", "denied", "odd error", "odd name", "nobody"],
)
def test_what_is_refused_is_one_short_line_and_no_word_of_it(
    liar: Hostile, caplog: pytest.LogCaptureFixture, claims: dict[str, Any], said: dict[str, str], reason: str
) -> None:
    liar.claims = {"email": f"{SECRET}@stad.example", **claims}
    assert answered(browser(), liar, **said).status_code == 403
    (line,) = lines(caplog)
    assert line.startswith(f"sign-in by the city's provider {reason}")
    assert len(line) <= 200
    assert not any(word in line for word in ("Nadja", "Hemlig", "okänd", "s-1"))


def test_a_token_signed_by_another_is_told_without_its_key(
    liar: Hostile, caplog: pytest.LogCaptureFixture
) -> None:
    liar.signs_with(RSAKey.generate_key(2048, {"kid": SECRET}), "RS256")
    assert answered(browser(), liar).status_code == 403
    (line,) = lines(caplog)
    assert (SECRET in line, len(line) <= 200) == (False, True)


def test_refused_answers_slow_their_address_and_no_browser_that_is_known(
    world: World, liar: Hostile, caplog: pytest.LogCaptureFixture
) -> None:
    without_passwords("owner")
    known = browser()
    assert answered(known, liar).status_code == 302
    known.post("/logga-ut/")
    for _each in range(20):
        assert answered(browser(), liar, error="access_denied").status_code == 403
    caplog.clear()
    late = browser()
    turned_away = answered(late, liar)
    nonce = liar.nonce
    assert (turned_away.status_code, int(turned_away["Retry-After"]) in range(1, 11)) == (429, True)
    assert (lines(caplog), late.get("/konto/").status_code) == ([], 302)
    assert answered(known, liar).status_code == 302, "strangers do not slow her own browser"
    assert answered(browser("10.0.0.2"), liar).status_code == 302, "nor another address"
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(seconds=11))
    liar.nonce = nonce
    assert late.get(turned_away.wsgi_request.get_full_path()).status_code == 302, (
        "the answer holds after the wait"
    )


def test_a_known_browser_that_goes_on_is_locked_and_what_is_old_forgotten(
    world: World, liar: Hostile
) -> None:
    without_passwords("owner")
    known = browser()
    answered(known, liar)
    known.post("/logga-ut/")
    for _each in range(4):
        assert answered(known, liar, error="access_denied").status_code == 403
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert answered(known, liar, error="access_denied").status_code == 403
    assert AccessAttempt.objects.get().failures_since_start == 1
    for _each in range(4):
        answered(known, liar, error="access_denied")
    assert answered(known, liar).status_code == 429


def test_a_provider_that_is_away_slows_nobody(world: World, liar: Hostile, settings: Any) -> None:
    client = browser()
    asked = asked_for(client.get(START)["Location"])
    city_sign_in._provider.cache_clear()
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    assert client.get(ANSWER, {"code": "c", "state": asked["state"]}).status_code == 502
    assert AccessAttempt.objects.count() == 0


def test_her_account_is_tied_when_she_has_given_its_password_once(
    world: World, liar: Hostile, caplog: pytest.LogCaptureFixture
) -> None:
    client, before = browser(), Identity.everything.count()
    away = answered(client, liar)
    assert [line.partition(";")[0].partition(": ")[2] for line in lines(caplog)] == [
        "the account has a password here, and is not tied yet"
    ]
    assert (away.status_code, away["Location"]) == (302, f"/logga-in/?next={TIE.replace('/', '%2F')}")
    asked = client.get(away["Location"]).content.decode()
    assert ("Du har redan ett konto här" in asked, "/logga-in/staden/" in asked.replace(TIE, "")) == (
        True,
        False,
    )
    assert client.get(TIE).status_code == 302, "nobody is signed in yet"
    wrong = client.post("/logga-in/", {"username": "owner", "password": "fel", "next": TIE})
    assert (wrong.status_code, Identity.everything.count()) == (422, before)
    right = client.post("/logga-in/", {"username": "owner", "password": PASSWORD, "next": TIE})
    assert (right["Location"], Identity.everything.count()) == (TIE, before)
    assert "Koppla kontot" in client.get(TIE).content.decode()
    assert Identity.everything.count() == before, "it is tied when she says so"
    assert client.post(TIE).status_code == 302
    assert Identity.everything.get().user == world.people["owner"]
    assert client.post(TIE)["Location"] == "/"
    assert answered(browser(), liar)["Location"] == "/"


def test_a_subject_that_cannot_be_stored_lets_nobody_in(world: World, liar: Hostile) -> None:
    liar.claims = {"sub": "a\0"}
    assert (answered(browser(), liar).status_code, Identity.everything.count()) == (403, 0)


@pytest.mark.parametrize("case", ["another account", "before", "too late", "left open", "factor"])
def test_it_is_tied_to_nobody_else_and_by_no_older_proof(world: World, liar: Hostile, case: str) -> None:
    client = browser()
    owner = world.people["owner"]
    if case == "factor":
        stamps = {"created_at": owner.created_at, "updated_at": owner.created_at}
        Factor.everything.create(user=owner, kind=FactorKind.TOTP, name="app", **stamps)
    if case == "before":
        asked = asked_for(client.get(START)["Location"])
        client.post("/logga-in/", {"username": "owner", "password": PASSWORD})
        liar.nonce = asked["nonce"]
        client.get(ANSWER, {"code": "c", "state": asked["state"]})
    else:
        answered(client, liar)
        who = "chef" if case == "another account" else "owner"
        client.post("/logga-in/", {"username": who, "password": PASSWORD, "next": TIE})
    if case in ("too late", "left open"):
        session, eleven = client.session, timezone.now() - timedelta(minutes=11)
        session["city_pending"] = [eleven.isoformat(), session["city_pending"][1]]
        if (
            case == "left open"
        ):  # the password came in time, and the page was left with what she could do then
            session[PROVED] = (eleven + timedelta(minutes=1)).isoformat()
        session.save()
    before = Change.objects.count()
    for method in (client.get, client.post):
        assert method(TIE).status_code == 302
    assert (Identity.everything.count(), Change.objects.count()) == (0, before)


def test_an_administrator_tries_the_sign_in_and_nothing_changes(world: World, liar: Hostile) -> None:
    role = Role.everything.get(code="samordnare")
    create(SYSTEM, GroupRule, {"group": "A", "role": role, "unit": world.units["utb"]})
    client = world.client("admin", host="localhost")
    before = Change.objects.count()
    assert f'href="{START}?trial=1"' in client.get(PAGE).content.decode()
    assert PAGE in client.get("/personer/grupper/").content.decode()
    liar.claims = {"preferred_username": "neighbour", "groups": ["A", "<b>"], "name": "Nadja"}
    page = answered(client, liar, "?trial=1").content.decode()
    for shown in (
        "A, &lt;b&gt;</li>",
        "the account has a password here",
        f"<li>A: {role}, {world.units['utb']}</li>",
    ):
        assert shown in page
    assert page.count(f"<li>{role}, {world.units['utb']}</li>") == 1, "she would be given it"
    liar.claims = {"aud": "another"}
    failed = answered(client, liar, "?trial=1")
    assert "invalid_claim aud" in failed.content.decode()
    assert (Change.objects.count(), Identity.everything.count()) == (before, 0)
    assert client.get("/konto/").context["request"].user.pk == world.people["admin"].pk
    assert "invalid_claim" not in answered(browser(), liar).content.decode()
    for who in ("owner", "chef"):
        other = world.client(who, host="localhost")
        assert (other.get(START, {"trial": "1"})["Location"], other.get(PAGE).status_code) == ("/", 404)


def test_one_task_says_that_groups_were_missing_until_it_is_dealt_with(world: World) -> None:
    for who, too_many in (("owner", False), ("chef", False), ("neighbour", True)):
        create(SYSTEM, MissingGroups, {"user": world.people[who], "too_many": too_many})
    today, admin = timezone.localdate(), world.client("admin")

    def told() -> list[tuple[str, ...]]:
        return [(row.title, row.why, row.url) for row in list_provider_tasks(world.access("admin"), today)]

    sent_none = "Ta reda på varför stadens inloggning inte skickade grupper för {}"
    (task,) = told()
    assert (task[0], task[2]) == (sent_none.format("3 personer"), PAGE)
    assert task[1].startswith("Någon är med i fler grupper än identitetstjänsten skickar. Låt den bara")
    assert list(list_provider_tasks(world.access("owner"), today)) == []
    assert "inte skickade grupper för 3 personer" in admin.get("/").content.decode()
    page = admin.get(PAGE).content.decode()
    assert [name in page for name in map(str, (world.people["owner"], world.people["neighbour"]))] == [
        True,
        True,
    ]
    for who in ("owner", "auditor"):
        assert world.client(who).post(f"{PAGE}klart/").status_code == 404
    for who in ("chef", "neighbour"):
        update(SYSTEM, world.people[who], {"is_active": False})
    assert told() == [(sent_none.format("1 person"), "Rollerna står kvar tills grupperna kommer.", PAGE)]
    assert admin.post(f"{PAGE}klart/").status_code == 302
    assert told() == []


def test_who_keeps_the_accounts_names_those_that_may_be_tied(world: World) -> None:
    admin = world.client("admin")
    wrong = admin.post(PAGE, {"usernames": "owner\nnobody"})
    assert (wrong.status_code, "nobody" in wrong.content.decode()) == (422, True)
    assert world.client("owner").post(PAGE, {"usernames": "owner"}).status_code == 404
    assert TiePermission.everything.count() == 0
    assert admin.post(PAGE, {"usernames": "owner\nchef"}).status_code == 302
    assert TiePermission.everything.count() == 2
