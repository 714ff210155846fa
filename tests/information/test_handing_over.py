"""One prepares and another decides: it is sent, found among what waits, decided, and told to who sent it."""

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Refused, Stale
from akropolis.base.kernel.deadlines.tasks import awaited_by, tasks_for
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.graph.information.models import ClassificationDraft
from akropolis.graph.information.services import classification as service
from tests.information.classifying import Stage, answered, build, decided
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def it(world: World) -> Stage:
    return build(world)


def waits(it: Stage, who: str) -> list[str]:
    tasks = tasks_for(it.access(who), timezone.localdate())
    return [str(task.title) for task in tasks if task.key.startswith("classification:")]


def awaits(it: Stage, who: str) -> list[tuple[str, str]]:
    found = awaited_by(it.access(who), timezone.localdate())
    return [(str(one.title), str(one.whom)) for one in found]


def told() -> dict[str, str]:
    rows = Message.objects.filter(key__startswith="classification:").select_related("user")
    return {row.user.username: row.subject for row in rows}


def test_it_is_found_by_those_who_may_decide_and_leaves_who_sent_it(it: Stage) -> None:
    answered(it, who="owner", confidentiality=1, availability=1)
    assert waits(it, "owner") == ["Fortsätt klassa Elevhälsojournal"]
    page = f"/informationsmangder/{it.information.pk}/klassning/"
    assert "Skicka för beslut" in it.world.client("owner").get(f"{page}besluta/").text
    answer = it.world.client("owner").post(f"{page}skicka/", {"version": it.draft().version}, follow=True)
    assert "Skickad för beslut av Nadja Perić" in answer.text
    assert "Besluta om klassningen av Elevhälsojournal" in waits(it, "elin")
    assert waits(it, "owner") == []
    assert awaits(it, "owner") == [("Beslut om klassningen av Elevhälsojournal", "Utbildningsnämnden")]
    assert (awaits(it, "elin"), awaits(it, "neighbour")) == ([], [])
    assert told()["elin"] == "Besluta om klassningen av Elevhälsojournal"
    assert {"owner", "neighbour", "colleague"} & set(told()) == set()
    decided(it)
    assert awaits(it, "owner") == []
    assert told()["owner"] == "Klassningen av Elevhälsojournal är beslutad"
    assert waits(it, "elin") == []


def test_it_is_sent_once_and_not_while_something_is_missing_or_has_changed(it: Stage) -> None:
    service.begin(it.access("owner"), it.information)
    with pytest.raises(Refused, match="Något är inte besvarat än"):
        service.send(it.access("owner"), it.draft(), version=it.draft().version)
    answered(it, who="owner", confidentiality=1, availability=1)
    before = Change.objects.count()
    with pytest.raises(Stale):
        service.send(it.access("owner"), it.draft(), version=it.draft().version - 1)
    assert (Change.objects.count(), told(), it.draft().sent_at) == (before, {}, None)
    for _time in range(2):
        sent = service.send(it.access("owner"), it.draft(), version=it.draft().version)
        assert (sent.pk, sent.sent_at is None) == (it.draft().pk, False)
    assert (Change.objects.count(), len(told())) == (before + 1, len(told()))


@pytest.mark.parametrize("who", ["neighbour", "colleague", "auditor", "outsider"])
def test_nobody_else_sends_it(it: Stage, who: str) -> None:
    answered(it, who="owner", confidentiality=1, availability=1)
    page = f"/informationsmangder/{it.information.pk}/klassning/skicka/"
    assert it.world.client(who).post(page, {"version": it.draft().version}).status_code == 404
    with pytest.raises(Hidden):
        service.send(it.access(who), it.draft(), version=it.draft().version)
    assert (ClassificationDraft.everything.get().sent_at, told()) == (None, {})
