"""The way in: who may come in, what is said when not, and when no more tries are taken."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.sessions import sessions_of
from akropolis.base.kernel.background.turns import Turns
from akropolis.people.organisation.services import people
from akropolis.shell.installation.variables import Environment
from akropolis.shell.sign_in.web import turning_away
from tests.organisation.cast import PASSWORD, Cast, build

pytestmark = pytest.mark.django_db
SIGN_IN = "/logga-in/"


class Cheap(Argon2PasswordHasher):
    """As slow as a test can bear."""

    time_cost, memory_cost, parallelism = 1, 8, 1


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.PASSWORD_HASHERS = [f"{__name__}.Cheap"]
    made = build()
    User.everything.update(password=make_password(PASSWORD))
    for person in made.people.values():
        person.refresh_from_db()
    return made


def _try(client: Client, username: str, password: str, **more: str) -> Any:
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def test_the_right_password_opens_the_start_page(client: Client, cast: Cast) -> None:
    answer = _try(client, " Admin ", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: Client, cast: Cast) -> None:
    wrong, unknown = _try(client, "admin", "fel"), _try(Client(), "ingen-sadan", "fel")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    said = [[str(e) for e in answer.context["form"].non_field_errors()] for answer in (wrong, unknown)]
    assert said[0] == said[1] != []
    assert client.get("/").status_code == 302


def test_a_closed_account_is_told_nothing_else(client: Client, cast: Cast) -> None:
    people.change(system("Test"), cast.people["ciso"], {"is_active": False})
    assert _try(client, "ciso", PASSWORD).status_code == 422


@pytest.mark.parametrize("username", ["admin", "ingen-sadan"])
def test_after_five_tries_even_the_right_password_waits(client: Client, cast: Cast, username: str) -> None:
    answers = [_try(client, username, "fel").status_code for _number in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    locked = _try(client, username, PASSWORD)
    assert locked.status_code == 429
    assert 840 < int(locked["Retry-After"]) <= 900
    assert client.get("/").status_code == 302


def test_capitals_and_spaces_give_no_more_tries(client: Client, cast: Cast) -> None:
    for written in ("admin", "Admin", " ADMIN", "aDmin ", "ADMIN"):
        last = _try(client, written, "fel")
    assert last.status_code == 429


def test_the_wait_is_told_and_ends(client: Client, cast: Cast) -> None:
    for _number in range(5):
        last = _try(client, "admin", "fel")
    tried = AccessAttempt.objects.get(username="admin")
    assert last.context["again_at"] == tried.attempt_time + timedelta(minutes=15)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert _try(client, "admin", PASSWORD).status_code == 302


def test_someone_elses_lock_does_not_shut_me_out(client: Client, cast: Cast) -> None:
    for _number in range(5):
        _try(client, "admin", "fel")
    assert _try(client, "ciso", PASSWORD).status_code == 302


def _later(minutes: float) -> None:
    """Let that much time pass for the tries that are counted."""
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=minutes))


def _spray(count: int, *, start: int = 0, address: str = "127.0.0.1") -> list[int]:
    """One wrong password under many names, each time as a browser that nobody knows."""
    names = [f"namn{number}" for number in range(start, start + count)]
    return [_try(Client(REMOTE_ADDR=address), name, "fel").status_code for name in names]


def _failed(count: int, *, name: str = "", address: str = "127.0.0.1") -> None:
    """So many failures just now: under one name from many addresses, or under many names from one."""
    AccessAttempt.objects.bulk_create(
        AccessAttempt(
            username=name or f"annan{number}",
            ip_address=f"10.0.0.{number}" if name else address,
            attempt_time=timezone.now(),
            failures_since_start=1,
        )
        for number in range(count)
    )


def test_one_password_cannot_be_tried_under_many_names(cast: Cast) -> None:
    assert _spray(24) == [422] * 20 + [429] * 4
    refused = _try(Client(), "ciso", PASSWORD)
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 10
    assert refused.context["seconds"] == int(refused["Retry-After"])
    assert AccessAttempt.objects.count() == 20, "what is refused is not counted, so the wait ends"


def test_the_wait_after_many_names_lets_one_more_try_through_and_grows(cast: Cast) -> None:
    _failed(20)
    _later(11 / 60)
    assert _spray(2, start=20) == [422, 429]
    _later(11 / 60)
    assert _try(Client(), "ciso", PASSWORD).status_code == 302
    AccessAttempt.objects.filter(username="namn20").update(failures_since_start=5)
    _later(4 / 60)
    assert _spray(1, start=25) == [429], "after 25 the wait is twice as long"


def test_many_addresses_slow_a_name_down_and_lock_nobody_out(client: Client, cast: Cast) -> None:
    assert _try(client, "ciso", PASSWORD).status_code == 302
    client.post("/logga-ut/")
    answers = [_try(Client(REMOTE_ADDR=f"10.0.0.{n}"), "ciso", "fel").status_code for n in range(12)]
    assert answers == [422] * 10 + [429] * 2
    assert _try(Client(REMOTE_ADDR="10.0.1.1"), "ciso", PASSWORD).status_code == 429
    assert _try(client, "ciso", PASSWORD).status_code == 302, "her own browser is known"
    _later(11 / 60)
    assert _try(Client(REMOTE_ADDR="10.0.1.1"), "ciso", PASSWORD).status_code == 302, (
        "and others wait seconds"
    )


def test_nobody_at_the_same_address_shuts_out_a_browser_that_is_known(client: Client, cast: Cast) -> None:
    _try(client, "ciso", PASSWORD)
    client.post("/logga-ut/")
    locked = [_try(Client(), "ciso", "fel").status_code for _number in range(6)]
    assert locked == [422, 422, 422, 422, 429, 429]
    locked = [_try(Client(), " ciso", "fel").status_code for _number in range(6)]
    assert set(locked) == {429}
    _failed(40)
    assert _try(Client(), "ciso", PASSWORD).status_code == 429
    assert _try(client, "ciso", PASSWORD).status_code == 302


def test_a_known_browser_has_five_tries_and_is_known_for_its_person_alone(client: Client, cast: Cast) -> None:
    _try(client, "ciso", PASSWORD)
    client.post("/logga-ut/")
    assert [_try(client, "ciso", "fel").status_code for _number in range(5)] == [422, 422, 422, 422, 429]
    _failed(10, name="admin")
    assert _try(client, "admin", PASSWORD).status_code == 429


def test_a_new_password_makes_a_known_browser_a_strange_one(client: Client, cast: Cast) -> None:
    _try(client, "ciso", PASSWORD)
    client.post("/logga-ut/")
    people.reset_password(system("Test"), cast.people["ciso"])
    _failed(10, name="ciso")
    assert _try(client, "ciso", PASSWORD).status_code == 429


def test_so_many_tries_a_minute_are_taken_in_all(cast: Cast) -> None:
    _failed(100, name="annan")
    assert _try(Client(), "ciso", PASSWORD).status_code == 429
    _later(2)
    assert _try(Client(), "ciso", PASSWORD).status_code == 302


def test_when_many_passwords_are_being_checked_the_next_is_refused_at_once(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Turns(at_once=2, waiting=0, of_one=1, kept=1)
    monkeypatch.setattr(turning_away, "SIGN_INS", full)
    with full.turn("all"):
        busy = _try(client, "ciso", PASSWORD)
        assert (busy.status_code, busy["Retry-After"]) == (429, "3")
        assert "Försök igen om några sekunder" in busy.text
    assert AccessAttempt.objects.count() == 0
    assert _try(client, "ciso", PASSWORD).status_code == 302
    client.post("/logga-ut/")
    with full.turn("all"):
        assert _try(client, "ciso", PASSWORD).status_code == 302, "a known browser has room of its own"


def test_a_flood_is_turned_away_before_a_slot_and_without_a_query(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    full = Turns(at_once=1, waiting=0, of_one=1)
    monkeypatch.setattr(turning_away, "SIGN_INS", full)
    with full.turn("all"):
        asked = _asked(lambda: _try(client, "ciso", PASSWORD))
        page = client.get(SIGN_IN)
    told = asked.answer.headers
    assert (asked.answer.status_code, asked.queries) == (429, 0)
    assert (told["Content-Length"], told["Content-Language"]) == (str(len(asked.answer.content)), "sv")
    assert "frame-ancestors 'none'" in told["Content-Security-Policy"]
    assert (page.status_code, page.context["form"].is_bound) == (200, False), "to read the page is no try"
    order = [each.rpartition(".")[2] for each in settings.MIDDLEWARE]
    assert order.index("TurningAwayMiddleware") + 1 == order.index("RequestLimitMiddleware")


def test_a_script_is_told_where_to_go_on_and_follows_nothing_itself(client: Client, cast: Cast) -> None:
    headers = {"HX-Request": "true"}
    given = {"username": "ciso", "password": "fel", "next": "/atgarder/"}
    wrong = client.post(SIGN_IN, given, headers=headers)
    assert (wrong.status_code, "HX-Redirect" in wrong, 'id="sign-in"' in wrong.text) == (422, False, True)
    right = client.post(SIGN_IN, given | {"password": PASSWORD}, headers=headers)
    assert (right.status_code, right["HX-Redirect"], "Location" in right) == (204, "/atgarder/", False)
    assert (right.content, "known" in right.cookies, client.get("/konto/").status_code) == (b"", True, 200)


def test_a_try_that_does_not_count_costs_four_queries(cast: Cast) -> None:
    _failed(100, name="annan")
    _try(Client(), "ciso", PASSWORD)
    refused = _asked(lambda: _try(Client(), "ciso", PASSWORD))
    assert (refused.answer.status_code, refused.queries) == (429, 4)


@dataclass
class Asked:
    """What came of a request, and how often it asked the database."""

    answer: Any
    queries: int


def _asked(act: Callable[[], Any]) -> Asked:
    queries = []

    def note(execute: Callable[..., object], sql: str, *more: object) -> object:
        queries.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        answer = act()
    return Asked(answer, len(queries))


def test_each_try_is_one_line_without_what_was_written(
    client: Client, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="akropolis.sign_in"):
        for name, password in (("Ciso", "hemligt-fel"), ("min hemliga fras\nx", "fel"), ("ciso", PASSWORD)):
            _try(client, name, password)
        client.post("/logga-ut/")
        for _number in range(6):
            _try(Client(REMOTE_ADDR="10.0.0.9"), "ciso", "fel")
    who = User.everything.get(username="ciso").pk
    failed = ("WARNING", f"sign-in failed: account=ciso address=10.0.0.9 id={who}")
    lines = [each for each in caplog.records if each.name == "akropolis.sign_in"]
    assert [(each.levelname, each.getMessage()) for each in lines] == [
        ("WARNING", f"sign-in failed: account=ciso address=127.0.0.1 id={who}"),
        ("WARNING", "sign-in failed: account=(none) address=127.0.0.1 id=(none)"),
        ("INFO", f"sign-in succeeded: account=ciso address=127.0.0.1 id={who}"),
        *[failed] * 5,
        ("WARNING", f"sign-in refused: account=ciso address=10.0.0.9 id={who}"),
    ]


@pytest.mark.parametrize(
    ("proxies", "peer", "told", "address"),
    [
        ("", "127.0.0.1", "192.0.2.7", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "127.0.0.1", "10.9.9.9, 192.0.2.7", "192.0.2.7"),
        ("127.0.0.1, 10.0.0.0/8", "127.0.0.1", "198.51.100.1, 192.0.2.7, 10.0.0.5", "192.0.2.7"),
        ("127.0.0.1", "192.0.2.1", "10.9.9.9", "192.0.2.1"),
        ("127.0.0.1", "127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "hej, ", "127.0.0.1"),
        ("::1", "::1", "2001:db8::7", "2001:db8::7"),
    ],
)
def test_only_a_trusted_proxy_is_believed(
    cast: Cast, settings: Any, proxies: Any, peer: Any, told: Any, address: Any
) -> None:
    settings.PROXIES = Environment({"AKROPOLIS_PROXIES": proxies}).networks("AKROPOLIS_PROXIES")
    client = Client(REMOTE_ADDR=peer, headers={"X-Forwarded-For": told})
    _try(client, "ciso", PASSWORD)
    assert [session.address for session in sessions_of(cast.people["ciso"].pk)] == [address]
    _try(Client(REMOTE_ADDR=peer, headers={"X-Forwarded-For": told}), "admin", "fel")
    assert AccessAttempt.objects.get().ip_address == address


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(client: Client, cast: Cast, address: Any) -> None:
    assert _try(client, "admin", PASSWORD, next=address)["Location"] == "/"


def test_signing_in_leads_on_to_where_one_was_going(client: Client, cast: Cast) -> None:
    asked = client.get("/konto/")
    assert asked["Location"] == "/logga-in/?next=/konto/"
    assert _try(client, "admin", PASSWORD, next="/konto/")["Location"] == "/konto/"


@pytest.mark.parametrize(
    ("username", "password"), [("a" * 5000, "x"), ("ad\0min", "x"), ("", ""), ("admin", "x" * 5000)]
)
def test_odd_input_is_refused_with_a_sentence(
    client: Client, cast: Cast, username: str, password: str
) -> None:
    assert _try(client, username, password).status_code == 422


def test_signing_out_is_a_post_and_ends_the_sign_in(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["admin"])
    assert client.get(reverse("sign-out")).status_code == 405
    assert client.post(reverse("sign-out"))["Location"] == SIGN_IN
    assert client.get("/konto/").status_code == 302


def test_nobody_is_shown_a_page_before_signing_in(client: Client, cast: Cast) -> None:
    assert client.get("/")["Location"] == "/logga-in/?next=/"


def test_health_tells_no_secrets(client: Client, db: Any) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "background": False})


def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in(client: Client, cast: Cast) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://example.org/atgarder/?q=1"}
    answer = client.get("/atgarder/", headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/logga-in/?next=/atgarder/")


def test_a_form_that_was_sent_too_late_leads_to_the_start_page_after_the_sign_in(
    client: Client, cast: Cast
) -> None:
    assert client.post("/enhet/", {"unit": "utb"})["Location"] == "/logga-in/?next=/"


def test_missing_and_forbidden_are_the_same_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["outsider"])
    missing, forbidden = client.get("/finns-inte/"), client.get("/incidenter/")
    assert (missing.status_code, forbidden.status_code) == (404, 404)
    assert _without_token(missing.text) == _without_token(forbidden.text)
    assert "Sidan finns inte, eller så saknar du behörighet" in missing.text


def _without_token(page: str) -> str:
    return re.sub(r'(value="|X-CSRFToken": ")[A-Za-z0-9]{64}"|value="/[^"]*"', "", page)
