"""Passkeys: made here, used here by their person, and nothing else that looks like one is taken."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.history.models import Change
from akropolis.people.second_factors.models import Factor, RecoveryCode
from tests.organisation.cast import Cast
from tests.second_factors.authenticator import PRESENT, Device
from tests.second_factors.people import ASKED, CODE, KEY, PASSKEY, cast, code, later, set_up_app, sign_in

pytestmark = pytest.mark.django_db
__all__ = ["cast"]


def make(client: Client, device: Device, name: str = "Min dator") -> Any:
    """The page's form, sent with what the device made."""
    options = client.post(f"{PASSKEY}fraga/").json()
    return client.post(PASSKEY, {"name": name, "answer": device.make(options)})


def use(client: Client, device: Device) -> Any:
    """The form of the sign-in, sent with what the device answers."""
    return client.post(KEY, {"answer": device.answer(client.post(ASKED).json()), "next": "/laget/"})


def held(username: str, **kinds: Any) -> Device:
    """A device that holds a passkey of that person's."""
    device = Device(**kinds)
    answer = make(sign_in(username)[0], device)
    assert (answer.status_code, Factor.everything.filter(user__username=username).count()) == (200, 1)
    return device


def test_a_passkey_is_the_whole_way_in_for_its_person(cast: Cast) -> None:
    device = held("admin")
    client = Client()
    asked = client.post(ASKED).json()
    assert (asked["rpId"], asked["userVerification"], asked["allowCredentials"]) == (
        "testserver",
        "required",
        [],
    )
    answer = use(client, device)
    assert (answer.status_code, answer["Location"], client.get("/").status_code) == (302, "/laget/", 200)
    assert (client.session["how"], client.session["_auth_user_id"]) == (
        "passkey",
        str(cast.people["admin"].pk),
    )
    factor = Factor.everything.get()
    assert (factor.counter, factor.used_at is not None, RecoveryCode.everything.count()) == (1, True, 10)


def test_after_the_password_a_passkey_is_the_second_step(cast: Cast) -> None:
    device = held("admin")
    client, answer = sign_in("admin")
    assert answer["Location"] == CODE
    assert 'data-passkey="get"' in client.get(CODE).content.decode()
    assert use(client, device).status_code == 302
    assert client.session["how"] == "password+passkey"


def test_another_persons_passkey_is_no_second_step(cast: Cast) -> None:
    held("admin")
    theirs = held("ciso")
    client, _answer = sign_in("admin")
    assert use(client, theirs).status_code == 302
    assert (client.session["how"], client.session["_auth_user_id"]) == (
        "passkey",
        str(cast.people["ciso"].pk),
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://testserver.evil.example"},
        {"origin": "https://testserver"},
        {"host": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
    ],
)
def test_an_answer_from_elsewhere_or_without_its_person_opens_nothing(
    cast: Cast, wrong: dict[str, Any]
) -> None:
    device = held("admin")
    for name, value in wrong.items():
        setattr(device, name, value)
    client = Client()
    assert (use(client, device)["Location"], client.get("/").status_code) == ("/logga-in/", 302)
    assert Factor.everything.get().counter == 0
    again = make(sign_in("ciso")[0], Device(**wrong))
    assert (again.status_code, Factor.everything.filter(user__username="ciso").count()) == (422, 0)


def test_a_challenge_is_answered_once_by_who_was_asked_and_within_minutes(cast: Cast) -> None:
    device, client = held("admin"), Client()
    answer = device.answer(client.post(ASKED).json())
    stranger = Client()
    stranger.post(ASKED)
    for other in (stranger, Client()):
        assert other.post(KEY, {"answer": answer})["Location"] == "/logga-in/"
    assert client.post(KEY, {"answer": answer})["Location"] == "/"
    client.post("/logga-ut/")
    assert client.post(KEY, {"answer": answer})["Location"] == "/logga-in/"
    late = device.answer(client.post(ASKED).json())
    session = client.session
    purpose, challenge, _at = session["passkey_challenge"]
    session["passkey_challenge"] = [purpose, challenge, "2026-01-01T00:00:00+00:00"]
    session.save()
    assert client.post(KEY, {"answer": late})["Location"] == "/logga-in/"


def test_a_passkey_that_counts_backwards_is_a_copy(cast: Cast) -> None:
    device = held("admin")
    assert use(Client(), device)["Location"] == "/laget/"
    device.counter = 0
    assert use(Client(), device)["Location"] == "/logga-in/"
    assert Factor.everything.get().counter == 1
    assert use(Client(), device)["Location"] == "/laget/"


def test_a_passkey_that_does_not_count_opens_each_time(cast: Cast) -> None:
    device = held("admin", counts=False)
    assert [use(Client(), device)["Location"] for _time in range(2)] == ["/laget/"] * 2


def test_what_is_no_answer_at_all_is_refused_in_words(cast: Cast) -> None:
    device = held("admin")
    good = json.loads(device.answer(Client().post(ASKED).json()))
    broken = [
        "",
        "{",
        "[]",
        "null",
        "1",
        json.dumps({**good, "response": {}}),
        json.dumps({**good, "id": "åäö"}),
    ]
    broken.append(json.dumps({**good, "response": {**good["response"], "signature": "AAAA"}}))
    for answer in broken:
        client = Client()
        client.post(ASKED)
        assert client.post(KEY, {"answer": answer})["Location"] == "/logga-in/", answer
    maker, _answer = sign_in("ciso")
    for answer in broken:
        maker.post(f"{PASSKEY}fraga/")
        assert maker.post(PASSKEY, {"name": "x", "answer": answer}).status_code == 422, answer
    assert Factor.everything.count() == 1


def test_a_closed_accounts_passkey_opens_nothing(cast: Cast) -> None:
    device = held("admin")
    User.everything.filter(username="admin").update(is_active=False)
    assert use(Client(), device)["Location"] == "/logga-in/"


def test_a_passkey_is_registered_once_and_its_key_never_stands_in_the_history(cast: Cast) -> None:
    device = held("admin")
    material = Factor.everything.get().material
    assert not Change.objects.filter(content__contains=material).exists()
    assert make(sign_in("ciso")[0], replace(device)).status_code == 422
    client = Client()
    use(client, device)
    later_password = client.post(f"{PASSKEY}fraga/")
    assert later_password["Location"].startswith("/konto/bekrafta/")  # a passkey is no password
    assert Factor.everything.count() == 1


def test_a_person_may_have_both_kinds_and_lose_one(cast: Cast) -> None:
    client, _answer = sign_in("admin")
    secret, codes = set_up_app(client)
    device = Device()
    assert make(client, device)["Location"] == "/konto/"
    assert (
        client.post(f"/konto/faktorer/{Factor.everything.get(kind='passkey').pk}/ta-bort/").status_code == 302
    )
    assert use(Client(), device)["Location"] == "/logga-in/"
    again, _answer = sign_in("admin")
    assert again.post(CODE, {"code": codes[0]}).status_code == 302
    assert len(code(secret)) == 6
    later(again, "gave_it")
    assert again.get(PASSKEY).status_code == 302
