"""A decided local instruction proves the measure that demands it, and answers what its template's chapters carry."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.records.content import loaders
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.compliance.models import (
    ChapterAnswer,
    Control,
    Fulfilment,
    MeasureBearer,
    TemplateAnswer,
)
from akropolis.graph.compliance.selectors.standing import of_unit
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from akropolis.graph.compliance.services.documents import find_evidence
from akropolis.shared.documents.models import GoverningDocument
from akropolis.shared.documents.register.documents import DOCUMENTS
from akropolis.shared.documents.selectors.readers import to_acknowledge
from akropolis.shared.documents.services import deciding
from akropolis.shared.evidence.models import Evidence, Proof
from tests.compliance.measures import measure
from tests.factories import documents
from tests.gate.cast import newcomer
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YEAR = timedelta(days=365)


@pytest.fixture
def control(world: World) -> Control:
    """A measure that a local instruction shows."""
    with writing(SYSTEM) as w:
        return measure(w, "Anvisning", MeasureBearer.UNIT, by_instruction=True)


def said(world: World, control: Control, unit: str = "utb", who: str = "owner") -> Fulfilment:
    words = AssessmentInput(control, world.units[unit], "met", "Den är beslutad.")
    (row,) = assess(world.access(who, TODAY), [words])
    return row


def decide(world: World, row: GoverningDocument, diary: str, last: date | None, who: str = "chef") -> None:
    documents.written(row, f"Så arbetar vi, enligt {diary}.")
    stored = GoverningDocument.everything.select_related("owner_unit").get(pk=row.pk)
    given = documents.decision(diary_number=diary, valid_to=last)
    deciding.decide(world.access(who, TODAY), stored, given)


def proved(row: Fulfilment) -> list[tuple[str, date | None]]:
    proofs = Proof.everything.filter(object_id=row.pk).select_related("evidence")
    return [(each.evidence.reference, each.evidence.valid_to) for each in proofs]


def test_the_decision_proves_the_measure_until_its_own_day_and_the_next_version_replaces_it(
    world: World, control: Control
) -> None:
    mine, neighbours = said(world, control), said(world, control, "kul", "neighbour")
    row = documents.document(world.units["utb"])
    decide(world, row, "UTB 2026/1", TODAY + YEAR)
    assert (proved(mine), proved(neighbours)) == ([("UTB 2026/1", TODAY + YEAR)], [])
    decide(world, row, "UTB 2026/9", TODAY + 2 * YEAR)
    assert proved(mine) == [("UTB 2026/9", TODAY + 2 * YEAR)]
    assert Evidence.everything.count() == 1


def test_a_lapsed_measure_holds_again_when_the_instruction_is_decided(world: World, control: Control) -> None:
    mine = said(world, control)
    with writing(SYSTEM) as w:
        values = {"name": "Gammalt", "owner_unit": world.units["utb"], "valid_to": TODAY - YEAR}
        old = w.create(Evidence, values)
        w.create(Proof, {"evidence": old, "kind": "fulfilment", "object_id": mine.pk})

    def status() -> str:
        return of_unit(world.access("owner", TODAY), "utb", TODAY).line(control.code).status.value

    assert status() == "lapsed"
    decide(world, documents.document(world.units["utb"]), "UTB 2026/1", TODAY + YEAR)
    assert status() == "met"


def test_an_assessment_made_afterwards_is_proved_too(world: World, control: Control) -> None:
    decide(world, documents.document(world.units["utb"]), "UTB 2026/1", TODAY + YEAR)
    assert proved(said(world, control)) == [("UTB 2026/1", TODAY + YEAR)]
    assert proved(said(world, control, "kul", "neighbour")) == []


def test_evidence_ends_when_the_document_is_repealed_and_holds_again_when_it_is_reinstated(
    world: World, control: Control
) -> None:
    mine, row = said(world, control), documents.document(world.units["utb"])
    decide(world, row, "UTB 2026/1", TODAY + YEAR)
    for step, values, last in (
        ("repeal", {"repealed_on": TODAY}, TODAY),
        ("reinstate", {}, TODAY + YEAR),
    ):
        stored = GoverningDocument.everything.get(pk=row.pk)
        DOCUMENTS.verbs.step(world.access("chef", TODAY), stored, step, values, because="Slås ihop.")
        assert proved(mine) == [("UTB 2026/1", last)]


def test_evidence_that_somebody_else_added_is_left(world: World, control: Control) -> None:
    row = documents.document(world.units["utb"])
    decide(world, row, "UTB 2026/1", TODAY + YEAR)
    with writing(SYSTEM) as w:
        values = {
            "name": "Granskning",
            "owner_unit": world.units["utb"],
            "kind": "decision",
            "reference": "X 1",
        }
        own = w.create(Evidence, values)
        w.create(Proof, {"evidence": own, "kind": "governingdocument", "object_id": row.pk})
    decide(world, row, "UTB 2026/9", TODAY + YEAR)
    own.refresh_from_db()
    assert (own.reference, own.version) == ("X 1", 1)
    found = find_evidence(row)
    assert found is not None
    assert found.reference == "UTB 2026/9"


def test_other_kinds_and_other_measures_are_proved_by_nothing(world: World, control: Control) -> None:
    with writing(SYSTEM) as w:
        other = measure(w, "Annan", MeasureBearer.UNIT)
    rows = [said(world, control), said(world, other)]
    decide(world, documents.document(world.units["utb"], kind="routine"), "UTB 2026/2", TODAY + YEAR)
    assert (Evidence.everything.count(), [proved(row) for row in rows]) == (0, [[], []])
    decide(world, documents.document(world.units["utb"]), "UTB 2026/1", TODAY + YEAR)
    assert [len(proved(row)) for row in rows] == [1, 0]


def test_who_decides_has_read_it_and_the_others_are_asked(world: World) -> None:
    row = documents.document(world.units["utb"], acknowledge=True)
    decide(world, row, "UTB 2026/1", TODAY + YEAR)
    asked = {
        who: len(to_acknowledge(world.access(who, TODAY), TODAY)) for who in ("chef", "owner", "neighbour")
    }
    assert asked == {"chef": 0, "owner": 1, "neighbour": 0}
    newcomer(world, "stadens", "chef", "stad")  # decides, but is not among those that it is for
    second = documents.document(world.units["utb"], "Andra", acknowledge=True)
    decide(world, second, "UTB 2026/2", TODAY + YEAR, "stadens")
    assert len(to_acknowledge(world.access("chef", TODAY), TODAY)) == 1


def test_a_new_document_answers_what_its_template_does_and_the_links_are_its_own(world: World) -> None:
    for load in loaders:
        load(SYSTEM)
    values: dict[str, Any] = {"title": "Anvisning", "kind": "local", "owner_unit": world.units["utb"]}
    row = DOCUMENTS.verbs.create(world.access("owner", TODAY), GoverningDocument, values)
    links = ChapterAnswer.everything.filter(document=row)
    expected = {
        (each.chapter.code, each.requirement.code)
        for each in TemplateAnswer.everything.select_related("chapter", "requirement")
    }
    found = {(each.key, each.requirement.code) for each in links.select_related("requirement")}
    assert found == expected
    assert ("lokal-roller", "iso-27001-5-3") in found
    assert all(each.source and each.mark for each in TemplateAnswer.everything.all())
    routine = DOCUMENTS.verbs.create(
        world.access("owner", TODAY), GoverningDocument, values | {"kind": "routine"}
    )
    assert not ChapterAnswer.everything.filter(document=routine).exists()
