"""A document that is read by name is known to those whom it names, and on no page, in no file, list or message else."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from django.urls import reverse

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.files.evidence import attach
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.kernel.registers.changes import changes_after
from akropolis.graph.compliance.models import ChapterAnswer, Requirement
from akropolis.people.integrations.selectors.tables import tables_for
from akropolis.privacy.impact_assessments.models import AssessmentAdvice, ImpactAssessment
from akropolis.privacy.impact_assessments.services.assessments import advise, begin_assessment
from akropolis.shared.documents.models import DraftChapter, GoverningDocument, Proposal
from akropolis.shared.documents.selectors.readers import to_acknowledge
from akropolis.shared.documents.services import sending
from akropolis.shared.documents.services.audience import name_readers
from akropolis.shared.documents.services.deciding import decide
from tests.behaviours import walk
from tests.behaviours.test_every_address import alone
from tests.behaviours.tokens import bearer
from tests.factories import documents
from tests.impact_assessments.scene import processing
from tests.world import SYSTEM, TODAY, World

WORLD = "walked"
CANARY = "tistelfrö"
"""Stands in every text of the assessment, and in nothing else."""
STRANGERS = ("colleague", "chef", "ciso", "admin", "neighbour", "writer", "registrar")
"""An employee, the head and another writer of the unit, registrar, those who read the whole city, and next door."""

LISTS = (
    *("/", "/styrdokument/", "/styrdokument/exportera/?format=csv", "/granskning/?slag=documents"),
    *(f"/sok/?q={CANARY}", f"/styrdokument/?q={CANARY}", f"/api/v1/documents?q={CANARY}"),
    *("/api/v1/documents?fields=id,title,purpose&limit=200", "/api/v1/document-versions"),
)


@dataclass
class Planted:
    """An assessment of `utb` that only `owner` reads by name, and every address that could tell of it."""

    row: ImpactAssessment
    own: list[str]
    lists: list[str]


@pytest.fixture(scope="module")
def planted(stage: World, django_db_blocker: Any) -> Planted:
    with django_db_blocker.unblock():
        with writing(SYSTEM) as w:
            stage.add(w, "writer", "Ulla Ek", "samordnare", "utb")
            stage.add(w, "registrar", "Rut Ahl", "registrator", "utb")
            stage.add(w, "officer", "Jonas Öhrn", "dso", "stad")
        row = plant(stage)
        pk, known = str(row.document_id), str(stage.rows["documents"].pk)
        every = [each.url for each in walk.addresses(stage)]
        own = [url.replace(known, pk) for url in every if known in url]
        parts = [part for model in (DraftChapter, StoredFile) for part in model.everything.all()]
        files = [f.pk for f in parts if isinstance(f, StoredFile) and f.object_id == row.document_id]
        own += [
            f"/styrdokument/{pk}/utkast/dpia-risker/",
            f"/styrdokument/{pk}/version/1/",
            f"/historik/{pk}/",
        ]
        own += [f"/styrdokument/{pk}/version/1/dokument.{form}" for form in ("docx", "odt")]
        own += [f"/styrdokument/{pk}/filer/{file}/" for file in files]
        own += [f"/konsekvensbedomningar/{row.pk}/{part}" for part in ("", "rad/")]
        lists = [*LISTS, reverse("processings-detail", args=[row.processing_id])]
        return Planted(row, list(dict.fromkeys(own)), lists)


def plant(world: World) -> ImpactAssessment:
    """The canary stands in title, purpose, chapters, a version, a file, advice and views, before anybody looks."""
    owner = world.access("owner")
    row = begin_assessment(owner, processing(world, "utb"))
    document = update(owner, row.document, {"title": f"{CANARY} titel", "purpose": f"{CANARY} ändamål"})
    for chapter in DraftChapter.everything.filter(document=document):
        documents.written(document, f"{CANARY} {chapter.key}", chapter.key)
    attach(SYSTEM, document, name=f"{CANARY}.txt", data=CANARY.encode())
    decide(SYSTEM, document, documents.decision(summary=f"{CANARY} nytt"))
    requirement = Requirement.everything.earliest("position")
    answer = {"document": document, "key": "dpia-risker", "requirement": requirement, "since": 1}
    create(SYSTEM, ChapterAnswer, answer)
    update(owner, fresh(), {"views_asked": True, "views": f"{CANARY} enkät"})
    update(owner, fresh(), {"high_risk": True, "advice_followed": f"{CANARY} beslut"})
    advise(world.access("officer"), fresh(), f"{CANARY} råd")
    return fresh()


def fresh() -> ImpactAssessment:
    return ImpactAssessment.everything.select_related("document__owner_unit").latest("created_at")


def text_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as package:
            content = b"".join(map(package.read, package.namelist()))
    return str(content.decode("utf-8", "replace")).casefold()


def telling(world: World, who: str, addresses: list[str]) -> list[str]:
    client, token, found = world.client(who), bearer(world, who), []
    for url in addresses:
        with alone(client):
            answer = client.get(url, headers=token if url.startswith("/api/") else {})
            # What was asked for stands in the answer of a search, and names nothing.
            text = text_of(answer).replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "")
            text = text.replace(f"”{CANARY}”", "")
            if CANARY in text:
                found.append(url)
    return found


def test_whoever_is_named_reads_it_in_all_these_places(planted: Planted, world: World) -> None:
    told = telling(world, "owner", [*planted.own, *planted.lists])
    assert len(set(told) & set(planted.own)) > 12
    assert len(set(told) & set(planted.lists)) > 4


@pytest.mark.parametrize("who", STRANGERS)
def test_no_page_or_file_of_it_opens_for_others(planted: Planted, world: World, who: str) -> None:
    assert telling(world, who, planted.own) == []


@pytest.mark.parametrize("who", ["writer", "ciso", "admin"])
def test_no_list_search_file_or_history_tells_others_of_it(planted: Planted, world: World, who: str) -> None:
    assert telling(world, who, planted.lists) == []


@pytest.mark.parametrize("who", ["auditor", "officer"])
def test_those_who_supervise_read_it_by_right_and_write_nothing(
    planted: Planted, world: World, who: str
) -> None:
    client, page = world.client(who), reverse("documents-detail", args=[planted.row.document_id])
    assert CANARY in client.get(page).text
    assert client.get(f"{page}lasare/").status_code == 404
    chapter = DraftChapter.everything.get(document=planted.row.document, key="dpia-risker")
    given = {"text": "x", "title": "x", "version": chapter.version}
    assert client.post(f"{page}utkast/dpia-risker/", given).status_code == 404
    assert DraftChapter.everything.get(pk=chapter.pk).text == chapter.text


@pytest.mark.parametrize("who", STRANGERS)
def test_rows_extract_changes_tasks_and_messages_say_nothing(
    planted: Planted, world: World, who: str
) -> None:
    access, pk = world.access(who), planted.row.document_id
    models = (GoverningDocument, DraftChapter, ChapterAnswer, ImpactAssessment, AssessmentAdvice, StoredFile)
    told = [row for model in models for row in model.objects.visible(access) if CANARY in str(vars(row))]
    assert told == []
    tables = {table.name: str(list(table.lines())).casefold() for table in tables_for(access, TODAY)}
    assert [name for name, lines in tables.items() if CANARY in lines] == []
    last = Change.objects.filter(object_id=pk).earliest("seq").seq
    assert pk not in {each.id for each in changes_after(access, last - 1, limit=500).items}
    assert [
        task for task in tasks_for(access, TODAY) if CANARY in f"{task.title} {task.why}".casefold()
    ] == []
    mine = Message.objects.filter(user=world.people[who])
    assert [each for each in mine if CANARY in f"{each.subject} {each.text}".casefold()] == []


def test_a_draft_sent_for_decision_is_read_by_the_decider_too(planted: Planted, world: World) -> None:
    document = GoverningDocument.everything.select_related("owner_unit").get(pk=planted.row.document_id)
    documents.written(document, f"{CANARY} mer", "dpia-risker")
    sending.send(world.access("owner"), document, decider=world.people["chef"])
    assert Proposal.objects.visible(world.access("chef")).count() == 1
    assert Proposal.objects.visible(world.access("writer")).count() == 0
    assert CANARY in text_of(world.client("chef").get(reverse("documents-decide", args=[document.pk])))
    assert {each.user for each in Message.objects.filter(subject__contains=CANARY)} == {world.people["chef"]}


def test_nobody_is_asked_to_confirm_it(planted: Planted, world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        update(world.access("owner"), planted.row.document, {"acknowledge": True})
    assert list(refusal.value.errors) == ["acknowledge"]
    assert [each for each in to_acknowledge(world.access("colleague"), TODAY) if CANARY in each.title] == []


def test_only_those_whose_role_reads_the_units_documents_can_be_named(planted: Planted, world: World) -> None:
    with pytest.raises(Invalid, match="Per-Olov Estlind"):
        name_readers(world.access("owner"), planted.row.document, [world.people["neighbour"]])
    name_readers(SYSTEM, planted.row.document, [world.people["colleague"], world.people["owner"]])
    page = reverse("documents-version", args=[planted.row.document_id, 1])
    client = world.client("colleague")
    assert CANARY in client.get(page).text
    for held in Appointment.everything.filter(user=world.people["colleague"]):
        update(SYSTEM, held, {"valid_to": held.valid_from})
    assert client.get(page).status_code == 404


def test_whoever_begins_one_by_hand_reads_it_alone(planted: Planted, world: World) -> None:
    values = {"title": f"{CANARY} egen", "kind": "assessment", "owner_unit": "utb"}
    answer = world.client().post(
        "/api/v1/documents", values, "application/json", headers=bearer(world, "writer")
    )
    made = GoverningDocument.everything.filter(title=f"{CANARY} egen").first()
    assert made is not None, answer.content
    seen = {
        who: GoverningDocument.objects.visible(world.access(who)).filter(pk=made.pk).exists()
        for who in ("writer", "owner")
    }
    assert seen == {"writer": True, "owner": False}
