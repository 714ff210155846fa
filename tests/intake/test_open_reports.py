"""Without an account: off until the city turns it on, once for a form, slowed, and the reference alone opens it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.access import open_forms
from akropolis.base.kernel.access.slowing import Slowed
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records import writer
from akropolis.events.incidents.models import Incident, LogEntry, OpenReport
from tests.intake.pictures import png
from tests.intake.test_reporting import answers
from tests.world import SYSTEM, World

PAGE = "/rapportera/utan-konto/"


@pytest.fixture(autouse=True)
def opened(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPEN_REPORTS = True
    monkeypatch.setattr(open_forms, "SLOWED", Slowed(of_one=3, of_all=5, within=timedelta(minutes=15)))


def send(world: World, client: Client | None = None, **given: str) -> Any:
    said = answers(world, unit=str(world.units["kulf"].pk), contact="070-123 45 67", **given)
    return (client or world.client()).post(PAGE, said)


def test_it_is_off_until_the_city_turns_it_on(world: World, settings: Any) -> None:
    settings.OPEN_REPORTS = False
    assert world.client().get(PAGE).status_code == 404
    assert send(world).status_code == 404
    assert not Incident.everything.exists()
    assert PAGE not in world.client().get("/logga-in/").text
    settings.OPEN_REPORTS = True
    assert PAGE in world.client().get("/logga-in/").text


def test_the_reference_alone_leads_to_how_far_it_has_come(world: World) -> None:
    answer = send(world, what="Dörren stod öppen")
    place = answer["Location"]
    assert re.fullmatch(r"/rapportera/folj/([0-9a-f]{4}-){7}[0-9a-f]{4}/", place)
    made = Incident.everything.get()
    assert (made.owner_unit, made.kind, made.title) == (world.units["kulf"], "event", "Dörren stod öppen")
    page = world.client().get(place)
    assert "Det har kommit in och väntar på att bedömas." in page.text
    assert "Kulturförvaltningen" in page.text
    writer.update(SYSTEM, made, {"title": "Havsörn", "status": "handling", "kind": "incident"})
    told = world.client().get(place).text
    assert "Det hanteras." in told
    for word in ("Havsörn", made.number, "Dörren", "070-123", str(made.pk)):
        assert word not in told
    assert (
        world.client().get(place.upper().replace("/RAPPORTERA/FOLJ", "/rapportera/folj")).status_code == 200
    )


def test_a_wrong_reference_is_the_one_404(world: World) -> None:
    place = send(world)["Location"]
    wrong = place[:-2] + ("0" if place[-2] != "0" else "1") + "/"
    answers = [world.client().get(each) for each in (wrong, "/rapportera/folj/x/", "/finns-inte/")]
    assert [each.status_code for each in answers] == [404] * 3
    assert len({re.sub(r"[\w-]{32,}", "", each.text.replace(wrong, "")) for each in answers}) == 1


def test_of_the_reference_a_digest_is_kept_and_how_to_reach_her_stays_out_of_the_history(
    world: World,
) -> None:
    reference = send(world)["Location"].split("/")[-2]
    row = OpenReport.everything.get()
    assert row.contact == "070-123 45 67"
    assert reference not in row.digest
    assert reference.replace("-", "") not in row.digest
    stored = "".join(change.payload + change.content for change in Change.objects.all())
    assert "070-123" not in stored
    assert {message.user.username for message in Message.objects.all()} == {"neighbour"}
    assert all("Någon utan konto" in message.text for message in Message.objects.all())


def test_who_to_reach_is_read_where_the_event_is_led_alone(world: World) -> None:
    send(world)
    seen = {
        who: OpenReport.objects.visible(world.access(who)).count()
        for who in ("neighbour", "owner", "colleague")
    }
    assert seen == {"neighbour": 1, "owner": 0, "colleague": 0}


def test_sent_twice_it_is_one_and_written_anew_another(world: World) -> None:
    client = world.client()
    token = client.get(PAGE).text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    moment = answers(world)["occurred_at"]
    first, second = [
        send(world, client, csrfmiddlewaretoken=token, occurred_at=moment)["Location"] for _ in range(2)
    ]
    assert first == second
    assert Incident.everything.count() == 1
    other = send(world, client, csrfmiddlewaretoken=token, occurred_at=moment, what="Annat")["Location"]
    assert other != first
    assert Incident.everything.count() == 2


def test_too_much_is_slowed_by_address_and_in_all_and_loses_nothing(world: World) -> None:
    def tried(address: str) -> int:
        client = Client(REMOTE_ADDR=address)
        return int(send(world, client, what=f"Från {address}").status_code)

    assert [tried("192.0.2.1") for _ in range(4)] == [302, 302, 302, 429]
    assert [tried("192.0.2.2"), tried("2001:db8::1"), tried("2001:db8::2")] == [302, 302, 429]
    slow = send(world, Client(REMOTE_ADDR="192.0.2.9"), what="Det jag skrev")
    assert slow.status_code == 429
    assert "Det jag skrev" in slow.text
    assert "skicka igen efter" in slow.text
    assert Incident.everything.count() == 5


def test_the_waits_grow_and_end() -> None:
    slowed, now = Slowed(of_one=2, of_all=100, within=timedelta(minutes=15)), timezone.now()
    for _ in range(2):
        slowed.count("2001:db8::1", now)
    assert slowed.again("192.0.2.1", now) is None
    assert slowed.again("2001:db8::ffff", now) == now + timedelta(seconds=10)
    for _ in range(5):
        slowed.count("2001:db8::1", now)
    assert slowed.again("2001:db8::1", now) == now + timedelta(seconds=20)
    assert slowed.again("2001:db8::1", now + timedelta(minutes=15)) is None


def test_what_is_added_without_an_account_is_checked_and_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_forms, "SLOWED", Slowed(of_one=4, of_all=9, within=timedelta(minutes=15)))
    place = send(world)["Location"]
    bomb = {"security": "no", "text": "", "file": SimpleUploadedFile("bild.png", b"PK\x03\x04")}
    assert world.client().post(place, bomb).status_code == 422
    assert not StoredFile.everything.exists()
    for _ in range(2):
        file = SimpleUploadedFile("bild.png", png())
        answer = world.client().post(place, {"security": "no", "text": "", "file": file})
        assert (answer.status_code, answer["Location"]) == (302, place)
    assert StoredFile.everything.get().object_id == Incident.everything.get().pk
    assert LogEntry.everything.get().text == "En fil: bild.png"
    assert world.client().post(place, {"security": "no", "text": "Mer"}).status_code == 429
    assert LogEntry.everything.count() == 1
