"""The public form: off until the city turns it on, and its reference shows the state alone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access import open_forms
from akropolis.base.kernel.access.slowing import Slowed
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import writing
from akropolis.privacy.data_requests.models import DataRequest, RequestStop
from akropolis.privacy.data_requests.web.stops import pending_request_stops
from tests.data_requests.cases import CANARY, staff
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
PAGE = "/begar-uppgifter/"


@pytest.fixture(autouse=True)
def opened(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    staff(world)
    settings.OPEN_REQUESTS = True
    monkeypatch.setattr(open_forms, "SLOWED", Slowed(of_one=2, of_all=5, within=timedelta(minutes=15)))


def send(world: World, **given: str) -> Any:
    values = {
        "kind": "access",
        "subject": CANARY,
        "requester": "Tyra Lind",
        "contact": "070-174 06 36",
        "security": "no",
    }
    return world.client().post(PAGE, values | {"unit": str(world.units["utb"].pk)} | given)


def test_it_is_off_until_the_city_turns_it_on(world: World, settings: Any) -> None:
    assert PAGE in world.client().get("/logga-in/").text
    settings.OPEN_REQUESTS = False
    assert (world.client().get(PAGE).status_code, send(world).status_code) == (404, 404)
    assert PAGE not in world.client().get("/logga-in/").text
    assert not DataRequest.everything.exists()


def test_the_reference_shows_the_state_alone_and_identity_is_proved_first(world: World) -> None:
    place = send(world)["Location"]
    assert re.fullmatch(r"/begar-uppgifter/([0-9a-f]{4}-){7}[0-9a-f]{4}/", place)
    made = DataRequest.everything.get()
    found = (made.owner_unit, made.received_on, made.identity, made.state, made.handler)
    assert found == (world.units["utb"], timezone.localdate(), "asked", "received", None)
    page = world.client().get(place)
    assert (page.status_code, "Mottagen" in page.text) == (200, True)
    for words in (CANARY, "Tyra", "174 06", made.number, "Utbildningsnämnden", str(made.last_on)):
        assert words not in page.text
    assert (
        world.client().get(f"{place[:-2]}0/".replace("0/", "1/" if place[-2] == "0" else "0/")).status_code
        == 404
    )
    assert made.reference not in place


def test_a_name_and_a_way_to_reach_it_are_asked_for_and_a_part_of_an_authority_is_not_offered(
    world: World,
) -> None:
    for field, value in (("requester", ""), ("contact", " "), ("unit", str(world.units["utbf"].pk))):
        page = send(world, **{field: value})
        assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
        assert CANARY in page.text
    assert not DataRequest.everything.exists()


def test_too_many_have_to_wait_and_lose_nothing(world: World) -> None:
    assert [send(world, subject=str(n)).status_code for n in range(3)] == [302, 302, 429]
    assert CANARY in send(world).text
    assert DataRequest.everything.count() == 2


def test_a_yes_to_the_first_question_keeps_nothing_of_what_was_written(world: World) -> None:
    page = world.client().get(PAGE)
    assert list(page.context["form"].fields)[:2] == ["unit", "security"]
    with writing(SYSTEM) as w:
        world.add(w, "head", "Säkerhetsskyddschefen", "sakerhetschef", "stad")
    page = send(world, security="yes")
    stop = RequestStop.everything.get()
    assert (page.status_code, stop.reference in page.text, stop.notified) == (200, True, 1)
    assert (DataRequest.everything.count(), stop.unit) == (0, world.units["utb"])
    kept = f"{page.text} {list(Change.objects.values_list('payload', flat=True))} {list(Message.objects.values())}"
    for words in (CANARY, "Tyra", "070-174"):
        assert words not in kept
    address = reverse("data-request-stop", args=[stop.pk])
    assert [world.client(who).get(address).status_code for who in ("owner", "neighbour", "head")] == [
        404,
        404,
        200,
    ]
    (task,) = tasks_for(world.access("head"), timezone.localdate(), [pending_request_stops])
    assert task.url == address
    world.client("head").post(address, {"note": "Samtal."})
    assert not list(tasks_for(world.access("head"), timezone.localdate(), [pending_request_stops]))


def test_without_an_answer_to_the_first_question_nothing_is_sent(world: World) -> None:
    page = send(world, security="")
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["security"])
    assert (DataRequest.everything.count(), RequestStop.everything.count()) == (0, 0)
