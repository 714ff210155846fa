"""What a sign-in remembers and for how long it counts, and who is turned away or led on, a request at a time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.signing import dumps
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from akropolis.base.kernel.background.turns import Turns
from akropolis.shell.sign_in.web import devices, turning_away
from akropolis.shell.sign_in.web.following import safe_redirect
from akropolis.shell.sign_in.web.persons import signed_in_by_city
from akropolis.shell.sign_in.web.sessions import (
    FRESH,
    STEP,
    LastUsedMiddleware,
    UnkeptMiddleware,
    record_password_given,
    record_proof,
    record_sign_in,
    with_password_lately,
)
from akropolis.shell.sign_in.web.turning_away import TurningAwayMiddleware, busy

SOMEBODY: Any = SimpleNamespace(is_authenticated=True)
LITTLE = timedelta(seconds=20)


def request(
    path: str = "/", *, user: object = SOMEBODY, session: dict[str, Any] | None = None, **more: Any
) -> Any:
    made = RequestFactory().get(path, **more)
    made.user, made.session = user, session or {}  # type: ignore[assignment]
    return made


def answer(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("svar")


def ago(gone: timedelta) -> str:
    return (timezone.now() - gone).isoformat()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def is_now(text: str) -> bool:
    return timezone.now() - LITTLE < moment(text) <= timezone.now()


@pytest.mark.parametrize(
    ("seen", "noted"),
    [
        (None, True),
        ("", True),
        (STEP + LITTLE, True),
        (STEP - 9 * LITTLE, False),
        (-LITTLE, False),
    ],
    ids=["never", "empty", "long ago", "lately", "now"],
)
def test_when_a_sign_in_was_last_used_is_noted_at_most_every_ten_minutes(
    seen: timedelta | str | None, noted: bool
) -> None:
    said = ago(seen) if isinstance(seen, timedelta) else seen
    session = {"seen": said} if said is not None else {}
    asked = request(session=session)
    answered: Any = LastUsedMiddleware(answer)(asked)
    assert answered.content == b"svar"
    assert is_now(asked.session["seen"]) if noted else asked.session == {"seen": said}


def test_of_nobody_nothing_is_noted_and_her_pages_may_be_kept() -> None:
    asked = request(user=AnonymousUser())
    LastUsedMiddleware(answer)(asked)
    assert asked.session == {}
    assert UnkeptMiddleware(answer)(asked).headers.get("Cache-Control") is None


def test_what_a_person_was_shown_is_kept_nowhere_unless_the_page_says_otherwise() -> None:
    def kept(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "max-age=60"})

    found = [UnkeptMiddleware(view)(request()).headers["Cache-Control"] for view in (answer, kept)]
    assert found == ["private, no-store", "max-age=60"]


@pytest.mark.parametrize(
    ("before", "how", "after"),
    [
        ("", "password", "password"),
        ("password", "totp", "password+totp"),
        ("password+totp", "password", "password+totp"),
        ("password+totp", "passkey", "password+totp+passkey"),
        ("password", "city amr=mfa", "city amr=mfa"),
    ],
)
def test_one_more_factor_stands_beside_those_before_and_the_citys_stands_alone(
    before: str, how: str, after: str
) -> None:
    asked = request(session={"how": before} if before else {})
    record_proof(asked, how)
    assert (asked.session["how"], is_now(asked.session["proved"])) == (after, True)


@pytest.mark.parametrize(
    ("given", "opens"), [(None, False), (FRESH - LITTLE, True), (FRESH + LITTLE, False)], ids=range(3)
)
def test_a_password_opens_what_is_changed_by_it_for_five_minutes(
    given: timedelta | None, opens: bool
) -> None:
    assert with_password_lately(request(session={"gave_it": ago(given)} if given else {})) is opens


def test_a_password_given_now_opens_it() -> None:
    asked = request()
    record_password_given(asked)
    assert (with_password_lately(asked), list(asked.session)) == (True, ["gave_it"])


@pytest.mark.parametrize(("how", "gave"), [("password", True), ("password+totp", True), ("passkey", False)])
def test_a_sign_in_begins_with_who_came_from_where_and_how(how: str, gave: bool) -> None:
    before = timezone.now() - timedelta(days=3)
    asked = request(REMOTE_ADDR="10.1.2.3", headers={"User-Agent": "x" * 301})
    record_sign_in(asked, before, how)
    moments = {name: asked.session.pop(name) for name in ("proved", "started", "seen")}
    assert ("gave_it" in asked.session) is gave
    asked.session.pop("gave_it", None)
    assert asked.session == {
        "how": how,
        "address": "10.1.2.3",
        "agent": "x" * 300,
        "before": before.isoformat(),
    }
    assert (len({*moments.values()}), is_now(moments["seen"])) == (1, True)


def test_a_first_sign_in_has_none_before_it() -> None:
    asked = request()
    del asked.META["REMOTE_ADDR"]
    record_sign_in(asked, None, "passkey")
    assert (asked.session["before"], asked.session["address"], asked.session["agent"]) == ("", "", "")


@pytest.mark.parametrize(
    ("session", "city"),
    [({}, False), ({"how": "password"}, False), ({"how": "city acr=loa3"}, True)],
    ids=range(3),
)
def test_it_is_the_city_that_says_who_she_is_where_she_came_in_by_it(session: Any, city: bool) -> None:
    assert signed_in_by_city(request(session=session)) is city


@pytest.mark.parametrize(
    ("address", "secure", "led"),
    [
        ("/atgarder/?q=a", False, "/atgarder/?q=a"),
        ("http://testserver/atgarder/", False, "/"),
        ("//annan.example/", False, "/"),
        ("/\\annan.example/", False, "/"),
        ("https://annan.example/", True, "/"),
        ("atgarder/", False, "/"),
        ("", False, "/"),
        ("/atgarder/", True, "/atgarder/"),
    ],
)
def test_nobody_is_led_out_of_the_installation(address: str, secure: bool, led: str) -> None:
    assert safe_redirect(request(secure=secure), address) == led


@pytest.mark.parametrize(
    ("method", "path", "cookies", "status"),
    [
        ("post", "/logga-in/", {}, 429),
        ("get", "/logga-in/", {}, 200),
        ("post", "/logga-in/kod/", {}, 200),
        ("post", "/logga-in/", {"known": "x"}, 429),
        ("post", "/logga-in/", {"known": dumps(["somebody"], salt=devices.SALT)}, 200),
    ],
)
def test_only_a_strangers_try_is_turned_away_while_what_is_left_is_kept_for_browsers_that_have_been_used(
    monkeypatch: pytest.MonkeyPatch, method: str, path: str, cookies: dict[str, str], status: int
) -> None:
    door = Turns(at_once=2, waiting=0, of_one=1, kept=1)
    monkeypatch.setattr(turning_away, "SIGN_INS", door)
    asked = getattr(RequestFactory(), method)(path)
    asked.COOKIES.update(cookies)
    turned = TurningAwayMiddleware(answer)
    assert turned(asked).status_code == 200, "there is room"
    with door.turn("all"):
        assert turned(asked).status_code == status


@dataclass
class Slow(BytesIO):
    """What she sends. Counts who has a place while it is read."""

    door: Turns
    fails: bool = False
    seen: list[int] = field(default_factory=list)

    def read(self, size: int | None = -1) -> bytes:
        """A little at a time, on a real line."""
        self.seen.append(len(self.door._places))
        if self.fails:
            raise OSError("gone")
        return super().read(size)


@pytest.mark.parametrize("fails", [False, True])
def test_who_sends_slowly_takes_no_place_meanwhile(monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    door = Turns(at_once=1, waiting=0)
    monkeypatch.setattr(turning_away, "SIGN_INS", door)
    asked = RequestFactory().post("/logga-in/", {"username": "ciso"})
    body = asked.body
    slow = Slow(door, fails)
    slow.write(body)
    slow.seek(0)
    more: Any = {"wsgi.input": slow}
    asked = RequestFactory().post("/logga-in/", {"username": "ciso"}, **more)

    def reads(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.POST.get("username", "") + str(len(door._places)))

    said = TurningAwayMiddleware(reads)(asked)
    assert (said.content, set(slow.seen)) == (b"1" if fails else b"ciso1", {0})
    assert door._places == []


def test_who_is_turned_away_is_told_when_to_come_back_and_the_answer_is_kept_nowhere(settings: Any) -> None:
    told = busy()
    length = str(len(told.content))
    assert (told.status_code, told["Retry-After"], told["Content-Language"], told["Content-Length"]) == (
        429, "3", settings.LANGUAGE_CODE, length
    )  # fmt: skip
    assert "no-store" in told["Cache-Control"]
    assert told["HX-Trigger"] == "busy", "by which the page's script knows that it may try again"
    assert 'lang="sv"' in told.content.decode()
