"""Between the password and the code: who is asked, for how long the password counts, and whose codes open anything."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.records.writer import create, update
from akropolis.people.organisation.services import service_accounts
from akropolis.people.second_factors.models import Factor
from akropolis.people.second_factors.services.sealing import seal_secret
from akropolis.shell.sign_in.web.entering import BETWEEN
from akropolis.shell.sign_in.web.second_step import COUNTS, CodeBackend, _between, has_second_factor
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
STEP = "/logga-in/kod/"
LITTLE = timedelta(seconds=20)


def app_of(person: User) -> User:
    values = {"user": person, "kind": "totp", "name": "App", "material": seal_secret(SECRET, person.pk)}
    create(SYSTEM, Factor, values)
    return person


def code() -> str:
    return pyotp.TOTP(SECRET).at(timezone.now())


def by_backend(username: str | None, written: str | None) -> tuple[User | None, str]:
    """Who it is by the code, and the kind of it."""
    asked: Any = RequestFactory().post("/")
    found = CodeBackend().authenticate(asked, username=username, code=written)
    return found, getattr(asked, "proved_by", "not asked")


def test_a_code_is_its_persons_alone_while_her_account_is_open(world: World) -> None:
    chef = app_of(world.people["chef"])
    app_of(world.people["owner"])
    assert by_backend("chef", code()) == (chef, "totp")
    assert by_backend("chef", code()) == (None, ""), "once"
    assert by_backend("nobody", code()) == (None, "")
    update(SYSTEM, world.people["owner"], {"is_active": False})
    assert by_backend("owner", code()) == (None, "")
    Factor.everything.update(counter=0)
    assert by_backend("owner", code()) == (None, "")


@pytest.mark.parametrize(("username", "written"), [("", "x"), (None, "x"), ("chef", None)])
def test_without_a_name_or_a_code_nobody_is_asked_for(
    world: World, username: str | None, written: str | None
) -> None:
    assert by_backend(username, written) == (None, "not asked")
    assert CodeBackend().authenticate(None, username="chef", code="x") is None


def test_no_program_comes_in_by_a_code(world: World) -> None:
    given = {"unit": world.units["stad"], "responsible": world.people["admin"]}
    robot = app_of(service_accounts.create(SYSTEM, {"username": "robot", "name": "Robot", **given}))
    assert by_backend(robot.username, code()) == (None, "")


def between(who: User, **changes: Any) -> Any:
    """What the session remembers of a right password, changed."""
    values: dict[str, Any] = {
        "person": str(who.pk),
        "mark": who.get_session_auth_hash(),
        "at": timezone.now().isoformat(),
        "following": "/laget/",
    }
    asked: Any = RequestFactory().get("/")
    asked.session = {BETWEEN: [*(values | changes).values()]}
    return _between(asked)


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"at": (timezone.now() + timedelta(hours=9)).isoformat()}, True),
        ({"mark": "another"}, False),
        ({"at": ""}, False),
        ({"person": "01890a5d-ac96-774b-bcce-b302099a8057"}, False),
    ],
    ids=range(5),
)
def test_a_right_password_is_remembered_for_its_person_and_where_she_was_going(
    world: World, changes: Mapping[str, Any], counts: bool
) -> None:
    chef = world.people["chef"]
    assert between(chef, **changes) == (chef if counts else None, "/laget/")


@pytest.mark.parametrize(("gone", "counts"), [(COUNTS - LITTLE, True), (COUNTS + LITTLE, False)])
def test_it_counts_for_ten_minutes(world: World, gone: timedelta, counts: bool) -> None:
    chef = world.people["chef"]
    found, _following = between(chef, at=(timezone.now() - gone).isoformat())
    assert (found, COUNTS) == (chef if counts else None, timedelta(minutes=10))


def test_it_does_not_count_for_a_closed_account_nor_where_nothing_is_remembered(world: World) -> None:
    chef = world.people["chef"]
    update(SYSTEM, chef, {"is_active": False})
    assert between(chef) == (None, "/laget/")
    asked: Any = RequestFactory().get("/")
    asked.session = {}
    assert _between(asked) == (None, "")


def test_who_has_a_factor_is_asked_for_it_and_who_has_none_is_not(world: World) -> None:
    assert [has_second_factor(app_of(world.people["chef"])), has_second_factor(world.people["owner"])] == [
        True,
        False,
    ]


def remembered(person: User) -> Client:
    client = Client()
    session = client.session
    session[BETWEEN] = [str(person.pk), person.get_session_auth_hash(), timezone.now().isoformat(), "/laget/"]
    session.save()
    return client


def test_the_page_asks_for_what_she_has_and_says_what_was_wrong(world: World) -> None:
    client = remembered(app_of(world.people["chef"]))
    page = client.get(STEP)
    assert (page.status_code, page.context["means"].codes, page.context["means"].passkeys, page.context["next"]) == (
        200, True, False, "/laget/"
    )  # fmt: skip
    wrong = client.post(STEP, {"code": "000000"})
    assert (wrong.status_code, wrong.context["form"].errors["code"]) == (
        422, ["Koden stämmer inte, eller är redan använd. Vänta på nästa."]
    )  # fmt: skip
    assert client.post(STEP, {"code": ""}).status_code == 422
    done = client.post(STEP, {"code": code()})
    assert (done.status_code, done["Location"], client.session["how"]) == (302, "/laget/", "password+totp")
    assert Client().get(STEP)["Location"] == "/logga-in/"
