"""A request from the day when it comes until the person is erased: who searches, who answers, who is refused."""

import json
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records import proof, redaction
from akropolis.base.kernel.records.writer import update, writing
from akropolis.people.organisation.models import HandoverKind
from akropolis.people.organisation.services.reorganising import Wish, carry_out
from akropolis.privacy.data_requests import services
from akropolis.privacy.data_requests.models import DataRequest, RequestAnswer, RequestSearch
from akropolis.privacy.data_requests.selectors.requests import list_processings
from akropolis.privacy.data_requests.web import panels
from tests.data_requests.cases import CANARY, asked, processing, staff
from tests.world import START, SYSTEM, TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def staffed(world: World) -> None:
    staff(world)


def test_from_the_record_to_the_answer(world: World) -> None:
    made, row, theirs = (
        asked(world),
        processing(world),
        processing(world, "Bibliotek", owner_unit=world.units["kul"]),
    )
    assert [each.pk for each in list_processings(world.access("coordinator"), made)] == [row.pk]
    handler, searcher = world.client("coordinator"), world.client("chef")
    start = {"processings": [str(row.pk)], "due_on": "2025-11-13", "version": made.version}
    assert handler.post(reverse("data-request-start", args=[made.pk]), start).status_code == 302
    refused = handler.post(
        reverse("data-request-start", args=[made.pk]), start | {"processings": [str(theirs.pk)], "version": 2}
    )
    assert (refused.status_code, RequestSearch.everything.count()) == (422, 1)
    search = RequestSearch.everything.get()
    assert (search.person, search.processing_id) == (world.people["chef"], row.pk)
    waits = [(t.title, t.due) for t in tasks_for(world.access("chef"), TODAY, [panels.pending_searches])]
    assert waits == [(f"Sök efter personuppgifter i ”{row.title}” för {made.number}", date(2025, 11, 13))]
    answer = {"answer": "Du finns hos oss.", "sent_on": "2025-11-20", "version": 2}
    too_early = handler.post(reverse("data-request-answer", args=[made.pk]), answer)
    assert (too_early.status_code, RequestAnswer.everything.count()) == (422, 0)
    found = {"found": "yes", "note": CANARY, "version": search.version}
    assert searcher.post(reverse("data-request-search", args=[search.pk]), found).status_code == 302
    assert searcher.get(reverse("data-request-search", args=[search.pk])).status_code == 404  # it is done
    assert handler.post(reverse("data-request-answer", args=[made.pk]), answer).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.answered_on) == ("answered", date(2025, 11, 20))
    update(SYSTEM, row, {"purpose": "Något annat."})
    file = handler.get(reverse("data-request-paper", args=[made.pk, "docx"]), {"svar": "0"})
    with ZipFile(BytesIO(file.content)) as package:
        paper = package.read("word/document.xml").decode()
    for words in (
        "Du finns hos oss.",
        "Elevadministration",
        "Skola.",
        "Står inte i vår förteckning.",
        CANARY,
    ):
        assert words in paper
    assert "Något annat." not in paper
    assert (
        handler.get(reverse("data-request-paper", args=[made.pk, "docx"]), {"svar": "1"}).status_code == 404
    )


def test_what_is_left_out_needs_its_provision(world: World) -> None:
    made, client = asked(world), world.client("coordinator")
    address = reverse("data-request-answer", args=[made.pk])
    texts = {"answer": "Svar.", "left_out": "Anmälarens namn.", "version": made.version}
    page = client.post(address, texts)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["provision"])
    assert client.post(address, texts | {"provision": "OSL 26 kap. 5 §"}).status_code == 302
    assert (DataRequest.everything.get().provision, DataRequest.everything.get().state) == (
        "OSL 26 kap. 5 §",
        "received",
    )


def test_the_second_of_two_is_told_and_a_role_that_has_ended_writes_nothing(world: World) -> None:
    made, client = asked(world), world.client("coordinator")
    address = reverse("data-request-answer", args=[made.pk])
    assert client.post(address, {"answer": "Första.", "version": made.version}).status_code == 302
    update(SYSTEM, DataRequest.everything.get(), {"answer": "Annans."})
    conflict = client.post(address, {"answer": "Min.", "version": 2})
    assert (conflict.status_code, "Min." in conflict.text) == (409, True)
    update(SYSTEM, Appointment.everything.get(user=world.people["coordinator"]), {"valid_to": START})
    assert client.post(address, {"answer": "Efteråt.", "version": 3}).status_code == 404
    assert DataRequest.everything.get().answer == "Annans."


def test_no_last_day_is_without_a_desk_and_a_late_one_climbs(world: World) -> None:
    made = asked(world)
    feeds = [panels.pending_handlers, panels.pending_lateness]
    people = ("coordinator", "chef", "other", "colleague", "officer", "ciso", "admin")
    found = {who: [t.title for t in tasks_for(world.access(who), TODAY, feeds)] for who in people}
    nobody: dict[str, list[Any]] = {who: [] for who in people}
    titles = {
        "coordinator": [f"Välj handläggare för {made.number}"],
        "chef": [f"Fråga varför {made.number} inte är besvarad"],
    }
    assert found == nobody | titles
    update(SYSTEM, made, {"handler": world.people["coordinator"]})
    services.save_answer(world.access("coordinator"), made, {"answer": "Svar."}, date(2025, 12, 20))
    assert {who: tasks_for(world.access(who), TODAY, feeds) for who in people} == nobody


def test_an_open_request_follows_its_unit_when_units_are_merged(world: World) -> None:
    waits = asked(world)
    done = asked(world, state="answered", answered_on=date(2025, 11, 20))
    pair, new = [world.units["utb"], world.units["kul"]], {"code": "bik", "name": "Bildningsnämnden"}
    unit = {**new, "kind": "committee", "parent": world.units["stad"]}
    carry_out(world.access("admin"), Wish(HandoverKind.MERGE, pair, timezone.localdate(), "Beslut", [unit]))
    units = {row.pk: row.owner_unit.code for row in DataRequest.everything.select_related("owner_unit")}
    assert units == {waits.pk: "bik", done.pk: "utb"}


def test_a_person_is_erased_from_text_and_history_and_the_proof_stays_whole(world: World) -> None:
    made, row = asked(world), processing(world)
    coordinator, officer = world.access("coordinator"), world.access("officer")
    services.start_searches(coordinator, made, [row], None, TODAY)
    services.record_search(coordinator, RequestSearch.everything.get(), found=True, note=CANARY)
    with pytest.raises(Refused):
        services.erase_requester(coordinator, made, "Gallring")
    made.refresh_from_db()
    with writing(coordinator, because=f"{CANARY} har ringt") as w:
        w.update(made, {"state": "withdrawn"})
    services.erase_requester(coordinator, made, "Gallring")
    rows = [
        *DataRequest.everything.values(),
        *RequestSearch.everything.values(),
        *RequestAnswer.everything.values(),
    ]
    assert CANARY not in str(rows)
    held = Change.objects.filter(object_id=made.pk)
    (link,) = [each.seq for each in held if CANARY in json.dumps([each.payload, each.content])]
    assert redaction.redact(officer, link, ["because"], basis="Artikel 17.1", because="Gallring") == 1
    assert CANARY not in json.dumps([[each.payload, each.content] for each in Change.objects.all()])
    assert proof.compare_rows().faults == []
