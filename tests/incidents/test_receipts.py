"""An incident reaches the units that it affects: told at once, on the lists there, taken in once, and reminded of."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.deadlines.tasks import PendingTask, tasks_for
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify import sending
from akropolis.base.kernel.notify.models import Message, Reminder
from akropolis.base.kernel.notify.reminding import remind
from akropolis.base.kernel.records.writer import writing
from akropolis.events.incidents.models import (
    Incident,
    IncidentReceipt,
    IncidentSharing,
    IncidentStatus,
    TrackRegime,
)
from akropolis.events.incidents.services import incidents, receipts
from akropolis.events.incidents.services.tracks import open_tracks
from tests.behaviours.tokens import bearer
from tests.factories.duties import classed
from tests.factories.graphs import service
from tests.gate.cast import appoint
from tests.incidents.tabs import text_of
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db


def opened(world: World, *codes: str, who: str = "ciso", **values: Any) -> Incident:
    given = {
        "title": "Intrång",
        "owner_unit": world.units["stad"],
        "occurred_at": timezone.now(),
        "severity": 3,
    }
    with writing(world.access(who)) as w:
        incident = w.create(Incident, given | values)
        receipts.notify_receivers(
            w, incident, incidents.set_affected_units(w, incident, [world.units[code] for code in codes])
        )
    return incident


def tasks(world: World, who: str) -> list[PendingTask]:
    found = tasks_for(world.access(who), timezone.localdate())
    return [task for task in found if task.key.startswith("incident:")]


def told(start: str = "incident:") -> dict[str, str]:
    rows = Message.objects.filter(key__startswith=start).select_related("user")
    return {row.user.username: row.text for row in rows}


def counts() -> tuple[int, ...]:
    rows = (IncidentReceipt.everything, Reminder.everything, Message.objects, Change.objects)
    return tuple(each.count() for each in rows)


def test_those_who_take_it_in_are_told_at_once_and_have_it_on_their_lists(world: World) -> None:
    classed(world, "stad")
    incident = opened(world, "utb", "kul")
    assert told() == {
        "owner": "Mälarstad har öppnat den. Allvarlighetsgrad: Allvarlig. Berörda: Utbildningsnämnden. "
        "Kvittera den, och skriv vad den får för följder hos er.",
        "chef": told()["owner"],
        "neighbour": told()["owner"].replace("Utbildnings", "Kultur"),
    }
    assert [(t.title, t.at) for t in tasks(world, "owner")] == [
        ("Kvittera incidenten ”Intrång” för Utbildningsnämnden", incident.created_at + timedelta(hours=24))
    ]
    assert [len(tasks(world, who)) for who in ("chef", "neighbour", "ciso", "colleague", "outsider")] == [
        1,
        1,
        0,
        0,
        0,
    ]
    first = tasks(world, "owner")[0]
    assert first.why == "Katarina Vesterlund skickar den. Mälarstad leder den. Allvarlighetsgrad: Allvarlig."
    reasons = [reason.text for reason in first.reasons]
    assert reasons[0].endswith("enheten fick veta att den berörs.")


def test_who_opens_it_is_not_told_and_nobody_is_told_twice(world: World) -> None:
    incident = opened(world, "utb", who="owner", owner_unit=world.units["utb"])
    assert set(told()) == {"chef"}
    with writing(SYSTEM) as w:
        receipts.notify_receivers(
            w, incident, incidents.set_affected_units(w, incident, [world.units["utb"], world.units["kul"]])
        )
    assert set(told()) == {"chef", "neighbour"}


def test_a_unit_without_anybody_is_told_by_those_nearest_above(world: World) -> None:
    with writing(SYSTEM) as w:
        incident = w.create(
            Incident, {"title": "Stopp", "owner_unit": world.units["stad"], "occurred_at": timezone.now()}
        )
        receipts.notify_receivers(
            w, incident, incidents.set_affected_units(w, incident, [world.units["hamn"]])
        )
    assert set(told()) == {"ciso", "admin"}  # both hold all that there is, over the whole city


def test_it_is_taken_in_once_and_leaves_the_lists(world: World) -> None:
    incident = opened(world, "utb", "kul")
    page = f"/incidenter/{incident.pk}/ta-emot/utb/"
    answer = world.client("owner").post(page, {"meaning": "Skolorna står utan journal."})
    assert answer["Location"] == f"/incidenter/{incident.pk}/"
    [row] = IncidentReceipt.everything.all()
    assert (row.unit, row.meaning, row.received_by) == (
        world.units["utb"],
        "Skolorna står utan journal.",
        "Nadja Perić",
    )
    assert [len(tasks(world, who)) for who in ("owner", "chef", "neighbour")] == [0, 0, 1]
    before = counts()
    with pytest.raises(Invalid, match="Någon annan i enheten har redan kvitterat den"):
        receipts.receive(world.access("chef"), incident, world.units["utb"], "")
    assert counts() == before
    for who, seen in (("ciso", True), ("owner", True), ("neighbour", False)):
        text = text_of(world.client(who), incident)
        assert ("Skolorna står utan journal." in text, "Utbildningsnämnden" in text) == (seen, seen)


@pytest.mark.parametrize(
    ("who", "code"),
    [("neighbour", "utb"), ("colleague", "utb"), ("owner", "kul"), ("owner", "hamn"), ("auditor", "utb")],
)
def test_nobody_takes_it_in_for_others_or_where_it_affects_nobody(world: World, who: str, code: str) -> None:
    incident = opened(world, "utb", "kul")
    before = counts()
    with pytest.raises(Hidden):
        receipts.receive(world.access(who), incident, world.units[code], "")
    assert world.client(who).post(f"/incidenter/{incident.pk}/ta-emot/{code}/", {}).status_code == 404
    assert counts() == before


@pytest.mark.parametrize("how", ["closed", "archived"])
def test_what_is_over_waits_for_nobody(world: World, how: str) -> None:
    incident = opened(world, "utb")
    with writing(SYSTEM) as w:
        if how == "archived":
            w.archive(incident)
        else:
            w.update(incident, {"status": IncidentStatus.RESOLVED})
            w.update(incident, {"status": IncidentStatus.CLOSED, "closed_at": w.at, "cause": "Fel"})
    assert tasks(world, "owner") == []


def test_those_who_have_not_are_reminded_in_one_act_once_a_day_and_it_is_logged(world: World) -> None:
    incident = opened(world, "utb", "kul", "hamn")
    receipts.receive(world.access("owner"), incident, world.units["utb"], "")
    page = f"/incidenter/{incident.pk}/paminn/"
    units = [str(world.units[code].pk) for code in ("kul", "hamn")]
    client = world.client("ciso")
    assert "Ingen har påmints än." in client.get(page).text
    answer = client.post(page, {"units": units, "text": "Svara före lunch."}, follow=True)
    # Nobody at the harbour takes incidents in: those nearest above are reminded, but not who reminds.
    said = "Katarina Vesterlund påminner dig.\n\nSvara före lunch."
    assert told("reminder:") == dict.fromkeys(("neighbour", "admin"), said)
    assert "2 enheter är påminda." in answer.text
    assert sorted((r.unit.code, r.text, r.reminded_by) for r in Reminder.everything.all()) == [
        ("hamn", "Svara före lunch.", "Katarina Vesterlund"),
        ("kul", "Svara före lunch.", "Katarina Vesterlund"),
    ]
    before = counts()
    again = client.post(page, {"units": units, "text": "Igen"}, follow=True)
    assert "Redan påminda i dag: Kulturnämnden och Mälarstads Hamn AB." in again.text
    assert counts() == before
    assert "Påminda tidigare: Kulturnämnden och Mälarstads Hamn AB" in client.get(page).text


def test_only_who_writes_the_incident_reminds_and_only_units_that_it_affects(world: World) -> None:
    incident = opened(world, "utb", "kul")
    before = counts()
    page = f"/incidenter/{incident.pk}/paminn/"
    for who in ("owner", "neighbour", "chef", "auditor", "outsider"):
        assert world.client(who).post(page, {"units": [str(world.units["utb"].pk)]}).status_code == 404
        with pytest.raises(Hidden):
            remind(world.access(who), receipts.matter_of(incident), [world.units["utb"]], "")
    refused = world.client("ciso").post(page, {"units": [str(world.units["hamn"].pk)]})
    assert (refused.status_code, counts()) == (422, before)


def test_the_number_of_units_makes_no_difference_to_the_number_of_questions(
    world: World, django_assert_num_queries: Any
) -> None:
    some = [world.units[code] for code in ("utb", "kul")]
    every: list[Unit] = [*some, world.units["hamn"], world.units["utbf"]]
    incident = opened(world)
    with writing(SYSTEM) as w, django_assert_num_queries(3):
        receipts.notify_receivers(w, incident, some)
    with writing(SYSTEM) as w, django_assert_num_queries(3):
        receipts.notify_receivers(w, incident, every)


def test_the_api_takes_it_in_and_tells_of_it(world: World) -> None:
    incident = opened(world, "utb", "kul")
    sent = {"incident": str(incident.pk), "unit": "utb", "meaning": "Lugnt."}
    client = world.client(**bearer(world, "owner"))
    made = client.post("/api/v1/incident-receipts", sent, content_type="application/json")
    assert (made.status_code, made.json()["meaning"], made.json()["received_by"]) == (
        201,
        "Lugnt.",
        "Nadja Perić",
    )
    seen = {
        who: world.client(**bearer(world, who)).get("/api/v1/incident-receipts").json()["total"]
        for who in ("ciso", "chef", "neighbour")
    }
    assert seen == {"ciso": 1, "chef": 1, "neighbour": 0}


@pytest.mark.parametrize(
    ("codes", "subject", "asked"),
    [
        (("kul",), "Incident som er enhet leder: Stopp", False),
        (("utb", "kul"), "Incident som berör er: Stopp", True),
    ],
)
def test_the_unit_that_leads_it_is_told_so_and_asked_to_take_it_in_only_where_it_is_affected(
    world: World, codes: tuple[str, ...], subject: str, asked: bool
) -> None:
    with writing(SYSTEM) as w:
        hit = service(w, world.units["utb"], "Journal")
    values = {"title": "Stopp", "owner_unit": world.units["utb"], "occurred_at": timezone.now()}
    units = [world.units[code] for code in codes]
    incidents.open_for(world.access("owner"), values, node=hit, units=units, anew=False)
    [message] = Message.objects.filter(user=world.people["chef"])
    assert (message.subject, "Kvittera den" in message.text) == (subject, asked)
    assert message.text.count("Utbildningsnämnden") == (2 if asked else 1)


def test_a_message_says_who_did_what_where_and_is_read_in_its_own_key(world: World) -> None:
    incident = opened(world, owner_unit=world.units["utb"])
    with writing(world.access("colleague")) as w:
        receipts.tell_reported(w, incident)
    with writing(world.access("colleague")) as w:
        receipts.tell_added(w, incident)
    with writing(world.access("chef")) as w:
        receipts.tell_leading(w, incident)
    rows = Message.objects.order_by("id").select_related("user")
    found = [(row.user.username, row.subject, row.text) for row in rows]
    take_in = "Kvittera den, och skriv vad den får för följder hos er."
    reported = f"Oskar Tallgren har rapporterat den på Utbildningsnämnden. {take_in}"
    added = "Oskar Tallgren har lagt till något i rapporten. Det står i loggen."
    assert sorted(found[:2]) == [
        (who, "Rapporterad händelse: Intrång", reported) for who in ("chef", "owner")
    ]
    assert sorted(found[2:4]) == [(who, "Mer uppgifter om: Intrång", added) for who in ("chef", "owner")]
    said = "Utbildningsnämnden har öppnat den. Allvarlighetsgrad: Allvarlig."
    assert found[4:] == [("owner", "Incident som er enhet leder: Intrång", said)]
    assert {row.url for row in rows} == {f"/incidenter/{incident.pk}/"}
    assert len({row.key for row in rows}) == 5


def test_a_meaning_is_kept_without_the_space_around_it(world: World) -> None:
    incident = opened(world, "utb")
    made = receipts.receive(world.access("owner"), incident, world.units["utb"], "  Lugnt. \n")
    assert (made.meaning, made.received_by, made.received_at is not None) == ("Lugnt.", "Nadja Perić", True)


def closed(world: World) -> Incident:
    """The city leads it, and nobody else may read it."""
    return opened(world, "utb", sharing=IncidentSharing.LEADING)


def test_of_what_only_the_leading_unit_may_read_the_affected_unit_is_told_the_number_alone(
    world: World,
) -> None:
    incident = closed(world)
    found = Message.objects.filter(user__username="owner").values_list("subject", "text", "url")
    take_in = f"/incidenter/{incident.pk}/ta-emot/utb/"
    assert [*found] == [
        (
            f"Incident som berör er: {incident.number}",
            "Kvittera den, och skriv vad den får för följder hos er.",
            take_in,
        )
    ]
    (task,) = tasks(world, "owner")
    assert (task.title, task.why, task.url) == (
        f"Kvittera incidenten ”{incident.number}” för Utbildningsnämnden",
        "Bara den enhet som leder incidenten får läsa vad den gäller.",
        take_in,
    )
    assert "Mälarstad" not in f"{[*found]} {task}"
    page = world.client("owner").get(take_in)
    assert (page.status_code, incident.number in page.text) == (200, True)
    for word in ("Intrång", "Allvarlig", f"/incidenter/{incident.pk}/"):
        assert word not in page.text.replace(take_in, "")


def test_it_is_taken_in_and_reminded_of_by_its_number_and_the_mails_leave(world: World) -> None:
    incident = closed(world)
    remind(world.access("ciso"), receipts.matter_of(incident), [world.units["utb"]], "")
    reminder = Message.objects.get(key__startswith="reminder:", user__username="owner")
    said = f"Påminnelse: Kvittera incidenten ”{incident.number}”"
    assert (reminder.subject, reminder.text) == (said, "Katarina Vesterlund påminner dig.")
    mine = list(Message.objects.filter(user__username="owner"))
    assert [each.pk for each in sending._readable(mine, timezone.now())] == [each.pk for each in mine]
    client = world.client("owner")
    done = client.post(f"/incidenter/{incident.pk}/ta-emot/utb/", {"meaning": "Lugnt."})
    assert (done.status_code, done["Location"]) == (302, "/")
    assert IncidentReceipt.everything.get().meaning == "Lugnt."
    assert client.get(f"/incidenter/{incident.pk}/").status_code == 404


def test_a_track_that_the_leading_unit_opens_for_another_is_named_by_the_events_number(world: World) -> None:
    incident = closed(world)
    classed(world, "stad", "hamn")
    wanted = [(world.units[code], TrackRegime.CYBER) for code in ("hamn", "stad")]
    made = open_tracks(world.access("ciso"), incident, wanted)
    assert {row.owner_unit.code: row.title for row in made} == {"hamn": incident.number, "stad": "Intrång"}


def test_who_reads_the_leading_unit_too_sees_what_it_is_about(world: World) -> None:
    with writing(SYSTEM) as w:
        appoint(w, world.people["owner"], "ciso", world.units["stad"])
    classed(world, "stad")
    incident = closed(world)
    assert [task.title for task in tasks(world, "owner")] == [
        "Kvittera incidenten ”Intrång” för Utbildningsnämnden"
    ]
    done = world.client("owner").post(f"/incidenter/{incident.pk}/ta-emot/utb/", {"meaning": ""})
    assert done["Location"] == f"/incidenter/{incident.pk}/"
