"""What a secret event says is read where somebody opens it, which is kept, and nowhere else."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from akropolis.base.kernel.cache import results
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.files.evidence import attach
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records import derived, proof
from akropolis.base.kernel.records.secrecy import WITHHELD, is_text
from akropolis.base.kernel.records.writer import update, writing
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.parts import declared
from akropolis.base.lib.document import canonical
from akropolis.events.authority_reports.models import Assessment, SentReport
from akropolis.events.authority_reports.rules.reports import SentField
from akropolis.events.authority_reports.services import reporting
from akropolis.events.incidents.models import (
    EntryKind,
    EntryMark,
    Incident,
    Severity,
    Track,
    TrackStep,
    Viewing,
)
from akropolis.events.incidents.services import incidents, receipts
from akropolis.events.leadership.models import LeadershipLevel
from akropolis.events.leadership.services import log
from akropolis.events.leadership.services.escalating import escalate
from akropolis.events.situation_reports.models import Situation, SituationDraft
from akropolis.events.situation_reports.services import drafts
from akropolis.events.situation_reports.services.issuing import Issue, issue
from akropolis.people.integrations.selectors.tables import tables_for
from akropolis.review.review_inputs.services.packs import gather
from tests.behaviours import walk
from tests.behaviours.test_every_address import UNDER_WAY, alone, once_each
from tests.behaviours.tokens import bearer
from tests.world import SYSTEM, TODAY, World

WORLD = "walked"
CANARY = "kvickrot"
"""Stands in every text of the secret event, and in nothing else."""
KEYS = ("incidents", "incident-tracks")
SHARES = 3


@dataclass
class Planted:
    """The secret event of `utb`, its track, and every address that could tell of them."""

    event: Any
    track: Any
    addresses: list[str]


@pytest.fixture(scope="module")
def planted(stage: World, django_db_blocker: Any) -> Planted:
    with django_db_blocker.unblock():
        before = [str(model.everything.get().pk) for model in (Situation, SituationDraft)]
        found = [each.url for each in once_each(walk.addresses(stage), UNDER_WAY)]
        event, track = plant(stage)
        after = [str(model.everything.latest("created_at").pk) for model in (Situation, SituationDraft)]
        for old, new in zip(before, after, strict=True):
            found = [url.replace(old, new) for url in found]
        return Planted(event, track, list(dict.fromkeys([*filter(tells_of_more, found), *lists(stage)])))


def words(model: type[models.Model], *names: str) -> dict[str, str]:
    return {name: f"{CANARY} {model.__name__} {name}" for name in names}


def plant(world: World) -> tuple[Any, Any]:
    """The canary stands in all that belongs to the world's event before it is marked as secret."""
    event: Any = world.rows["incidents"]
    track: Any = world.rows["incident-tracks"]
    utb, kul, owner = world.units["utb"], world.units["kul"], world.access("owner")
    said = words(Incident, "title", "description", "cause", "learned")
    update(SYSTEM, event, said | {"aware_at": event.occurred_at})
    update(SYSTEM, track, words(Track, "title", "text"))
    step = TrackStep.everything.filter(track=track).earliest("created_at")
    update(SYSTEM, step, words(TrackStep, "name", "receipt", "because", "submitted_by"))
    incidents.change_links(SYSTEM, event, add=[], remove=[], units=[utb, kul])
    receipts.receive(owner, event, utb, f"{CANARY} receipt")
    entry: dict[str, Any] = {"kind": EntryKind.DECISION, "mark": EntryMark.AFFECTED}
    log.enter(owner, event, utb, text=f"{CANARY} log", basis=f"{CANARY} basis", **entry)
    _file(step)
    for row in (event, track):
        attach(SYSTEM, row, name=f"{CANARY}.txt", data=CANARY.encode())
    drafts.discard(SYSTEM, SituationDraft.everything.get())
    draft = drafts.begin(SYSTEM, event)
    issue(SYSTEM, draft, Issue(as_of=timezone.now(), mark="readers", recipients=f"{CANARY} recipients"))
    drafts.begin(SYSTEM, event)
    gather(SYSTEM, world.reviews["utb-ongoing"])
    Message.objects.all().delete()  # what was told before stays as it was told
    update(SYSTEM, event, {"secret": True, "secrecy": f"{CANARY} law"})
    return event, track


def _file(step: TrackStep) -> None:
    """The step's track is judged, and the step reported."""
    judged = {"question": "significant", "proposed": "yes", "outcome": "yes", "decided_by": "Nadja Perić"}
    answer = {"criterion": str(step.pk), "mark": "", "has": "yes", "can": "yes"}
    answer |= words(Assessment, "sentence", "evidence", "reason")
    told = {"answers": [answer], "facts": words(Assessment, "facts")} | words(Assessment, "reasons", "role")
    fields = [SentField("affected", "Berörda", f"{CANARY} field", False)]
    paper = canonical(reporting.document(SYSTEM, step, fields))
    sent = {"step": step, "content": [asdict(each) for each in fields], "document": paper, "sent_by": "Nadja"}
    with writing(SYSTEM) as w:
        w.create(Assessment, {"track": step.track, "decided_at": w.at} | judged | told)
        w.create(SentReport, {"sent_at": w.at} | sent)


def tells_of_more(url: str) -> bool:
    """Not a page of another register's row, which all registers have alike, nor what nobody's rows are told in."""
    place = url.removeprefix("/api/v1").strip("/").split("/")
    if place[0] in ("openapi.json", "docs", "scim", "logga-in", "krav", "klassning", "handbok"):
        return False
    other = next((each for each in registry if place[0] in (each.key, each.slug)), None)
    return other is None or other.key in KEYS or len(place) == 1


def lists(world: World) -> Iterator[str]:
    """The event's registers with all that they can be asked for, and each row that belongs to it."""
    for register in map(registry.get, KEYS):
        fields, api, page = ",".join(register.fields), f"/api/v1/{register.key}", f"/{register.slug}/"
        yield from (
            f"{api}?limit=200",
            f"{api}?fields=id,{fields}",
            f"{api}?changed_since=2020-01-01T00:00:00Z",
        )
        yield from (f"{page}?columns={fields}", f"{page}?edit=1", f"{page}exportera/?format=csv")
        row = world.rows[register.key]
        yield from (f"{page}{row.pk}/steg/{name}/" for name in register.steps)
        yield from (f"{page}{row.pk}/falt/{name}/" for name in register.fields)
        for file in StoredFile.everything.filter(object_id=row.pk):
            yield from (f"{page}{row.pk}/filer/{file.pk}/", f"{api}/{row.pk}/files/{file.pk}")
    for part in declared():
        if secret := part.model.secret_rows():
            for pk in part.model.everything.filter(secret).values_list("pk", flat=True)[:2]:
                yield f"/api/v1/{part.key}/{pk}"


def text_of(answer: Any) -> str:
    """Everything that is said, also within the files of a file."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if is_zipfile(io.BytesIO(content)):
        with ZipFile(io.BytesIO(content)) as package:
            content = b"".join(map(package.read, package.namelist()))
    return str(content.decode("utf-8", "replace")).casefold()


@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_answer_holds_its_words_has_been_kept(planted: Planted, world: World, share: int) -> None:
    client, token = world.client("owner"), bearer(world, "owner")
    opened, unkept = list[str](), list[str]()
    for url in planted.addresses[share::SHARES]:
        before = Viewing.objects.count()
        with alone(client):
            answer = client.get(url, headers=token if url.startswith("/api/") else {})
            if CANARY in text_of(answer):
                (opened if Viewing.objects.count() > before else unkept).append(url)
    assert unkept == []
    assert len(opened) > 6


def test_who_examines_the_city_sees_that_it_was_changed_and_opens_it_to_see_how(
    planted: Planted, world: World
) -> None:
    for who in ("admin", "auditor", "ciso"):
        page = world.client(who).get("/granskning/", {"slag": "incidents"})
        told = [done.shown for done, _unit in page.context["rows"]]
        named = {each.event.label for each in told if each.event.object_id == planted.event.pk}
        assert named == {f"{planted.event.number} Sekretessmarkerad: öppna för att läsa"}
        assert CANARY not in text_of(page)
    assert Viewing.objects.count() == 0
    last = Change.objects.filter(object_id=planted.event.pk).latest("seq").seq
    assert CANARY in text_of(world.client("admin").get(f"/historik/{last}/ta-bort/"))
    assert Viewing.objects.count() == 1


def test_no_table_of_the_extract_holds_its_words(planted: Planted, world: World) -> None:
    tables = {table.name: list(table.lines()) for table in tables_for(world.access("owner"), TODAY)}
    assert planted.event.number in {line[1] for line in tables["incidents"]}
    assert tables["incident-reports"] != []
    assert [name for name, lines in tables.items() if CANARY in str(lines).casefold()] == []


def test_its_words_find_nothing_and_order_nothing(planted: Planted, world: World) -> None:
    client, token = world.client("owner"), bearer(world, "owner")
    for register in map(registry.get, KEYS):
        row: Any = register.model.everything.get(pk=world.rows[register.key].pk)

        def found(word: str, register: Register = register) -> int:
            answer = client.get(f"/api/v1/{register.key}", {"q": word, "limit": "200"}, headers=token)
            return int(answer.json()["total"])

        assert (found(CANARY), found(row.number)) == (0, 1)
        assert f"{register.slug}/{row.pk}" not in client.get("/sok/", {"q": CANARY}).text
        first = row.sort_key
        update(SYSTEM, row, {"title": f"Ö{CANARY}"})
        assert type(row).everything.get(pk=row.pk).sort_key == first
    update(SYSTEM, planted.event, {"secret": False})
    assert Track.everything.filter(search_text__contains=CANARY).count() == 1
    update(SYSTEM, planted.event, {"secret": True})
    assert Track.everything.filter(search_text__contains=CANARY).count() == 0
    assert [each for each in derived.differences() if each.kind.startswith("incidents.")] == []


def test_events_that_were_secret_before_are_found_by_number_after_the_upgrade(planted: Planted) -> None:
    rows = {Incident: planted.event.pk, Track: planted.track.pk}
    for model, pk in rows.items():
        model.everything.filter(pk=pk).update(search_text=CANARY, sort_key=b"x")
    migration = import_module("akropolis.events.incidents.migrations.0008_secret_events_by_number")
    migration.by_number(apps, None)
    assert [each for each in derived.differences() if each.row in rows.values()] == []


@pytest.mark.parametrize("key", KEYS)
def test_a_file_that_comes_back_leaves_its_words(planted: Planted, world: World, key: str) -> None:
    register, access = registry.get(key), world.access("owner")
    made = transfer.export_rows(register, access, {}, ending="csv")
    cells = next(csv.DictReader(io.StringIO(made.decode("utf-8-sig")), delimiter=";"))
    assert "Sekretessmarkerad: öppna för att läsa" in cells.values()
    before = type(planted.event).everything.values().get(pk=planted.event.pk)
    report = transfer.dry_run(register, access, read("rader.csv", made))
    assert {row.changes for row in report.rows} == {()}
    tried = f"number;title\n{cells['Nummer']};Nytt\n".encode()
    [row] = transfer.dry_run(register, access, read("rader.csv", tried)).rows
    assert [(each.before, each.after) for each in row.changes] == [(str(WITHHELD), "Nytt")]
    assert type(planted.event).everything.values().get(pk=planted.event.pk) == before


def test_a_program_that_sends_a_list_back_leaves_its_words(planted: Planted, world: World) -> None:
    client, token = world.client(), bearer(world, "owner")
    held = Incident.everything.get(pk=planted.event.pk)
    for language in ("sv", "en"):
        headers = token | {"Accept-Language": language}
        (row,) = client.get("/api/v1/incidents", headers=headers).json()["items"]
        sent = {"title": row["title"], "description": row["description"], "severity": Severity.CRITICAL}
        sent["learned"] = f"{CANARY} {language}"
        there, tag = f"/api/v1/incidents/{held.pk}", f'"{row["version"]}"'
        answer = client.patch(there, sent, "application/json", headers=headers | {"If-Match": tag})
        assert answer.status_code == 200
        now = Incident.everything.get(pk=held.pk)
        assert (now.title, now.description, now.severity) == (held.title, held.description, 4)
        assert now.learned == f"{CANARY} {language}"


def test_an_open_room_is_kept_once_in_ten_minutes(planted: Planted, world: World) -> None:
    room = f"/incidenter/{planted.event.pk}/"
    for client in (world.client("owner"), world.client("ciso")):
        for page in ("ledning/del/", "ledning/del/", "", "ledning/del/", "ledning/del/"):
            assert client.get(f"{room}{page}").status_code == 200
    kept = [(each.username, each.page) for each in Viewing.objects.order_by("at")]
    assert kept == [("owner", "room"), ("owner", "room"), ("ciso", "room"), ("ciso", "room")]


def test_what_is_told_of_it_has_its_number_alone(planted: Planted, world: World) -> None:
    event, utb = planted.event, world.units["utb"]
    with writing(world.access("ciso")) as w:
        receipts.notify_receivers(w, event, [utb, world.units["kul"]])
        receipts.tell_leading(w, event)
    escalate(SYSTEM, event, LeadershipLevel.everything.all()[0], f"{CANARY} because")
    told = [f"{each.subject} {each.text}" for each in Message.objects.all()]
    assert told != []
    assert [each for each in told if CANARY in each.casefold()] == []
    results.clear_cache()
    tasks = tasks_for(world.access("owner"), TODAY)
    assert [task for task in tasks if CANARY in f"{task.title} {task.why}".casefold()] == []
    mine = [task for task in tasks if task.key.startswith("track-step")]
    assert {str(planted.track) in task.title for task in mine} == {True}


def test_a_proof_that_fails_tells_numbers_and_no_words(planted: Planted) -> None:
    Incident.everything.filter(pk=planted.event.pk).update(cause="ändrad förbi historiken")
    Track.everything.filter(pk=planted.track.pk).update(text="ändrad förbi historiken")
    faults = proof.compare_rows().faults
    assert sorted(each.split(":")[0] for each in faults) == [
        f"incident {planted.event.number} ({planted.event.pk})",
        f"track {planted.track.number} ({planted.track.pk})",
    ]
    assert CANARY not in str(faults).casefold()


ALONE = {"events", "exercises"}
"""They point at an event and hold no word of it: what a monitor calls it, and the exercise that it is of."""


def test_what_points_at_rows_that_can_be_secret_is_secret_with_them() -> None:
    for each in (*registry, *declared()):
        related = {f.related_model for f in each.model._meta.concrete_fields if f.related_model}
        texts = any(map(is_text, each.model._meta.concrete_fields))
        points = texts and any(getattr(model, "withheld_by", "") for model in related)
        assert bool(each.model.secret_rows()) or not points or each.key in ALONE, each.key
