"""What is done with one information set leaves another's draft, decision and pointer as they are."""

from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.files.evidence import attach
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.information.models import (
    ClassificationDraft,
    InformationSet,
    IntakeStop,
)
from akropolis.graph.information.services import classification as service
from akropolis.graph.information.services import security_stops
from akropolis.shared.classification.models import LegalBasis
from tests.information.classifying import Stage, answered, build, decided, harms, published, put
from tests.world import SYSTEM, World

pytestmark = pytest.mark.usefixtures("stage")


@pytest.fixture
def it(world: World) -> Stage:
    return build(world)


@pytest.fixture
def other(it: Stage) -> Stage:
    """A second set of the same unit with a draft in which nothing is missing, and a file."""
    with writing(SYSTEM) as w:
        values = {"name": "Betyg", "owner_unit": it.world.units["utb"], "description": "Elevers betyg"}
        made = w.create(InformationSet, values | {"people": 900, "personal_data": True})
    stage = Stage(it.world, made, it.scheme)
    answered(stage, confidentiality=2)
    attach(SYSTEM, made, name="betyg.txt", data=b"betyg")
    return stage


def stored(stage: Stage) -> tuple[Any, ...]:
    row = InformationSet.everything.values("description", "people", "personal_data", "pointer", "version")
    drafts = ClassificationDraft.everything.filter(information=stage.information).values()
    return row.get(pk=stage.information.pk), list(drafts)


def test_a_stop_takes_away_what_was_written_of_that_set_alone(it: Stage, other: Stage) -> None:
    answered(it)
    attach(SYSTEM, it.information, name="elev.txt", data=b"elev")
    before = stored(other)
    made = security_stops.stop(it.access("elin"), it.information)
    assert stored(other) == before
    assert [row.name for row in StoredFile.everything.filter(archived_at=None)] == ["betyg.txt"]
    row, drafts = stored(it)
    assert (row["description"], row["pointer"], drafts) == ("", True, [])
    assert (made.stopped_by, made.information) == ("Elin Ek", it.information)
    assert made.notified == Message.objects.filter(user=it.world.people["beata"]).count() == 1


def test_a_set_is_stopped_once_and_each_stop_is_its_own_s(it: Stage, other: Stage) -> None:
    first, second = (security_stops.stop(it.access("elin"), each.information) for each in (it, other))
    assert security_stops.stop(it.access("elin"), it.information) == first
    assert security_stops.stop(it.access("elin"), other.information) == second
    assert IntakeStop.everything.count() == 2
    for who in ("neighbour", "auditor", "outsider"):
        with pytest.raises(Hidden):
            security_stops.stop(it.access(who), it.information)


def test_a_stop_that_is_settled_opens_its_own_set_alone_and_only_when_that_is_said(
    it: Stage, other: Stage
) -> None:
    first, second = (security_stops.stop(it.access("elin"), each.information) for each in (it, other))

    def pointers() -> list[bool]:
        return [InformationSet.everything.get(pk=each.information.pk).pointer for each in (it, other)]

    security_stops.settle(it.access("beata"), first, note="Hos oss", released=False)
    assert pointers() == [True, True]
    security_stops.settle(it.access("beata"), second, note="Hos oss", released=True)
    assert pointers() == [True, False]
    for who in ("elin", "neighbour"):
        with pytest.raises(Hidden):
            security_stops.settle(it.access(who), first, note="Hos oss", released=True)
    assert list(security_stops.unsettled(it.access("beata"))) == []


def test_a_draft_begins_from_the_set_s_own_latest_decision_and_what_it_says_of_itself(
    it: Stage, other: Stage
) -> None:
    decided(other)
    made = service.begin(it.access("elin"), it.information)
    assert made.description == "Elevernas hälsa"
    assert made.answers["about"] == {"personal_data": None, "people": None, "protected_people": None}
    assert not any(made.answers.get("harms", {}).values())
    again = service.begin(it.access("elin"), other.information)
    assert again.answers["about"] == {"personal_data": True, "people": 900, "protected_people": None}
    assert again.answers["harms"]["confidentiality"] == harms(2)
    assert service.begin(it.access("elin"), other.information) == again


def test_decisions_are_numbered_for_each_set_and_each_ends_its_own_draft(it: Stage, other: Stage) -> None:
    answered(it)
    first = decided(other)
    assert ClassificationDraft.everything.get().information == it.information
    service.begin(it.access("elin"), other.information)
    second, mine = decided(other), decided(it)
    assert [each.number for each in (first, second, mine)] == [1, 2, 1]
    assert [(each.information_name, each.unit_name) for each in (second, mine)] == [
        ("Betyg", "Utbildningsnämnden"),
        ("Elevhälsojournal", "Utbildningsnämnden"),
    ]
    assert [each.confidentiality for each in (first, second, mine)] == [2, 2, 1]


def test_a_decision_freezes_the_provisions_that_were_chosen_and_no_other(it: Stage, other: Stage) -> None:
    with writing(SYSTEM) as w:
        basis = LegalBasis.everything.get(code="skola")
        values = {
            "code": "annan",
            "name": "Annan",
            "provision": "OSL 21 kap.",
            "levels": {"confidentiality": 1},
        }
        w.create(LegalBasis, values | {"valid_from": basis.valid_from})
    answered(it, law={"legal": ["skola"], "raises": []})
    assert [each["code"] for each in decided(it).answers["provisions"]] == ["skola"]
    assert decided(other).answers["provisions"] == []


def test_a_draft_of_an_older_edition_is_renewed_and_the_other_stays(it: Stage, other: Stage) -> None:
    answered(it)
    newer = published(2)
    with pytest.raises(Refused) as refusal:
        decided(it)
    assert refusal.value.code == "scheme"
    service.renew(it.access("elin"), it.draft())
    assert (it.draft().scheme, other.draft().scheme) == (newer, it.scheme)
    version = it.draft().version
    service.renew(it.access("elin"), it.draft())
    assert it.draft().version == version
    assert it.draft().answers["about"] == other.draft().answers["about"] | {
        "people": None,
        "personal_data": None,
    }


@pytest.mark.parametrize(
    ("change", "code"), [("pointer", "pointer"), ("archived", "archived"), ("gone", "gone")]
)
def test_what_is_handled_elsewhere_or_out_of_use_or_gone_is_not_classified(
    it: Stage, other: Stage, change: str, code: str
) -> None:
    draft, access = other.draft(), it.access("elin")
    with writing(SYSTEM) as w:
        if change == "pointer":
            w.update(other.information, {**security_stops.NOTHING, "pointer": True})
        if change == "archived":
            w.archive(other.information)
        if change == "gone":
            w.remove(draft)
    with pytest.raises(Refused) as refusal:
        service.save(access, draft, "confidentiality", harms(0), seen="", pressed=True)
    assert refusal.value.code == code
    with pytest.raises(Refused):
        service.discard(access, draft)
    assert ClassificationDraft.everything.count() == (0 if change == "gone" else 1)
    answered(it)
    assert decided(it).number == 1


def test_a_draft_begins_from_another_set_s_answers_while_nothing_is_answered(it: Stage, other: Stage) -> None:
    put(other, "confidentiality", {key: {"level": 2, "text": "Namn"} for key in ("person", "economy")})
    put(other, "law", {"legal": ["skola"], "raises": []})
    made, access = decided(other), it.access("elin")
    draft = service.begin(access, it.information)
    service.begin_from(access, draft, made)
    answers = it.draft().answers
    assert answers["harms"]["confidentiality"]["person"] == {"level": 2, "text": "Namn"}
    assert (answers["legal"], answers["about"]["people"]) == (["skola"], None)
    with pytest.raises(Refused) as refusal:
        service.begin_from(access, it.draft(), made)
    assert refusal.value.code == "answered"


def test_of_another_unit_s_answers_the_levels_alone_are_taken(it: Stage, other: Stage) -> None:
    put(other, "confidentiality", {key: {"level": 2, "text": "Namn"} for key in ("person", "economy")})
    made = decided(other)
    with writing(SYSTEM) as w:
        w.update(it.information, {"owner_unit": it.world.units["utbf"]})
    draft = service.begin(it.access("elin"), it.information)
    service.begin_from(it.access("elin"), draft, made)
    assert it.draft().answers["harms"]["confidentiality"]["person"] == {"level": 2, "text": ""}
