"""A report is prefilled, written, and kept as it was sent; the next begins with it, and no neighbour learns of it."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.values import digest_of
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.events.authority_reports.models import ReportDraft, ReportField, SentReport
from akropolis.events.authority_reports.rules.reports import FieldValue
from akropolis.events.authority_reports.selectors.reports import fill_fields, follow_ups, sent_of
from akropolis.events.authority_reports.services.reporting import save
from akropolis.events.incidents.models import EntryKind, EntryMark, LogEntry, Track, TrackRegime, TrackStep
from akropolis.events.incidents.services.tracks import drop, file
from tests.authority_reports.scenes import SECRET, event, tracks
from tests.behaviours.tokens import bearer
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db


@pytest.fixture
def made(world: World) -> dict[tuple[str, str], Track]:
    incident = event(world, description="Någon tog sig in.", cause="Svagt lösenord")
    return tracks(world, incident)


def step_of(track: Track, clock: str) -> TrackStep:
    related = (
        "track__incident__owner_unit",
        "track__owner_unit",
        "track__responsible",
        "track__incident__lead",
    )
    return TrackStep.everything.select_related(*related).get(track=track, clock=clock)


def shown(world: World, step: TrackStep, who: str = "owner") -> dict[str, FieldValue]:
    rows = fill_fields(world.access(who), step, timezone.localdate())
    return {each.field.topic: each.value for each in rows}


def write(world: World, step: TrackStep, *, version: int | None = None, **said: Any) -> ReportDraft:
    given = {topic.replace("_", "-"): value for topic, value in said.items()}
    values = {
        topic: value if isinstance(value, FieldValue) else FieldValue(value) for topic, value in given.items()
    }
    return save(world.access("owner"), step, values, version=version)


def sent(world: World, step: TrackStep, receipt: str = "NCSC-1") -> TrackStep:
    return file(world.access("owner"), step, submitted_at=timezone.now(), receipt=receipt)


def url(step: TrackStep) -> str:
    return reverse("track-step-report", args=[step.pk])


def entry(world: World, track: Track, unit: str, text: str, mark: str, kind: str = EntryKind.FACT) -> None:
    values = {"incident": track.incident, "unit": world.units[unit], "text": text, "mark": mark, "kind": kind}
    create(SYSTEM, LogEntry, values | {"written_by": "Någon"})


def test_every_step_that_opens_a_report_has_fields_and_each_is_filled_from_what_is_known(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    with writing(SYSTEM) as w:
        w.update(world.units["stad"], {"organisation_number": "212000-0142"})
    early = shown(world, step_of(made["cyber", "utb"], "nis2-early"))
    assert early["organisation"] == FieldValue("Mälarstad")
    assert early["organisation-number"] == FieldValue("212000-0142")
    assert early["ongoing"] == FieldValue("Ja")
    assert early["course"] == FieldValue("Någon tog sig in.")
    assert early["unlawful"] == FieldValue("")
    imy = shown(world, step_of(made["privacy", "utb"], "gdpr-33"))
    assert imy["organisation"] == FieldValue("Utbildningsnämnden")
    assert imy["reference"].text.startswith("SPR-")
    assert imy["cause"] == FieldValue("Svagt lösenord")
    assert imy["contact"] == FieldValue("Nadja Perić")  # who alone walks its tracks
    assert len(imy) == 21


def test_the_contact_is_the_data_protection_officer_nearest_to_the_controller(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    # GDPR art. 33.3 b, and 34.2; an officer of another nämnd, or of yesterday, is none of this one.
    def contacts() -> list[str]:
        steps = [("privacy", "utb", "gdpr-33"), ("privacy", "kul", "gdpr-33"), ("cyber", "utb", "nis2-early")]
        return [shown(world, step_of(made[rule, unit], clock))["contact"].text for rule, unit, clock in steps]

    with writing(SYSTEM) as w:
        was = world.add(w, "forr", "Förra Ombudet", "dso", "utb")
        w.update(Appointment.everything.get(user=was), {"valid_to": timezone.localdate() - timedelta(days=1)})
        world.add(w, "handl", "Utan Barn", "dso", "hamn")
    assert contacts() == ["Nadja Perić", "Per-Olov Estlind", "Nadja Perić"]
    with writing(SYSTEM) as w:
        city = world.add(w, "dso1", "Stadens Ombud", "dso", "stad")
        w.update(city, {"email": "dso@malarstad.example"})
        own = [world.add(w, name, f"Ombud {name}", "dso", "kul") for name in ("b", "a")]
    assert len(own) == 2
    assert contacts() == ["Stadens Ombud, dso@malarstad.example", "Ombud a; Ombud b", "Nadja Perić"]


def test_what_is_filled_is_only_what_the_unit_itself_may_read(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    """Who leads reads more than the nämnd: what she opens must not carry the neighbour's words into its report."""
    step = step_of(made["cyber", "utb"], "nis2-notification")
    entry(world, step.track, "utb", "Hos oss", EntryMark.LEADING)
    entry(world, step.track, "stad", "Till alla", EntryMark.AFFECTED)
    entry(world, step.track, "kul", "Hos kultur", EntryMark.LEADING)
    entry(world, step.track, "stad", "Bara staden", EntryMark.UNIT)
    entry(world, step.track, "utb", "Stängt", EntryMark.UNIT, EntryKind.DECISION)
    for who in ("owner", "ciso"):
        lines = shown(world, step, who)["update"].text.splitlines()
        assert [line.rpartition(": ")[2] for line in lines] == ["Hos oss", "Till alla"]
    assert shown(world, step)["actions"].text.endswith(": Stängt")


def test_the_next_report_begins_with_the_last_and_what_was_not_known_is_followed_up(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    track = made["cyber", "utb"]
    early, later = step_of(track, "nis2-early"), step_of(track, "nis2-notification")
    write(world, early, effect="Skolan stängd", supplier=FieldValue("", unknown=True), course=SECRET)
    sent(world, early)
    assert follow_ups(sent_of(SYSTEM, track)) == ["Om den kommer från en leverantör"]
    assert shown(world, later)["effect"] == FieldValue("Skolan stängd")
    page = world.client("owner").get(reverse("incident-tracks-detail", args=[track.pk])).text
    assert "Om den kommer från en leverantör" in page
    write(world, later, effect="Skolan öppen igen")
    sent(world, later)
    final = step_of(track, "nis2-final")
    assert shown(world, final)["effect"] == FieldValue("Skolan öppen igen")
    assert shown(world, final)["course"] == FieldValue(SECRET)


def test_the_report_is_kept_as_it_was_sent_with_its_document(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    step = step_of(made["cyber", "utb"], "nis2-early")
    write(world, step, course=SECRET, unlawful=FieldValue("", unknown=True))
    filed = sent(world, step, receipt="")
    report = SentReport.everything.get()
    assert (report.step, report.sent_by, report.sent_at) == (step, "Nadja Perić", filed.submitted_at)
    kept = {field.topic: field for field in report.fields}
    assert (kept["course"].text, kept["unlawful"].unknown) == (SECRET, True)
    assert report.digest == digest_of([report.document])
    assert SECRET in json.dumps(json.loads(report.document), ensure_ascii=False)
    update(SYSTEM, step.track.incident, {"description": "Ändrat sedan"})
    assert filed.submitted_at is not None
    file(world.access("owner"), filed, submitted_at=filed.submitted_at, receipt="NCSC-2")
    assert SentReport.everything.count() == 1
    text = world.client("owner").get(url(step)).text
    assert SECRET in text
    assert "Ändrat sedan" not in text
    with pytest.raises(DatabaseError), transaction.atomic():
        SentReport.everything.update(sent_by="Annan")


def test_a_filing_that_is_refused_keeps_no_report(world: World, made: dict[tuple[str, str], Track]) -> None:
    step = step_of(made["cyber", "utb"], "nis2-early")
    write(world, step, course=SECRET)
    before = Change.objects.count()
    ahead = timezone.now() + timedelta(hours=1)
    with pytest.raises(Invalid):
        file(world.access("owner"), step, submitted_at=ahead, receipt="")
    assert (Change.objects.count(), SentReport.everything.count()) == (before, 0)


def test_a_step_that_is_filed_without_a_draft_has_no_report(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    step = step_of(made["cyber", "utb"], "nis2-early")
    sent(world, step)
    assert SentReport.everything.count() == 0
    assert "Inget är skrivet här." in world.client("owner").get(url(step)).text


def test_a_draft_is_written_over_the_version_that_was_seen(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    step = step_of(made["cyber", "utb"], "nis2-early")
    draft = write(world, step, course="Ett", nothing="Frågas inte efter")
    assert set(draft.content) == {"course"}
    with pytest.raises(Stale):
        write(world, step, course="Två")
    write(world, step, version=draft.version, course="Tre")
    with pytest.raises(Stale):
        write(world, step, version=draft.version - 1, course="Fyra")
    assert ReportDraft.everything.get().content["course"]["text"] == "Tre"
    sent(world, step_of(made["cyber", "utb"], "nis2-notification"))  # which meets the duty
    drop(world.access("owner"), step, "Ska inte göras")
    with pytest.raises(Refused):
        write(world, step_of(step.track, "nis2-early"), version=2, course="Fem")


@pytest.mark.parametrize("who", ["neighbour", "auditor", "colleague", "chef"])
def test_who_does_not_walk_the_track_writes_nothing(
    world: World, made: dict[tuple[str, str], Track], who: str
) -> None:
    step, before = step_of(made["cyber", "utb"], "nis2-early"), Change.objects.count()
    with pytest.raises(Hidden):
        save(world.access(who), step, {"course": FieldValue("Nej")}, version=None)
    assert world.client(who).post(url(step), {"course": "Nej"}).status_code == 404
    assert (Change.objects.count(), ReportDraft.everything.count()) == (before, 0)


def test_an_open_event_keeps_the_fields_of_its_day(world: World, made: dict[tuple[str, str], Track]) -> None:
    step = step_of(made["cyber", "utb"], "nis2-early")
    row = ReportField.everything.get(report="nis2-early", topic="supplier")
    update(SYSTEM, row, {"valid_from": timezone.localdate() + timedelta(days=1)})
    assert "supplier" not in shown(world, step)
    update(
        SYSTEM,
        row,
        {"valid_from": timezone.localdate() - timedelta(days=9), "valid_to": timezone.localdate()},
    )
    tomorrow = timezone.localdate() + timedelta(days=1)
    rows = fill_fields(world.access("owner"), step, tomorrow)
    assert "supplier" in {each.field.topic for each in rows}


def test_whether_the_data_subjects_were_told_follows_from_the_units_own_track(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    imy = step_of(made["privacy", "utb"], "gdpr-33")
    told = tracks(
        world,
        made["privacy", "utb"].incident,
        (TrackRegime.REGISTERED, "utb"),
        (TrackRegime.REGISTERED, "kul"),
    )
    assert shown(world, imy)["informed"] == FieldValue("Inte än")
    sent(world, step_of(told["registered", "utb"], "gdpr-34"), "Brev")
    assert shown(world, imy)["informed"].text.startswith("Ja, ")


# The page and its files


def test_the_page_is_filled_saved_and_fetched(world: World, made: dict[tuple[str, str], Track]) -> None:
    step, client = step_of(made["cyber", "utb"], "nis2-early"), world.client("owner")
    page = client.get(url(step))
    assert "Någon tog sig in." in page.text
    assert page.text.count("data-copies=") == 12
    posted = {"version": "", "course": f"{SECRET}\nNy rad", "supplier_unknown": "on"}
    assert client.post(url(step), posted)["Location"] == url(step)
    assert shown(world, step)["supplier"] == FieldValue("", unknown=True)
    late = client.post(url(step), posted | {"course": "Min text"})
    assert late.status_code == 409
    assert "Min text" in late.text
    assert "Nu är något annat känt" in client.get(url(step)).text
    for form, sign in (("docx", b"PK"), ("pdf", b"%PDF")):
        answer = client.get(reverse("track-step-report-file", args=[step.pk, form]))
        content: bytes = answer.content
        assert content.startswith(sign)
        if form == "docx":
            text = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
            assert SECRET in text
    assert client.get(reverse("track-step-report-file", args=[step.pk, "xlsx"])).status_code == 404
    assert client.post(url(step), {"version": "1", "course": "x" * 20001}).status_code == 422
    sent(world, step)
    frozen = json.loads(SentReport.everything.get().document)
    assert "SPR-" in json.dumps(frozen)
    assert client.post(url(step), {"version": "1", "course": "Sent"}).status_code == 422
    kept = {field.topic: field.text for field in SentReport.everything.get().fields}
    assert kept["course"] == f"{SECRET}\nNy rad"


def test_the_neighbour_finds_neither_report_nor_draft_nor_their_number(
    world: World, made: dict[tuple[str, str], Track]
) -> None:
    step, theirs = step_of(made["cyber", "utb"], "nis2-early"), step_of(made["cyber", "kul"], "nis2-early")
    write(world, step, course=SECRET, supplier=FieldValue("", unknown=True))
    sent(world, step)
    access, client = world.access("neighbour"), world.client("neighbour")
    assert list(SentReport.objects.visible(access)) == []
    assert list(ReportDraft.objects.visible(access)) == []
    assert follow_ups(sent_of(access, step.track)) == []
    assert shown(world, theirs, "neighbour")["course"] == FieldValue("Någon tog sig in.")
    for address in (url(step), reverse("track-step-report-file", args=[step.pk, "docx"])):
        assert client.get(address).status_code == 404
    assert SECRET not in client.get(url(theirs)).text
    listed = world.client(**bearer(world, "neighbour")).get("/api/v1/incident-reports").json()
    assert (listed["total"], listed["items"]) == (0, [])
    mine = world.client(**bearer(world, "owner")).get("/api/v1/incident-reports").json()
    assert (mine["total"], SECRET in str(mine)) == (1, True)
    assert SECRET in world.client("ciso").get(url(step)).text
