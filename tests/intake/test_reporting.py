"""Anybody reports an event in the own unit: it reaches those who handle it, and she follows what becomes of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from akropolis.base.kernel.deadlines.tasks import awaited_by, tasks_for
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records import writer
from akropolis.events.incidents.models import Incident, IncidentUnit, LogEntry
from tests.intake.pictures import png
from tests.world import SYSTEM, World

PAGE = "/rapportera/"


def answers(world: World, **given: str) -> dict[str, Any]:
    moment = timezone.localtime() - timedelta(hours=1)
    usual = {"what": "Fel lista på nätet", "occurred_at": moment.strftime("%Y-%m-%dT%H:%M"), "security": "no"}
    return usual | {"personal_data": "yes", "unit": str(world.units["utb"].pk)} | given


def sent(world: World, who: str) -> list[tuple[str, str, bool]]:
    found = awaited_by(world.access(who), timezone.localdate())
    return [(str(one.whom), str(one.state), bool(one.url)) for one in found]


def test_what_is_reported_is_an_event_of_the_unit_that_is_to_be_taken_in(world: World) -> None:
    begun = timezone.now()
    answer = world.client("colleague").post(PAGE, answers(world, what="Fel lista\nDen låg ute en timme."))
    made = Incident.everything.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/rapportera/{made.pk}/")
    assert (made.title, made.description) == ("Fel lista", "Fel lista\nDen låg ute en timme.")
    assert (made.owner_unit, made.personal_data, made.status) == (world.units["utb"], "yes", "reported")
    assert made.kind == "event"
    assert made.aware_at is not None
    assert begun <= made.aware_at <= timezone.now()
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
    assert sent(world, "colleague") == [("Utbildningsnämnden", "Rapporterad", True)]
    writer.update(SYSTEM, made, {"status": "handling", "title": "Intrång hos Havsörn", "kind": "incident"})
    assert sent(world, "colleague") == [("Utbildningsnämnden", "Hanteras", True)]
    assert client.get(f"/incidenter/{made.pk}/").status_code == 404
    for page in (client.get("/skickat/"), client.get(f"/rapportera/{made.pk}/")):
        assert "Havsörn" not in page.text
    assert "Fel lista på nätet" in client.get("/skickat/").text
    assert "Det hanteras." in client.get(f"/rapportera/{made.pk}/").text
    assert sent(world, "neighbour") == sent(world, "owner") == []
    for who in ("neighbour", "owner", "auditor"):
        assert world.client(who).get(f"/rapportera/{made.pk}/").status_code == 404
    long_ago = timezone.now() - timedelta(days=40)
    writer.update(SYSTEM, made, {"status": "resolved", "occurred_at": long_ago - timedelta(days=1)})
    writer.update(SYSTEM, made, {"status": "closed", "closed_at": timezone.now(), "cause": "Fel"})
    assert sent(world, "colleague") == [("Utbildningsnämnden", "Avslutad", True)]
    writer.update(SYSTEM, made, {"closed_at": long_ago})
    assert sent(world, "colleague") == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"what": " "}, "Det här behöver du fylla i."),
        ({"occurred_at": "2999-01-01T10:00"}, "Det kan inte ha hänt än."),
        ({"occurred_at": "igår"}, "igår"),
        ({"occurred_at": "2026-03-29T02:30"}, "Klockan blev aldrig 02:30 2026-03-29: sommartiden började."),
        (
            {"occurred_at": "2026-10-25T02:30"},
            "Klockan var 02:30 två gånger 2026-10-25: sommartiden slutade.",
        ),
        ({"occurred_at": "0001-01-01T00:00"}, "Skriv en dag under åren 1900 till 2199."),
        ({"security": ""}, ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(world: World, given: dict[str, str], words: str) -> None:
    answer = world.client("colleague").post(PAGE, answers(world, **given))
    assert answer.status_code == 422
    assert words in answer.text
    assert answer.context["form"].errors
    assert given.get("what") or "Fel lista på nätet" in answer.text
    assert not Incident.everything.exists()


def test_a_clock_that_is_a_little_fast_is_forgiven(world: World) -> None:
    moment = timezone.localtime() + timedelta(minutes=4)
    given = answers(world, occurred_at=moment.strftime("%Y-%m-%dT%H:%M"))
    assert world.client("colleague").post(PAGE, given).status_code == 302
    assert Incident.everything.get().occurred_at <= timezone.now()


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


def test_what_she_adds_stands_in_the_log_in_her_name_and_is_told_once(world: World) -> None:
    client = world.client("colleague")
    client.post(PAGE, answers(world))
    made = Incident.everything.get()
    Message.objects.all().delete()
    for _ in range(2):
        file = SimpleUploadedFile("bild.png", png())
        sent = {"security": "no", "text": "Nu är den borta.", "file": file}
        assert client.post(f"/rapportera/{made.pk}/", sent).status_code == 302
    entry = LogEntry.everything.get()
    assert (entry.text, entry.written_by, entry.mark) == ("Nu är den borta.", "Oskar Tallgren", "leading")
    assert (entry.incident, entry.unit) == (made, world.units["utb"])
    assert StoredFile.everything.get().object_id == made.pk
    assert {message.user.username for message in Message.objects.all()} == {"chef", "owner"}
    other = {"security": "no", "text": "Nu är den borta.", "file": SimpleUploadedFile("b.txt", b"annat")}
    client.post(f"/rapportera/{made.pk}/", other)
    assert (LogEntry.everything.count(), StoredFile.everything.count()) == (2, 2)


@pytest.mark.parametrize(
    ("text", "name", "data", "words"),
    [
        ("", "", b"", "Skriv något eller välj en fil."),
        ("Se bilden", "bild.png", b"ingen bild", "Fotot går inte att läsa"),
        ("Se filen", "fil.exe", b"MZ", "Filer av den här typen tas inte emot."),
    ],
)
def test_what_cannot_be_added_is_said_and_adds_nothing(
    world: World, text: str, name: str, data: bytes, words: str
) -> None:
    client = world.client("colleague")
    client.post(PAGE, answers(world))
    made = Incident.everything.get()
    sent = {"security": "no", "text": text} | ({"file": SimpleUploadedFile(name, data)} if name else {})
    answer = client.post(f"/rapportera/{made.pk}/", sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert text in answer.text
    assert not LogEntry.everything.exists()
    assert not StoredFile.everything.exists()
