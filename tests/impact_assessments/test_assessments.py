"""An impact assessment: begun from its processing, advice apart from the decision, prior consultation and its time."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import reverse

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.privacy.impact_assessments.models import AssessmentAdvice, ImpactAssessment
from akropolis.privacy.impact_assessments.selectors.assessments import (
    AssessmentState,
    due_answer,
    list_assessed,
)
from akropolis.privacy.impact_assessments.services.assessments import advise, ask_for_advice, begin_assessment
from akropolis.privacy.impact_assessments.web.assessments import pending_advice, pending_consultations
from akropolis.shared.documents.models import DocumentReader, DraftChapter, GoverningDocument
from akropolis.shared.documents.services.audience import name_readers
from akropolis.shared.documents.services.deciding import decide
from tests.factories import documents
from tests.impact_assessments.scene import processing, run_test
from tests.world import SYSTEM, TODAY, World

pytestmark = pytest.mark.django_db
WORLD = "kept"


@pytest.fixture
def row(world: World) -> ImpactAssessment:
    with writing(SYSTEM) as w:
        world.add(w, "officer", "Jonas Öhrn", "dso", "stad")
    return begin_assessment(world.access("owner"), processing(world))


def client_page(world: World, row: ImpactAssessment, who: str) -> Any:
    return world.client(who).get(reverse("documents-detail", args=[row.document_id]))


def test_it_begins_with_the_chapters_of_article_35_7_and_one_reader(
    world: World, row: ImpactAssessment
) -> None:
    chapters = list(DraftChapter.everything.filter(document=row.document).values_list("key", flat=True))
    assert len(chapters) == 10
    assert set(DocumentReader.everything.values_list("person__username", flat=True)) == {"owner"}
    with pytest.raises(Refused, match="redan"):
        begin_assessment(world.access("owner"), row.processing)
    for chapter in DraftChapter.everything.filter(document=row.document).exclude(key="dpia-risker"):
        documents.written(row.document, "Text.", chapter.key)
    with pytest.raises(Refused, match="Risker för de registrerade"):
        decide(SYSTEM, row.document, documents.decision())  # GDPR 35.7 c


def test_the_way_from_the_test_to_the_readers(world: World) -> None:
    made, client = processing(world), world.client("owner")
    run_test(world, made, "wp248-4", "wp248-7")
    page = client.get(reverse("processings-detail", args=[made.pk]))
    url = reverse("impact-assessment-begin", args=[made.pk])
    assert url in page.text
    answer = client.post(url)
    begun = ImpactAssessment.everything.get()
    readers = reverse("documents-readers", args=[begun.document_id])
    assert answer["Location"] == readers
    chosen = client.get(readers)
    assert {person.username for person in chosen.context["form"].fields["people"].queryset} >= {
        "chef",
        "colleague",
    }
    assert "neighbour" not in {p.username for p in chosen.context["form"].fields["people"].queryset}
    people = [world.people["chef"].pk, world.people["owner"].pk]
    assert client.post(readers, {"people": people}).status_code == 302
    assert client.post(readers, {"people": [], "csrfmiddlewaretoken": "x"}).status_code == 422
    assert DocumentReader.everything.filter(document=begun.document).count() == 2


@pytest.mark.parametrize(
    ("paragraph", "extended", "sent", "last"),
    [
        ("36.2: eight weeks", False, date(2026, 3, 2), date(2026, 4, 27)),
        ("36.2: six weeks more", True, date(2026, 3, 2), date(2026, 6, 8)),
        (
            "1182/71 art. 3.1: the day of the request is not counted",
            False,
            date(2026, 6, 1),
            date(2026, 7, 27),
        ),
    ],
)
def test_the_authority_has_its_time(
    row: ImpactAssessment, paragraph: str, extended: bool, sent: date, last: date
) -> None:
    row.sent_on, row.extended = sent, extended
    due = due_answer(row)
    assert due is not None
    assert due.last_day == last, paragraph


def test_a_last_day_that_is_a_holiday_gives_the_next_working_day_beside(row: ImpactAssessment) -> None:
    row.sent_on = date(2026, 10, 30)  # eight weeks later is Christmas Day (1182/71 art. 3.4)
    due = due_answer(row)
    assert due is not None
    assert (due.last_day, due.later) == (date(2026, 12, 25), date(2026, 12, 28))


def test_a_high_risk_that_remains_waits_to_be_sent_and_then_for_an_answer(
    world: World, row: ImpactAssessment
) -> None:
    owner = world.access("owner")

    def waits(who: str = "owner") -> list[tuple[str, date | None]]:
        found = pending_consultations(world.access(who), TODAY)
        return [(task.title.partition(" ")[0], task.due) for task in found]

    assert waits() == []
    row = update(owner, row, {"high_risk": True})
    assert waits() == [("Begär", None)]
    row = update(owner, row, {"sent_on": date(2026, 11, 2)})
    assert waits() == [("Följ", date(2026, 12, 28))]
    assert waits("ciso") == waits("neighbour") == waits("chef") == []
    update(owner, row, {"answered_on": date(2026, 11, 20), "answer": "Minska omfattningen."})
    assert waits() == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"answer": "Nej"}, "sent_on"),
        ({"extended": True}, "sent_on"),
        ({"views_asked": False}, "views"),
        ({"views_asked": True, "views": " "}, "views"),
    ],
)
def test_what_lacks_its_other_half_is_said_at_its_place(
    world: World, row: ImpactAssessment, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        update(world.access("owner"), row, values)
    assert list(refusal.value.errors) == [field]
    assert ImpactAssessment.everything.get().version == row.version


def test_the_officer_advises_apart_and_changes_nothing_else(world: World, row: ImpactAssessment) -> None:
    officer = world.access("officer")
    assert list(pending_advice(officer, TODAY)) == []
    ask_for_advice(world.access("owner"), row)
    assert [task.key for task in pending_advice(officer, TODAY)] == [f"assessment-advice:{row.pk}"]
    for who in ("owner", "chef", "ciso", "auditor"):
        with pytest.raises(Hidden):
            advise(world.access(who), row, "Mitt råd")
    advise(officer, row, "Gör om den.")
    assert list(pending_advice(officer, TODAY)) == []
    row = ImpactAssessment.everything.select_related("document").get()
    update(world.access("owner"), row, {"advice_followed": "Nämnden följer inte rådet."})
    assert AssessmentAdvice.everything.get().text == "Gör om den."
    page = client_page(world, row, "owner").text
    assert page.index("Gör om den.") < page.index("Nämnden följer inte rådet.")
    for values in ({"high_risk": False}, {"views": "x"}):
        with pytest.raises(Hidden):
            update(officer, row, values)
    with pytest.raises(Hidden):
        update(officer, GoverningDocument.everything.get(pk=row.document_id), {"title": "Annan"})


def test_two_who_write_at_once_lose_nothing(world: World, row: ImpactAssessment) -> None:
    name_readers(world.access("owner"), row.document, [world.people["owner"], world.people["chef"]])
    url = reverse("impact-assessment-details", args=[row.pk])
    given = {"version": row.version, "views_asked": "true", "views": "Enkät", "high_risk": "unknown"}
    assert world.client("owner").post(url, given).status_code == 302
    answer = world.client("chef").post(url, given | {"views": "Möte"})
    assert answer.status_code == 409
    assert "Möte" in answer.text
    assert ImpactAssessment.everything.get().views == "Enkät"


def test_whoever_reads_the_processing_knows_how_far_it_has_come_and_no_more(
    world: World, row: ImpactAssessment
) -> None:
    update(SYSTEM, row.document, {"title": "Hemlig rubrik"})
    url = reverse("processings-detail", args=[row.processing_id])
    (found,) = list_assessed(world.access("ciso"), [row.processing])
    assert found.state is AssessmentState.BEGUN
    page = world.client("ciso").get(url).text
    assert ("påbörjad, inte beslutad" in page, "Hemlig rubrik" in page) == (True, False)
    assert "Hemlig rubrik" in world.client("owner").get(url).text
    assert world.client("neighbour").get(url).status_code == 404


def test_the_masked_copy_leaves_out_what_is_secret(world: World, row: ImpactAssessment) -> None:
    secret = "Öppet.\n\n{sekretess OSL 18 kap. 8 §}\n\nSvagheten.\n\n{/sekretess}"
    for chapter in DraftChapter.everything.filter(document=row.document):
        documents.written(row.document, secret, chapter.key)
    version = decide(SYSTEM, row.document, documents.decision())
    address = reverse("documents-version-file", args=[row.document_id, version.number, "docx"])
    client = world.client("owner")
    assert f"{address}?maskad=1" in client.get(reverse("documents-version", args=[row.document_id, 1])).text
    told = {query: text_in(client.get(address + query)) for query in ("", "?maskad=1")}
    assert {query: ("Öppet." in text, "Svagheten." in text) for query, text in told.items()} == {
        "": (True, True),
        "?maskad=1": (True, False),
    }


def text_in(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    with ZipFile(BytesIO(content)) as package:
        return package.read("word/document.xml").decode()


def test_a_merged_unit_takes_its_assessment_along(world: World, row: ImpactAssessment) -> None:
    moved = update(SYSTEM, row.document, {"owner_unit": world.units["kul"]})
    assert not GoverningDocument.objects.visible(world.access("owner")).filter(pk=moved.pk).exists()
    name_readers(SYSTEM, moved, [world.people["neighbour"]])
    assert GoverningDocument.objects.visible(world.access("neighbour")).filter(pk=moved.pk).exists()
    with pytest.raises(Invalid):
        create(SYSTEM, ImpactAssessment, {"processing": row.processing, "document": moved})


def test_one_whose_document_is_archived_can_be_begun_anew(world: World, row: ImpactAssessment) -> None:
    with writing(SYSTEM) as w:
        w.archive(row.document)
    (found,) = list_assessed(SYSTEM, [row.processing])
    assert found.state is AssessmentState.NONE
    again = begin_assessment(world.access("owner"), row.processing)
    (found,) = list_assessed(SYSTEM, [row.processing])
    assert (found.state, again.document == row.document) == (AssessmentState.BEGUN, False)
    with pytest.raises(Refused, match="redan"):
        begin_assessment(world.access("owner"), row.processing)
