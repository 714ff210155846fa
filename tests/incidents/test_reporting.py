"""Anybody reports an event in the own unit: it reaches those who handle it, and she sees what becomes of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.incidents.models import Incident, IncidentUnit
from akropolis.kernel.deadlines.tasks import awaited_by, tasks_for
from akropolis.kernel.notify.models import Message
from akropolis.kernel.records import writer
from tests.world import SYSTEM, World

PAGE = "/rapportera/"


def answers(world: World, **given: str) -> dict[str, Any]:
    moment = timezone.localtime() - timedelta(hours=1)
    usual = {"what": "Fel lista på nätet", "occurred_at": moment.strftime("%Y-%m-%dT%H:%M")}
    return usual | {"personal_data": "yes", "unit": str(world.units["utb"].pk)} | given


def sent(world: World, who: str) -> list[tuple[str, str, bool]]:
    found = awaited_by(world.access(who), timezone.localdate())
    return [(str(one.whom), str(one.state), bool(one.url)) for one in found]


def test_what_is_reported_is_an_incident_of_the_unit_that_is_to_be_taken_in(world: World) -> None:
    answer = world.client("colleague").post(PAGE, answers(world, what="Fel lista\nDen låg ute en timme."))
    assert (answer.status_code, answer["Location"]) == (302, "/skickat/")
    made = Incident.everything.get()
    assert (made.title, made.description) == ("Fel lista", "Fel lista\nDen låg ute en timme.")
    assert (made.owner_unit, made.personal_data, made.status) == (world.units["utb"], "yes", "reported")
    assert IncidentUnit.everything.get(incident=made).unit == world.units["utb"]
    told = {message.user.username for message in Message.objects.all()}
    assert told == {"chef", "owner"}
    assert all("Oskar Tallgren" in message.text for message in Message.objects.all())
    keys = [task.key for task in tasks_for(world.access("chef"), timezone.localdate())]
    assert f"incident:{made.pk}:utb" in keys


def test_the_person_sees_how_far_it_has_come_and_no_more(world: World) -> None:
    client = world.client("colleague")
    client.post(PAGE, answers(world))
    made = Incident.everything.get()
    assert sent(world, "colleague") == [("Utbildningsnämnden", "Rapporterad", False)]
    writer.update(SYSTEM, made, {"status": "handling"})
    assert sent(world, "colleague") == [("Utbildningsnämnden", "Hanteras", False)]
    assert client.get(f"/incidenter/{made.pk}/").status_code == 404
    assert "Fel lista på nätet" in client.get("/skickat/").text
    assert sent(world, "neighbour") == sent(world, "owner") == []
    long_ago = timezone.now() - timedelta(days=40)
    writer.update(SYSTEM, made, {"status": "resolved", "occurred_at": long_ago - timedelta(days=1)})
    writer.update(SYSTEM, made, {"status": "closed", "closed_at": timezone.now(), "cause": "Fel"})
    assert sent(world, "colleague") == [("Utbildningsnämnden", "Avslutad", False)]
    writer.update(SYSTEM, made, {"closed_at": long_ago})
    assert sent(world, "colleague") == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"what": " "}, "Fältet måste fyllas i"),
        ({"occurred_at": "2999-01-01T10:00"}, "Det kan inte ha hänt än."),
        ({"occurred_at": "igår"}, "igår"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(world: World, given: dict[str, str], words: str) -> None:
    answer = world.client("colleague").post(PAGE, answers(world, **given))
    assert answer.status_code == 422
    assert (words in answer.text) or answer.context["form"].errors
    assert not Incident.everything.exists()


def test_nobody_reports_in_a_unit_that_is_not_her_own(world: World) -> None:
    answer = world.client("colleague").post(PAGE, answers(world, unit=str(world.units["kul"].pk)))
    assert answer.status_code == 422
    assert not Incident.everything.exists()


def test_the_way_is_in_the_header_of_those_who_may(world: World) -> None:
    for who, there in (("colleague", True), ("chef", True), ("owner", True), ("auditor", False)):
        client = world.client(who)
        assert (f'href="{PAGE}"' in client.get("/").text) is there
        assert client.get(PAGE).status_code == (200 if there else 404)


def test_sent_twice_it_is_one(world: World) -> None:
    client = world.client("colleague")
    form = answers(world)
    page = client.get(PAGE).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    for _ in range(2):
        assert client.post(PAGE, form | {"csrfmiddlewaretoken": token}).status_code == 302
    assert Incident.everything.count() == 1
