"""A review from nothing to its decision through the API: the steps, the refusals and who may."""

from typing import Any

import pytest

from akropolis.base.kernel.access.models import Role
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.review.review.models import Answer, Direction, Review
from akropolis.review.review_inputs.models import Pack
from akropolis.review.review_text.models import Decision, FrozenReview
from tests.behaviours.tokens import bearer
from tests.factories import reviews
from tests.gate.cast import newcomer
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
MINUTES = {
    "body": "Utbildningsnämnden",
    "decider_name": "Karin Lind",
    "decider_role": "ordförande",
    "decided_on": "2026-11-20",
    "diary_number": "UTB 2027/117",
    "points": [{"verb": "godkänner", "text": "ledningens genomgång 2027"}],
}


class Client:
    """One person at the API."""

    def __init__(self, world: World, who: str) -> None:
        self.client = world.client(**bearer(world, who))

    def __call__(self, method: str, address: str, body: Any = None) -> tuple[int, Any]:
        answer = getattr(self.client, method)(
            f"/api/v1/reviews{address}", body or {}, content_type="application/json"
        )
        return answer.status_code, answer.json()


def test_a_review_is_opened_written_and_taken_on(world: World) -> None:
    owner, neighbour = Client(world, "owner"), Client(world, "neighbour")
    assert neighbour("post", "", {"unit": "utb", "year": 2027})[0] == 404
    status, made = owner("post", "", {"unit": "utb", "year": 2027})
    assert (status, made["state"], made["directions"]) == (201, "planned", [])
    assert owner("post", "", {"unit": "utb", "year": 2027})[0] == 422
    assert owner("post", "/utb/2027/steps", {"step": "circulate"})[0] == 409
    assert owner("post", "/utb/2027/steps", {"step": "start"})[1]["state"] == "ongoing"

    status, made = owner("post", "/utb/2027/directions", {"title": "Öva", "units": ["utb"]})
    (row,) = made["directions"]
    assert (status, row["title"], row["units"]) == (201, "Öva", ["utb"])
    assert owner("post", "/utb/2027/directions", {"title": "Öva", "units": ["finns-inte"]})[0] == 422
    at = f"/utb/2027/directions/{row['id']}"
    version = Direction.everything.get().version
    changed = owner("put", at, {"title": "Öva mer", "version": version})[1]["directions"]
    assert [(each["title"], each["units"]) for each in changed] == [("Öva mer", [])]
    assert owner("put", at, {"title": "Öva mest", "version": version})[0] == 412
    assert neighbour("delete", at)[0] == 404
    assert Direction.everything.get().title == "Öva mer"
    assert owner("delete", at)[1]["directions"] == []

    assert owner("post", "/utb/2027/figures")[0] == 200
    assert Pack.everything.count() == 2
    assert neighbour("post", "/utb/2027/figures")[0] == 404
    assert Pack.everything.count() == 2


def test_a_decision_is_refused_with_what_lacks_and_then_freezes(world: World) -> None:
    chef, owner = Client(world, "chef"), Client(world, "owner")
    owner("post", "", {"unit": "kul", "year": 2027})
    lacking = reviews.circulated(SYSTEM, world.units["utb"], 2026)
    ready = reviews.circulated(SYSTEM, world.units["utb"], 2027)
    before = Change.objects.count()
    assert owner("post", "/utb/2027/decision", MINUTES)[0] == 404
    assert chef("post", "/utb/2027/decision", MINUTES | {"points": []})[0] == 422
    assert Change.objects.count() == before
    status, made = chef("post", "/utb/2027/decision", MINUTES)
    assert (status, made["state"], made["decision"]["decider_name"]) == (200, "decided", "Karin Lind")
    assert made["decision"]["digest"]
    assert Decision.everything.get().review == ready
    assert chef("post", "/utb/2027/decision", MINUTES)[0] == 409
    frozen = list(FrozenReview.everything.values_list("pk", "digest", "version"))
    before = Change.objects.count()
    for end, body in (
        ("directions", {"title": "För sent"}),
        ("figures", {}),
        ("steps", {"step": "take_back", "because": "Ångrat"}),
    ):
        assert chef("post", f"/utb/2027/{end}", body)[0] in (404, 409), end
        assert owner("post", f"/utb/2027/{end}", body)[0] in (404, 409), end
    assert Change.objects.count() == before
    assert list(FrozenReview.everything.values_list("pk", "digest", "version")) == frozen
    assert Review.everything.get(pk=lacking.pk).state == "circulated"


def test_a_direction_is_answered_for_the_own_unit(world: World) -> None:
    asked = reviews.direction(reviews.decided(SYSTEM, world.units["stad"], 2026))
    body = {"direction": str(asked.pk), "unit": "utb", "kind": "declined", "reason": "Det görs av andra."}

    def answer(who: str, **more: Any) -> tuple[int, Any]:
        client = world.client(**bearer(world, who))
        found = client.post("/api/v1/answers", body | more, content_type="application/json")
        return found.status_code, found.json()

    assert answer("neighbour")[0] == 404
    status, made = answer("owner")
    assert (status, made["unit"]["code"], made["reason"]) == (201, "utb", "Det görs av andra.")
    client = world.client(Authorization="Bearer owner-write")
    refused = client.post(
        "/api/v1/answers", body | {"reason": "", "version": 1}, content_type="application/json"
    )
    assert refused.status_code == 422
    other = body | {"reason": "Vi hinner inte.", "version": 7}
    stale = client.post("/api/v1/answers", other, content_type="application/json")
    again = client.post("/api/v1/answers", body | {"version": 7}, content_type="application/json")
    assert (stale.status_code, again.status_code) == (412, 201), "sent again, it is what stands already"
    assert Answer.everything.get().reason == "Det görs av andra."


def test_who_may_only_write_begins_it_and_does_not_send_it_out(world: World) -> None:
    with writing(SYSTEM) as w:
        w.create(Role, {"code": "skribent", "name": "Skribent", "grants": ["*:*:read", "review:review:edit"]})
    newcomer(world, "skriv", "skribent", "utb")
    assert Client(world, "owner")("post", "", {"unit": "utb", "year": 2027})[0] == 201
    writer = Client(world, "skriv")
    assert writer("post", "/utb/2027/steps", {"step": "start"})[1]["state"] == "ongoing"
    assert writer("post", "/utb/2027/steps", {"step": "circulate"})[0] == 404
    assert Review.everything.get().state == "ongoing"
