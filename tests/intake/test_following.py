"""What one follows of what one has reported: its words, its page, and what is added, with and without an account."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.open_forms import reference_for
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import update, writing
from akropolis.base.ui.parts import Term
from akropolis.events.incidents.models import Incident, LogEntry, ReportStop
from akropolis.events.intake import services
from akropolis.events.intake.web.following import AddForm, pending_stops, progress_in_words
from akropolis.shared.classification.services import security_stops
from tests.world import SYSTEM, TODAY, World

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 rapport"


def reported(world: World, who: str = "colleague") -> Incident:
    values = {
        "title": "Fel lista",
        "description": "Fel lista",
        "occurred_at": timezone.now(),
        "personal_data": "no",
    }
    return services.report(world.access(who, timezone.localdate()), world.units["utb"], values)


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        ("event", "reported", "Det har kommit in och väntar på att bedömas."),
        ("incident", "reported", "Det har kommit in och väntar på att hanteras."),
        ("event", "handling", "Det hanteras."),
        ("incident", "resolved", "Det är åtgärdat. Det som återstår är att avsluta."),
        ("incident", "closed", "Det är avslutat."),
        ("none", "closed", "Det är bedömt och var ingen incident. Tack för att du sa till."),
        ("none", "handling", "Det hanteras."),
    ],
)
def test_how_far_it_has_come_is_said_in_plain_words(world: World, kind: str, status: str, said: str) -> None:
    made = reported(world)
    Incident.everything.filter(pk=made.pk).update(
        kind=kind, status=status, closed_at=timezone.now() if status == "closed" else None
    )
    assert str(progress_in_words(Incident.everything.get(pk=made.pk))) == said


def test_her_page_has_its_number_and_where_it_is_handled(world: World) -> None:
    made = reported(world)
    page = world.client("colleague").get(f"/rapportera/{made.pk}/")
    assert (page.status_code, page.context["title"], page.context["address"], page.context["frame"]) == (
        200, "Följ ärendet", "", "ui/page.html"
    )  # fmt: skip
    assert page.context["terms"] == [
        Term(label="Beteckning", value=made.number), Term(label="Hanteras i", value="Utbildningsnämnden")
    ]  # fmt: skip
    assert page.context["form"].is_bound is False
    for who in ("owner", "neighbour", "outsider"):
        assert world.client(who).get(f"/rapportera/{made.pk}/").status_code == 404


def test_without_an_account_the_page_has_the_whole_address_and_no_number(world: World, settings: Any) -> None:
    settings.OPEN_REPORTS = True
    reference = reference_for("incidents.report", "x")
    values = {"title": "T", "description": "D", "occurred_at": timezone.now(), "personal_data": "no"}
    services.report_openly(world.units["utb"], values, " 070 ", reference)
    page = world.client().get(f"/rapportera/folj/{reference}/")
    assert (page.context["reference"], page.context["frame"], page.context["address"]) == (
        reference, "ui/auth.html", f"http://testserver/rapportera/folj/{reference}/"
    )  # fmt: skip
    assert [str(term.label) for term in page.context["terms"]] == ["Hanteras i"]
    assert services.event_by_reference(reference.upper().replace("-", " ")) == Incident.everything.get()
    assert services.event_by_reference(reference_for("incidents.report", "y")) is None


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"security": "no", "text": "Ord"}, []),
        ({"security": "no", "text": "  "}, ["__all__"]),
        ({"text": "Ord"}, ["security"]),
        ({"security": "yes", "text": ""}, []),
        ({"security": "no", "text": "x" * 4001}, ["text", "__all__"]),
    ],
    ids=range(5),
)
def test_something_must_be_added_unless_it_is_stopped(sent: dict[str, str], errors: list[str]) -> None:
    form = AddForm(sent)
    assert list(form.errors) == errors
    assert form.stopped is (sent.get("security") == "yes")
    assert ("text" in form.fields) is not form.stopped


def add(
    world: World, made: Incident, text: str, file: tuple[str, bytes] | None = None, who: str = "colleague"
) -> LogEntry:
    return services.add(world.access(who, timezone.localdate()), made, text, file)


def test_what_is_added_stands_once_in_her_name_with_its_file(world: World) -> None:
    made = reported(world)
    first = add(world, made, " Borta nu ", ("a.pdf", PDF))
    assert (first.text, first.written_by, first.mark, first.unit) == (
        "Borta nu", "Oskar Tallgren", "leading", world.units["utb"]
    )  # fmt: skip
    before = (Change.objects.count(), Message.objects.count())
    assert add(world, made, "Borta nu", ("b.pdf", PDF)) == first, "the same file by another name"
    assert add(world, made, "Borta nu") == first, "without the file"
    assert (Change.objects.count(), Message.objects.count()) == before
    assert add(world, made, "Borta nu", ("a.pdf", PDF + b"x")) != first
    assert add(world, made, "Borta nu", who="owner") != first
    assert add(world, made, " ", ("c.pdf", PDF + b"y")).text == "En fil: c.pdf"
    assert StoredFile.everything.filter(object_id=made.pk).count() == 3
    with pytest.raises(Refused, match="Samma fil finns redan"):
        add(world, made, "Andra ord", ("a.pdf", PDF))
    with pytest.raises(Refused):
        add(world, made, "Se", ("a.png", b"ingen bild"))
    assert not LogEntry.everything.filter(text="Se").exists()


def test_a_file_that_was_sent_is_read_whole(world: World) -> None:
    made = reported(world)
    sent = {"security": "no", "text": "", "file": SimpleUploadedFile("a.pdf", PDF)}
    answer = world.client("colleague").post(f"/rapportera/{made.pk}/", sent)
    assert (answer.status_code, answer["Location"]) == (302, f"/rapportera/{made.pk}/")
    stored = StoredFile.everything.get()
    assert (stored.name, stored.size, LogEntry.everything.get().text) == ("a.pdf", len(PDF), "En fil: a.pdf")


def stopped(world: World, key: str = "k", who: str = "colleague") -> ReportStop:
    return services.record_stopped_report(world.access(who, timezone.localdate()), world.units["utb"], key)


def test_a_stop_keeps_who_and_when_and_is_the_same_for_the_same_form(world: World) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "head", "Beata Skydd", "sakerhetschef", "stad")
    before = timezone.now()
    first, again, other = stopped(world), stopped(world), stopped(world, "another")
    assert (first, first.stopped_by, first.notified, first.unit) == (
        again,
        "Oskar Tallgren",
        1,
        world.units["utb"],
    )
    assert before <= first.stopped_at <= timezone.now()
    assert (len(first.reference), other.reference != first.reference) == (12, True)
    message = Message.objects.filter(user=world.people["head"]).order_by("created_at")[0]
    assert (message.subject, first.reference in message.text) == (
        "En rapport i Utbildningsnämnden kan röra Sveriges säkerhet", True
    )  # fmt: skip
    with pytest.raises(Hidden):
        services.record_stopped_report(world.access("colleague"), world.units["kul"], "k")


def test_those_who_take_over_have_it_as_a_task_until_it_is_settled(world: World) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "head", "Beata Skydd", "sakerhetschef", "stad")
    made = stopped(world)
    head: Access = world.access("head", timezone.localdate())
    [task] = list(pending_stops(head, TODAY))
    assert (task.key, task.title, task.why) == (
        f"report-stop:{made.pk}",
        "Ta hand om en rapport i Utbildningsnämnden som stoppades",
        f"Oskar Tallgren uppger att det kan röra Sveriges säkerhet. Referens: {made.reference}.",
    )
    assert isinstance(task, PendingTask)
    assert [list(pending_stops(world.access(who), TODAY)) for who in ("owner", "colleague")] == [[], []]
    with pytest.raises(Invalid):
        security_stops.settle_stop(head, made, " ")
    with pytest.raises(Hidden):
        security_stops.settle_stop(world.access("owner"), made, "Jag")
    page = world.client("head").get(task.url)
    assert (page.status_code, page.context["form"].is_bound) == (200, False)
    answer = world.client("head").post(task.url, {"note": "Tagit hand om"})
    made.refresh_from_db()
    assert (answer.status_code, answer["Location"], made.settled_note, list(pending_stops(head, TODAY))) == (
        302, "/", "Tagit hand om", []
    )  # fmt: skip
    assert world.client("head").get(task.url).context["form"]["note"].value() == "Tagit hand om"


def test_who_reports_without_an_account_may_report_and_nothing_else(world: World) -> None:
    access = services.without_account()
    assert (access.actor.id, access.actor.name, sorted(access.grants)) == (
        None, "Någon utan konto", ["incidents:report:edit"]
    )  # fmt: skip
    same = services.reporting_as(world.access("owner"))
    assert (same.actor, same.grants) == (world.access("owner").actor, access.grants)


def test_an_event_is_known_from_now_and_led_by_the_unit(world: World) -> None:
    made = reported(world)
    assert (made.kind, made.owner_unit, made.aware_at is not None) == ("event", world.units["utb"], True)
    assert timezone.now() - timedelta(seconds=20) < (made.aware_at or timezone.now()) <= timezone.now()
    update(SYSTEM, made, {"title": "Annat"})
    with pytest.raises(Hidden):
        services.report(world.access("colleague"), world.units["kul"], {"title": "x"})
