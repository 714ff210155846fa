"""The door: signing in, tokens, forged requests, and where a person is sent afterwards."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import Session, User
from akropolis.base.kernel.access.models.tokens import TokenScope
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import registry
from tests.gate.cast import bearer, newcomer, yesterday
from tests.world import PASSWORD, SYSTEM, WORD, World

WORLD = "filled"
AWAY = (
    "https://ond.example/",
    "//ond.example/",
    "//testserver/",
    "\\\\ond.example",
    "/\\ond.example",
    "javascript:alert(1)",
    "http:ond.example",
    "hej",
    "health",
    "",
)


@pytest.mark.parametrize("address", AWAY)
def test_nobody_is_sent_away_after_signing_in(world: World, address: str) -> None:
    client = Client()
    sent = {"username": "neighbour", "password": PASSWORD, "next": address}
    answer = client.post("/logga-in/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    again = client.get("/logga-in/", {"next": address})
    assert (again.status_code, again["Location"]) == (302, "/")


@pytest.mark.parametrize("address", AWAY)
def test_nor_when_changing_unit_or_gathering(world: World, address: str) -> None:
    answer = world.client("owner").post("/enhet/", {"unit": "utb", "next": address})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_the_way_back_from_a_row_stays_in_its_list(world: World) -> None:
    row = world.rows["services"]
    page = world.client("owner").get(f"/tjanster/{row.pk}/", {"back": '"><script>x</script>&q=//ond.example'})
    assert page.status_code == 200
    assert "<script>x" not in page.text
    assert 'href="//ond' not in page.text


@pytest.mark.parametrize(
    "told", ["http://[", "//ond.example//ond.example/x", "https://ond.example/incidenter/"]
)
def test_a_part_of_a_page_leads_to_our_own_sign_in(world: World, told: str) -> None:
    answer = Client().get("/incidenter/", headers={"HX-Request": "true", "HX-Current-URL": told})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/logga-in/?next=/")


def test_signing_in_gives_a_new_session(world: World) -> None:
    client = Client()
    client.get("/logga-in/")
    planted = client.session
    planted["planted"] = "x"
    planted.save()
    client.cookies["sessionid"] = str(planted.session_key)
    client.post("/logga-in/", {"username": "neighbour", "password": PASSWORD})
    assert client.cookies["sessionid"].value != planted.session_key
    assert Session.objects.filter(session_key=planted.session_key).count() == 0
    other = Client()
    other.cookies["sessionid"] = str(planted.session_key)
    assert other.get("/konto/").status_code == 302


def test_tries_are_counted_whatever_the_request_says_of_its_address(world: World) -> None:
    client, seen = Client(), []
    for number in range(8):
        headers = {
            "X-Forwarded-For": f"10.0.0.{number}",
            "X-Real-IP": f"10.0.1.{number}",
            "Forwarded": f"for=1.2.3.{number}",
        }
        sent = {"username": ("admin", " ADMIN ")[number % 2], "password": "fel"}
        seen.append(client.post("/logga-in/", sent, headers=headers).status_code)
    assert (seen[:4], set(seen[5:])) == ([422] * 4, {429})
    right = client.post("/logga-in/", {"username": "admin", "password": PASSWORD})
    assert right.status_code == 429


def test_an_unknown_name_and_a_wrong_password_look_alike(world: World) -> None:
    pages = []
    for name in ("neighbour", "ingenalls"):
        page = Client().post("/logga-in/", {"username": name, "password": "fel"})
        pages.append((page.status_code, "passar inte ihop" in page.text))
    with writing(SYSTEM) as w:
        w.update(world.people["chef"], {"is_active": False})
    page = Client().post("/logga-in/", {"username": "chef", "password": PASSWORD})
    pages.append((page.status_code, "passar inte ihop" in page.text))
    assert pages == [pages[0]] * 3


def test_who_is_shut_out_is_out_at_once(world: World) -> None:
    client, headers = world.client("neighbour"), bearer(world, "neighbour", TokenScope.WRITE)
    assert client.get("/incidenter/").status_code == 200
    assert Client().get("/api/v1/incidents", headers=headers).status_code == 200
    with writing(SYSTEM) as w:
        w.update(world.people["neighbour"], {"is_active": False})
    assert client.get("/incidenter/").status_code == 302
    assert client.get("/api/v1/incidents").status_code == 401
    assert Client().get("/api/v1/incidents", headers=headers).status_code == 401


@pytest.mark.parametrize("register", registry.all(), ids=[r.key for r in registry.all()])
def test_a_token_for_reading_writes_nothing_anywhere(world: World, register: Any) -> None:
    headers = bearer(world, "owner", TokenScope.READ)
    before = Change.objects.count()
    body: dict[str, Any] = {"title": "X", "name": "X", "owner_unit": "utb"}
    row = world.rows[register.key]
    there = f"/api/v1/{register.key}"
    client = Client()
    assert client.get(f"{there}/{row.pk}", headers=headers).status_code == 200
    given = headers | {"If-Match": '"1"'}
    assert client.post(there, body, content_type="application/json", headers=headers).status_code in (
        404,
        422,
    )
    assert (
        client.patch(
            f"{there}/{row.pk}", data="{}", content_type="application/json", headers=given
        ).status_code
        == 404
    )
    assert client.delete(f"{there}/{row.pk}", headers=given).status_code == 404
    for page in ("/", f"/{register.slug}/", "/konto/"):
        assert client.get(page, headers=headers).status_code == 302
    assert Change.objects.count() == before


def test_a_token_outlives_no_appointment(world: World) -> None:
    newcomer(world, "slutat", "ciso", "stad", valid_to=yesterday())
    headers = bearer(world, "slutat", TokenScope.WRITE)
    client = Client()
    for key in ("incidents", "services", "units", "reviews", "reviews/stad/2027"):
        assert client.get(f"/api/v1/{key}", headers=headers).status_code == 404, key


def test_a_session_alone_writes_nothing_through_the_api(world: World) -> None:
    before, row = Change.objects.count(), world.rows["services"]
    client = world.client("owner")
    there = f"/api/v1/services/{row.pk}"
    for headers in (
        {},
        {"If-Match": '"1"'},
        {"Authorization": "Basic x", "If-Match": '"1"'},
        {"Authorization": "Bearer "},
    ):
        for method in ("post", "put", "patch", "delete"):
            place = "/api/v1/services" if method == "post" else there
            answer = getattr(client, method)(
                place, data="{}", content_type="application/json", headers=headers
            )
            assert answer.status_code in (401, 405)
    assert Change.objects.count() == before


def test_every_form_asks_for_its_own_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["owner"], backend="akropolis.shell.home.web.sign_in.LocalBackend")
    row, before = world.rows["services"], Change.objects.count()
    for address in (
        f"/tjanster/{row.pk}/arkivera/",
        "/konto/",
        "/enhet/",
        "/tjanster/importera/",
        "/logga-ut/",
    ):
        assert client.post(address, {"unit": "utb"}).status_code == 403
    assert Change.objects.count() == before


def test_messages_of_a_role_that_has_ended_are_not_read(world: World) -> None:
    access = newcomer(world, "slutat", "ciso", "stad", valid_to=yesterday())
    person = world.people["slutat"]
    post([Draft(user=person, key="x:1", subject=f"Försenat: {WORD}", text=WORD, url="/x/")], timezone.now())
    assert dict(access.grants) == {}
    page = world.client("slutat").get("/konto/")
    assert (page.status_code, page.text.count(WORD)) == (200, 0)
    assert world.client("slutat").get("/").text.count(WORD) == 0


def test_another_persons_sign_in_is_not_ended_nor_seen(world: World) -> None:
    from akropolis.base.kernel.access.sessions import reference  # beside its only use

    owner, neighbour = world.client("owner"), world.client("neighbour")
    key = owner.session.session_key
    answer = neighbour.post("/konto/inloggningar/avsluta/", {"session": reference(str(key))})
    assert answer.status_code == 404
    assert reference(str(key)) not in neighbour.get("/konto/").text
    assert owner.get("/konto/").status_code == 200


def test_an_account_with_a_one_time_password_opens_nothing_but_its_change(world: World) -> None:
    with writing(SYSTEM) as w:
        w.update(world.people["owner"], {"must_change_password": True})
    client = world.client("owner")
    for address in ("/", "/incidenter/", "/api/v1/incidents", "/genomgangar/", "/sok/?q=" + WORD):
        assert client.get(address)["Location"] == "/konto/losenord/"


def test_a_person_is_the_one_who_signs_in_and_no_other(world: World) -> None:
    fields = {"username": "admin", "is_active": "on", "name": "Annan", "email": "x@y.se", "password": "x"}
    before = {n: getattr(world.people["neighbour"], n) for n in ("username", "name", "email", "password")}
    world.client("neighbour").post("/konto/", fields | {"language": "en", "color_scheme": "dark"})
    stored = User.everything.get(pk=world.people["neighbour"].pk)
    assert {n: getattr(stored, n) for n in before} == before
    assert dict(access_for(stored, timezone.localdate()).grants) == dict(world.access("neighbour").grants)
