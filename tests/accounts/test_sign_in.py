"""The way in: who may come in, what is said when not, and when no more tries are taken."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from akropolis.kernel.access.gate import system
from akropolis.organisation.services import people
from tests.organisation.cast import PASSWORD, Cast, build

pytestmark = pytest.mark.django_db
SIGN_IN = "/logga-in/"


@pytest.fixture
def cast() -> Cast:
    return build()


def _try(client: Client, username: str, password: str, **more: str):
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def test_the_right_password_opens_the_start_page(client, cast) -> None:
    answer = _try(client, " Admin ", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, cast) -> None:
    wrong, unknown = _try(client, "admin", "fel"), _try(Client(), "ingen-sadan", "fel")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    said = [[str(e) for e in answer.context["form"].non_field_errors()] for answer in (wrong, unknown)]
    assert said[0] == said[1] != []
    assert client.get("/").status_code == 302


def test_a_closed_account_is_told_nothing_else(client, cast) -> None:
    people.change(system("Test"), cast.people["ciso"], {"is_active": False})
    assert _try(client, "ciso", PASSWORD).status_code == 422


@pytest.mark.parametrize("username", ["admin", "ingen-sadan"])
def test_after_five_tries_even_the_right_password_waits(client, cast, username) -> None:
    answers = [_try(client, username, "fel").status_code for _number in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    locked = _try(client, username, PASSWORD)
    assert (locked.status_code, locked["Retry-After"]) == (429, "900")
    assert client.get("/").status_code == 302


def test_capitals_and_spaces_give_no_more_tries(client, cast) -> None:
    for written in ("admin", "Admin", " ADMIN", "aDmin ", "ADMIN"):
        last = _try(client, written, "fel")
    assert last.status_code == 429


def test_the_wait_is_told_and_ends(client, cast) -> None:
    for _number in range(5):
        last = _try(client, "admin", "fel")
    tried = AccessAttempt.objects.get(username="admin")
    assert last.context["again_at"] == tried.attempt_time + timedelta(minutes=15)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert _try(client, "admin", PASSWORD).status_code == 302


def test_someone_elses_lock_does_not_shut_me_out(client, cast) -> None:
    for _number in range(5):
        _try(client, "admin", "fel")
    assert _try(client, "ciso", PASSWORD).status_code == 302


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(client, cast, address) -> None:
    assert _try(client, "admin", PASSWORD, next=address)["Location"] == "/"


def test_signing_in_leads_on_to_where_one_was_going(client, cast) -> None:
    asked = client.get("/konto/")
    assert asked["Location"] == "/logga-in/?next=/konto/"
    assert _try(client, "admin", PASSWORD, next="/konto/")["Location"] == "/konto/"


@pytest.mark.parametrize(
    ("username", "password"), [("a" * 5000, "x"), ("ad\0min", "x"), ("", ""), ("admin", "x" * 5000)]
)
def test_odd_input_is_refused_with_a_sentence(client, cast, username, password) -> None:
    assert _try(client, username, password).status_code == 422


def test_signing_out_is_a_post_and_ends_the_sign_in(client, cast) -> None:
    client.force_login(cast.people["admin"])
    assert client.get(reverse("sign-out")).status_code == 405
    assert client.post(reverse("sign-out"))["Location"] == SIGN_IN
    assert client.get("/konto/").status_code == 302


def test_nobody_is_shown_a_page_before_signing_in(client, cast) -> None:
    assert client.get("/")["Location"] == "/logga-in/?next=/"


def test_health_tells_no_secrets(client, db) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in(client, cast) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://example.org/atgarder/?q=1"}
    answer = client.get("/atgarder/", headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/logga-in/?next=/atgarder/")


def test_a_form_that_was_sent_too_late_leads_to_the_start_page_after_the_sign_in(client, cast) -> None:
    assert client.post("/enhet/", {"unit": "utb"})["Location"] == "/logga-in/?next=/"


def test_missing_and_forbidden_are_the_same_page(client, cast) -> None:
    client.force_login(cast.people["outsider"])
    missing, forbidden = client.get("/finns-inte/"), client.get("/incidenter/")
    assert (missing.status_code, forbidden.status_code) == (404, 404)
    assert _without_token(missing.text) == _without_token(forbidden.text)
    assert "Här finns inget som du kan läsa" in missing.text


def _without_token(page: str) -> str:
    return re.sub(r'(value="|X-CSRFToken": ")[A-Za-z0-9]{64}"|value="/[^"]*"', "", page)
