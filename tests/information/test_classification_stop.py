"""The border to protective security: a stop leaves a pointer and no word, and those who take over are told."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.files.evidence import attach
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.graph.information.models import ClassificationDraft, InformationSet, IntakeStop
from akropolis.graph.information.selectors.classification import classification_status, decisions
from akropolis.graph.information.services import classification as service
from akropolis.graph.information.services import security_stops
from akropolis.shared.classification.models import LegalBasis
from tests.information.classifying import Stage, answered, build, decided, harms, put
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
WORD = "Ubåtsdocka"


@pytest.fixture
def it(world: World) -> Stage:
    return build(world)


def everything_stored() -> str:
    """Every value of every table, as one text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found.append(json.dumps(cursor.fetchall(), default=str, ensure_ascii=False))
    return "\n".join(found)


def written(it: Stage) -> StoredFile:
    """The word stands in the description, in every part of the draft and in a file."""
    owner = it.access("elin")
    with writing(owner) as w:
        w.update(it.information, {"description": f"{WORD} i berget"})
    service.begin(owner, it.information)
    put(it, "about", {"description": WORD, "personal_data": None, "people": 4, "protected_people": None})
    put(it, "confidentiality", {"person": {"level": 1, "text": WORD}})
    raised = {"kind": "accumulation", "aspect": "availability", "level": 1, "reason": WORD}
    put(it, "law", {"legal": [], "raises": [raised]})
    put(it, "levels", {"confidentiality": {"level": 0, "reason": WORD}})
    return attach(owner, it.information, name="ritning.txt", data=WORD.encode())


def test_nothing_of_what_was_written_is_left_anywhere(
    it: Stage, django_capture_on_commit_callbacks: Any
) -> None:
    file = written(it)
    place = Path(settings.STORED_FILES_DIR) / file.sha256[:2] / file.sha256
    assert place.exists()
    assert WORD in everything_stored()
    with django_capture_on_commit_callbacks(execute=True):
        security_stops.stop(it.access("elin"), it.information)
    assert WORD not in everything_stored()
    assert WORD.casefold() not in everything_stored()
    assert not place.exists()
    found = InformationSet.everything.get(pk=it.information.pk)
    assert (found.pointer, found.description, found.people) == (True, "", None)
    assert Node.everything.get(record=found.pk).people is None
    assert not ClassificationDraft.everything.exists()


def test_content_that_another_record_holds_stays(it: Stage, django_capture_on_commit_callbacks: Any) -> None:
    with writing(SYSTEM) as w:
        values = {"name": "Annan", "owner_unit": it.world.units["utb"]}
        other = w.create(InformationSet, values)
    kept = attach(SYSTEM, other, name="b.txt", data=b"samma")
    attach(SYSTEM, it.information, name="a.txt", data=b"samma")
    with django_capture_on_commit_callbacks(execute=True):
        security_stops.stop(it.access("elin"), it.information)
    assert (Path(settings.STORED_FILES_DIR) / kept.sha256[:2] / kept.sha256).exists()
    assert StoredFile.everything.get(pk=kept.pk).archived_at is None


def test_every_head_of_protective_security_above_is_told_once_and_nobody_else(it: Stage) -> None:
    with writing(SYSTEM) as w:
        it.world.add(w, "grannen", "Granne", "sakerhetschef", "kul")
    made = security_stops.stop(it.access("elin"), it.information)
    assert (made.stopped_by, made.notified) == ("Elin Ek", 1)
    message = Message.objects.get()
    assert message.user == it.world.people["beata"]
    assert "Elevhälsojournal" not in message.text + message.subject
    assert it.information.number in message.subject
    assert security_stops.stop(it.access("elin"), it.information) == made
    assert Message.objects.count() == 1


def test_an_answer_above_the_catalogue_is_not_stored(it: Stage) -> None:
    service.begin(it.access("elin"), it.information)
    for part, value in (
        ("confidentiality", harms(0, person=3)),
        ("levels", {"availability": {"level": 3, "reason": "x"}}),
    ):
        with pytest.raises(Refused) as refused:
            put(it, part, value)
        assert refused.value.code == service.BEYOND
    assert it.draft().version == 1


def test_a_provision_can_lie_above_the_catalogue(it: Stage) -> None:
    with writing(SYSTEM) as w:
        values = {"code": "skydd", "name": "Säkerhetsskydd", "provision": "1 kap. 2 §"}
        w.create(LegalBasis, {**values, "levels": {"beyond": True}, "valid_from": timezone.localdate()})
    service.begin(it.access("elin"), it.information)
    with pytest.raises(Refused) as refused:
        put(it, "law", {"legal": ["skydd"], "raises": []})
    assert refused.value.code == service.BEYOND


def test_a_pointer_is_neither_classified_nor_written_about_nor_its_decisions_shown(it: Stage) -> None:
    answered(it)
    decided(it)
    security_stops.stop(it.access("elin"), it.information)
    found = InformationSet.everything.get(pk=it.information.pk)
    with pytest.raises(Refused):
        service.begin(it.access("elin"), found)
    with pytest.raises(Invalid), writing(it.access("elin")) as w:
        w.update(found, {"description": "Lite till"})
    found.people = 3
    with pytest.raises(ValidationError):
        found.clean()
    found.refresh_from_db()
    assert decisions(it.access("elin"), found) == []
    shown = classification_status(it.access("elin"), found)
    assert (shown.decision, shown.draft, shown.stop) == (None, None, IntakeStop.everything.get())


@pytest.mark.parametrize("who", ["colleague", "neighbour", "auditor", "outsider"])
def test_others_cannot_stop_it(it: Stage, who: str) -> None:
    with pytest.raises(Hidden):
        security_stops.stop(it.access(who), it.information)
    assert InformationSet.everything.get(pk=it.information.pk).description == "Elevernas hälsa"
    assert not IntakeStop.everything.exists()


@pytest.mark.parametrize("who", ["elin", "owner", "neighbour", "auditor", "chef"])
def test_only_the_head_of_protective_security_settles_it(it: Stage, who: str) -> None:
    made = security_stops.stop(it.access("elin"), it.information)
    with pytest.raises(Hidden):
        security_stops.settle(it.access(who), made, note="Klart", released=True)
    assert list(security_stops.unsettled(it.access(who))) == []
    assert IntakeStop.everything.get().settled_at is None


def test_taken_care_of_it_stays_a_pointer_and_lifted_it_can_be_classified(it: Stage) -> None:
    made, head = security_stops.stop(it.access("elin"), it.information), it.access("beata")
    assert list(security_stops.unsettled(head)) == [made]
    with pytest.raises(Invalid):
        security_stops.settle(head, made, note=" ", released=False)
    security_stops.settle(head, made, note="Hanteras av oss.", released=False)
    assert list(security_stops.unsettled(head)) == []
    assert InformationSet.everything.get(pk=it.information.pk).pointer
    security_stops.settle(head, made, note="Det var inget.", released=True)
    assert service.begin(it.access("elin"), it.information).answers["about"]["people"] is None
    with pytest.raises(Refused):
        security_stops.settle(head, made, note="En gång till", released=True)


def test_a_change_of_the_description_alone_is_a_change_whose_words_stay_out_of_the_history(it: Stage) -> None:
    before = InformationSet.everything.get(pk=it.information.pk)
    with writing(it.access("elin")) as w:
        w.update(before, {"description": WORD}, version=before.version)
    found = InformationSet.everything.get(pk=before.pk)
    assert (found.description, found.version) == (WORD, it.information.version + 1)
    changes = Change.objects.filter(object_id=found.pk)
    assert [change.content.count(WORD) for change in changes.order_by("seq")] == [0, 0]
    with writing(it.access("elin")) as w:
        w.update(found, {"description": WORD}, version=found.version)
    assert InformationSet.everything.get(pk=found.pk).version == found.version


def test_a_description_is_held_to_its_length_though_it_is_not_logged(it: Stage) -> None:
    with pytest.raises(Invalid) as refused, writing(it.access("elin")) as w:
        w.update(it.information, {"description": "x" * 4001})
    assert list(refused.value.errors) == ["description"]
