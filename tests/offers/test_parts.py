"""Offers, questions, responsibilities and accepted gaps through the API: from what is asked to what stands."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.history.models import Change
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import GapException, Offer, Question
from tests.behaviours.tokens import bearer
from tests.world import World

pytestmark = pytest.mark.django_db
LEVELS = {"confidentiality": 2, "integrity": 2, "availability": 1, "traceability": None}


def post(client: Client, address: str, body: Any, **headers: str) -> Any:
    return client.post(f"/api/v1/{address}", body, content_type="application/json", headers=headers)


@pytest.fixture
def operator(world: World, nodes: dict[str, Node]) -> Client:
    return world.client(**bearer(world, "operator"))


@pytest.fixture
def owner(world: World, nodes: dict[str, Node]) -> Client:
    return world.client(**bearer(world, "owner"))


def test_an_operator_states_what_it_offers(operator: Client, owner: Client, nodes: dict[str, Node]) -> None:
    body = {"node": str(nodes["journal"].record), "levels": LEVELS, "evidence": "Prov i mars."}
    made = post(operator, "offers", body)
    assert made.status_code == 201, made.content
    row = Offer.everything.latest("created_at")
    assert [getattr(row, aspect) for aspect in LEVELS] == [2, 2, 1, None]
    assert made["Location"] == f"/api/v1/offers/{row.pk}"
    assert made.json()["node"]["id"] == body["node"]
    count = Change.objects.count()
    assert post(owner, "offers", body).status_code == 404
    wrong = post(operator, "offers", body | {"levels": {"secrecy": 2}})
    assert wrong.status_code == 422
    assert Change.objects.count() == count


def test_a_question_is_asked_answered_by_whom_it_was_asked_and_then_stays(
    operator: Client, owner: Client, nodes: dict[str, Node]
) -> None:
    asked = post(
        owner, "questions", {"node": str(nodes["journal"].record), "unit": "utb", "text": "Hur länge?"}
    )
    assert asked.status_code == 201, asked.content
    place, tag = f"questions/{asked.json()['id']}", asked["ETag"]
    assert post(owner, f"{place}/answer", {"text": "Jag själv"}, **{"If-Match": tag}).status_code == 404
    assert post(operator, f"{place}/answer", {"text": "Två år"}).status_code == 428
    answered = post(operator, f"{place}/answer", {"text": "Två år"}, **{"If-Match": tag})
    assert (answered.status_code, answered.json()["answer"]) == (200, "Två år")
    assert post(operator, f"{place}/answer", {"text": "Tre år"}, **{"If-Match": tag}).status_code == 412
    kept = post(owner, f"{place}/withdraw", {}, **{"If-Match": answered["ETag"]})
    assert kept.status_code == 409
    assert Question.everything.get(pk=asked.json()["id"]).answer == "Två år"


def test_a_question_that_waits_can_be_taken_back(owner: Client, nodes: dict[str, Node]) -> None:
    asked = post(
        owner, "questions", {"node": str(nodes["journal"].record), "unit": "utb", "text": "Hur länge?"}
    )
    gone = post(owner, f"questions/{asked.json()['id']}/withdraw", {}, **{"If-Match": asked["ETag"]})
    assert gone.status_code == 204
    assert not Question.everything.filter(pk=asked.json()["id"]).exists()


def test_a_gap_is_accepted_in_a_role_that_the_person_holds_and_ended(
    world: World, operator: Client, owner: Client, nodes: dict[str, Node]
) -> None:
    node = str(nodes["journal"].record)
    post(operator, "offers", {"node": node, "levels": LEVELS, "evidence": "Prov"})
    chef = world.client(**bearer(world, "chef"))
    until = timezone.localdate() + timedelta(days=30)
    body = {
        "node": node,
        "unit": "utb",
        "aspect": "confidentiality",
        "reason": "Byts i vår",
        "until": str(until),
    }
    assert post(owner, "accepted-gaps", body).status_code == 404
    made = post(chef, "accepted-gaps", body)
    assert made.status_code == 201, made.content
    row = GapException.everything.get(pk=made.json()["id"])
    assert (row.demanded, row.offered, row.decider_name) == (3, 2, world.people["chef"].name)
    assert row.decider_role.endswith("Utbildningsnämnden")
    listed = owner.get("/api/v1/gaps", {"state": "accepted", "unit": "utb"}).json()["items"]
    assert [gap["aspect"] for gap in listed] == ["confidentiality"]
    ended = post(chef, f"accepted-gaps/{row.pk}/end", {"because": "Bytt"}, **{"If-Match": made["ETag"]})
    assert ended.status_code == 204
    assert not GapException.everything.filter(pk=row.pk).exists()
