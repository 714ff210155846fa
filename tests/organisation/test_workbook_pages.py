"""The pages of the workbook and of one-time passwords for many: who sees them, what they show, and once."""

import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.exchange.reading import read_sheets
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.people.organisation.services.people import add_without_password
from akropolis.people.organisation.web import passwords
from tests.world import PASSWORD, SYSTEM, World

pytestmark = pytest.mark.usefixtures("stage")
PAGE = "one-time-passwords"


def newcomers(*usernames: str) -> list[User]:
    """People who have been added without a password."""
    with writing(SYSTEM) as w:
        return [add_without_password(w, {"username": name, "name": name.title()}) for name in usernames]


def shown(answer: Any) -> dict[str, str]:
    """The passwords on the page, by user name."""
    return dict(
        re.findall(r"<code>([a-z.0-9]+)</code>.*?<code>([a-z0-9-]+)</code>", answer.content.decode(), re.S)
    )


def test_the_file_is_taken_out_by_who_may_give_roles_and_nobody_else(world: World) -> None:
    answer = world.client("admin").get(reverse("organisation-export"))
    assert sorted(read_sheets("x.xlsx", answer.content)) == [
        "Enheter",
        "Personer",
        "Roller",
        "Så fyller du i",
        "akropolis_lists",
    ]
    for name in ("organisation-export", "organisation-import", PAGE):
        assert [world.client(who).get(reverse(name)).status_code for who in ("admin", "owner")] == [200, 404]


@pytest.mark.parametrize("name", ["units", "people"])
def test_the_lists_lead_to_the_file_for_who_may_use_it(world: World, name: str) -> None:
    link = f'href="{reverse("organisation-import")}"'
    pages = [world.client(who).get(reverse(name)).content.decode() for who in ("admin", "owner")]
    assert [link in page for page in pages] == [True, False]


def test_people_who_have_no_password_are_chosen_and_get_one_each_that_works(world: World) -> None:
    User.everything.update(last_login=timezone.now())
    siv, bo = newcomers("siv", "bo")
    client = world.client("admin")
    form = client.get(reverse(PAGE)).context["form"]
    assert set(form["people"].value()) == {siv.pk, bo.pk}
    answer = client.post(reverse(PAGE), {"people": [siv.pk, bo.pk]})
    given = shown(answer)
    assert (answer.status_code, set(given), answer["Cache-Control"]) == (
        201,
        {"siv", "bo"},
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    for username, password in given.items():
        person = User.everything.get(username=username)
        assert (person.check_password(password), person.must_change_password) == (True, True)
    logged = "".join(map(str, Change.objects.values_list("payload", "content")))
    assert not any(password in logged for password in given.values())
    assert client.get(reverse(PAGE)).context["form"]["people"].value() == []


@pytest.mark.parametrize(
    ("host", "alone"),
    [("localhost:8000", True), ("127.0.0.1", True), ("[::1]:8000", True), ("testserver", False)],
)
def test_an_address_that_leads_nowhere_from_elsewhere_is_warned_of(
    world: World, settings: LazySettings, host: str, alone: bool
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    newcomers("ny")
    page = world.client("admin").get(reverse(PAGE), headers={"host": host})
    assert (page.context["only_here"], page.context["address"]) == (alone, f"http://{host}/")
    assert ("fungerar bara på den här datorn" in page.content.decode()) is alone
    assert f"http://{host}/" in page.content.decode()


def test_nobody_who_has_signed_in_gets_a_new_password_so(world: World) -> None:
    """Their sign-ins would go on; and the administrator would learn a password that somebody uses."""
    owner, chef = world.people["owner"], world.people["chef"]
    User.everything.filter(pk=owner.pk).update(last_login=timezone.now())
    client = world.client("admin")
    before = Change.objects.count()
    answer = client.post(reverse(PAGE), {"people": [owner.pk, chef.pk]})
    assert (answer.status_code, Change.objects.count()) == (422, before)
    assert User.everything.get(pk=owner.pk).check_password(PASSWORD)
    assert client.post(reverse(PAGE), {"people": ["x"]}).status_code == 422


def test_they_come_some_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "AT_ONCE", 2)
    User.everything.update(last_login=timezone.now())
    newcomers("ann", "bea", "cia")
    client = world.client("admin")
    page = client.get(reverse(PAGE))
    first = [str(pk) for pk in page.context["form"].fields["people"].queryset.values_list("pk", flat=True)]
    assert (len(first), page.context["lead"].startswith("3 personer har aldrig loggat in.")) == (2, True)
    assert client.post(reverse(PAGE), {"people": first}).context["left"] == 1
    last = User.everything.get(username="cia")
    assert shown(client.post(reverse(PAGE), {"people": [last.pk]})).keys() == {"cia"}


def test_with_the_citys_sign_in_nobody_is_chosen_beforehand(world: World, settings: LazySettings) -> None:
    settings.OIDC_ISSUER = "https://id.stad.example"
    newcomers("siv")
    page = world.client("admin").get(reverse(PAGE))
    assert "people" not in page.context["form"].initial
    assert "De som loggar in via staden behöver inget lösenord." in page.content.decode()


def test_a_person_without_roles_is_explained_to_who_sees_all(world: World) -> None:
    page = reverse("person", args=[world.people["outsider"].pk])
    said = [world.client(who).get(page).content.decode() for who in ("admin", "owner")]
    assert ["Ingen roll än." in said[0], "Ingen roll som du har behörighet att se." in said[1]] == [
        True,
        True,
    ]


def test_the_only_unit_above_is_chosen_beforehand(world: World) -> None:
    client = world.client("admin")
    assert client.get(reverse("unit-create")).context["form"]["parent"].value() is None
    for unit in (world.units[code] for code in ("utbf", "kulf", "utb", "kul", "hamn")):
        type(unit).everything.filter(pk=unit.pk).update(valid_to=timezone.localdate())
    form = client.get(reverse("unit-create")).context["form"]
    assert form["parent"].value() == world.units["stad"].pk
