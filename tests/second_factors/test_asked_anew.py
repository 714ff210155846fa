"""What the question for a factor holds: all of the form that was sent, and what the person has to prove herself by."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from akropolis.base.kernel.access.errors import Unproved
from akropolis.people.second_factors.models import Factor
from akropolis.people.second_factors.selectors.factors import Means
from akropolis.shell.sign_in.web import must_have
from akropolis.shell.sign_in.web.must_have import FirstThingsMiddleware
from akropolis.shell.sign_in.web.proving_anew import ProvingMiddleware
from tests.second_factors.test_proving_anew import REASON, app_of, form
from tests.world import World

WORLD = "reviewed"
pytestmark = pytest.mark.django_db
__all__ = ["form"]
NOTHING, CODES = Means(codes=False, passkeys=False), Means(codes=True, passkeys=False)


def marked(client: Client, **values: str) -> None:
    """The sign-in remembers that too."""
    session = client.session
    session.update(values)
    session.save()


def test_all_that_was_sent_is_kept_and_the_page_says_how_long_it_has_been(
    world: World, form: Any, settings: Any
) -> None:
    settings.SIGN_IN_NAME = "Stadens inloggning"
    answer = form(world.client("chef"))
    names = ("title", "files", "means", "city", "city_name", "minutes", "wrong")
    assert {name: answer.context[name] for name in names} == {
        "title": "Bekräfta att det är du",
        "files": [],
        "means": NOTHING,
        "city": False,
        "city_name": "Stadens inloggning",
        "minutes": 5,
        "wrong": False,
    }
    kept = answer.context["kept"]
    assert [name for name, _value in kept if name == "csrfmiddlewaretoken"] == []
    assert ("reason", REASON) in kept
    assert [value for name, value in kept if name == "aspects"] == ["confidentiality"]
    assert answer.context["action"] == answer.wsgi_request.get_full_path()


def test_what_she_is_asked_for_is_what_she_has(world: World, form: Any) -> None:
    app_of(world, "chef")
    client = world.client("chef")
    assert form(client).context["means"] == CODES
    marked(client, how="city acr=loa3")
    asked = form(client)
    assert (asked.context["means"], asked.context["city"]) == (NOTHING, True)


def test_what_is_no_refusal_for_want_of_a_factor_is_not_for_the_question() -> None:
    asking = ProvingMiddleware(lambda _request: HttpResponse())
    assert asking.process_exception(RequestFactory().post("/"), ValueError("x")) is None
    assert issubclass(Unproved, Exception)


def test_a_file_is_asked_for_again_by_its_name(world: World, form: Any) -> None:
    client = world.client("chef")
    answer = form(client)
    sent = {**dict(answer.context["kept"]), "prove-password": "fel"}
    files = {name: SimpleUploadedFile("a.pdf", b"%PDF-1.7") for name in ("second", "first")}
    again = client.post(answer.context["action"], {**sent, **files})
    assert (again.status_code, again.context["files"], again.context["wrong"]) == (
        422,
        ["first", "second"],
        True,
    )
    assert "prove-password" not in dict(again.context["kept"])


def lacking(world: World, who: str, **session: Any) -> tuple[bool, dict[str, Any]]:
    """Whether the person lacks a factor, and what her sign-in then remembers."""
    asked: Any = RequestFactory().get("/")
    asked.user, asked.session, asked.access = (
        world.people[who],
        dict(session),
        world.access(who, timezone.localdate()),
    )
    return must_have.lacks_required_factor(asked), asked.session


def test_that_she_has_a_factor_is_remembered_and_that_she_has_none_is_asked_each_time(
    world: World, settings: Any
) -> None:
    settings.SECOND_FACTOR = "all"
    assert lacking(world, "chef") == (True, {})
    app_of(world, "chef")
    assert lacking(world, "chef") == (False, {"has_factor": True})
    Factor.everything.all().delete()
    assert lacking(world, "chef", has_factor=True) == (False, {"has_factor": True})
    assert lacking(world, "chef", how="city") == (False, {"how": "city"})


@pytest.mark.parametrize(
    ("demand", "lack"),
    [("none", set()), ("administrators", {"admin"}), ("all", {"admin", "chef", "outsider"})],
)
def test_who_lacks_one_is_who_the_setting_names(
    world: World, settings: Any, demand: str, lack: set[str]
) -> None:
    settings.SECOND_FACTOR = demand
    found = {who: lacking(world, who) for who in ("admin", "chef", "outsider")}
    assert {who for who, (lacks, _session) in found.items() if lacks} == lack
    assert [session for _lacks, session in found.values()] == [{}, {}, {}]


@pytest.mark.parametrize(
    ("name", "password", "led"),
    [
        ("home", True, "/konto/losenord/"),
        ("factor-new", True, "/konto/losenord/"),
        ("password", True, ""),
        ("sign-out", True, ""),
        ("home", False, "/konto/faktorer/ny/"),
        ("password", False, "/konto/faktorer/ny/"),
        *(
            (each, False, "")
            for each in ("prove", "factor-new", "factor-app", "factor-passkey", "sign-out", "health")
        ),
    ],
)
def test_she_is_led_to_the_first_thing_and_kept_from_all_but_it(
    world: World, settings: Any, name: str, password: bool, led: str
) -> None:
    settings.SECOND_FACTOR = "all"
    asked: Any = RequestFactory().get("/")
    asked.user, asked.session, asked.access = (
        world.people["chef"],
        {},
        world.access("chef", timezone.localdate()),
    )
    asked.user.must_change_password = password
    asked.resolver_match = type("Match", (), {"url_name": name})
    answer = FirstThingsMiddleware(lambda _request: HttpResponse()).process_view(asked)
    assert (answer["Location"] if answer else "") == led
    asked.session["how"] = "city"
    assert FirstThingsMiddleware(lambda _request: HttpResponse()).process_view(asked) is None
