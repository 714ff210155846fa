"""Reviews wait for those who are appointed for the very unit, and for nobody else."""

from typing import Any

import pytest

from akropolis.base.kernel.deadlines.tasks import PendingTask, tasks_for
from akropolis.base.kernel.records.writer import writing
from akropolis.review.review.models import Recipient, Review
from akropolis.review.review.services import remarks
from akropolis.review.review_cycle.web.waiting import list_review_tasks
from tests.world import SYSTEM, TODAY, World, reviewed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return reviewed()


def _tasks(world: World, who: str) -> list[PendingTask]:
    return list(list_review_tasks(world.access(who), TODAY))


def test_each_is_told_what_is_hers_to_do(world: World) -> None:
    stad, utb = world.reviews["stad-circulated"].pk, world.reviews["utb-ongoing"].pk
    found = {who: [task.key for task in _tasks(world, who)] for who in world.people}
    assert found == {
        "owner": [f"review:write:{utb}"],
        "colleague": [],
        "auditor": [],
        "neighbour": [f"review:remark:kul:{stad}"],
        "outsider": [],
        "chef": [],
        "ciso": [f"review:decide:{stad}", f"review:consider:{stad}"],
        "admin": [f"review:decide:{stad}", f"review:consider:{stad}"],
    }


def test_a_decision_says_who_has_sent_it(world: World) -> None:
    review = world.reviews["stad-circulated"]
    (decide, *_rest) = _tasks(world, "ciso")
    assert "har skickat den" not in decide.why
    with writing(SYSTEM) as w:
        asked = {"review": review, "unit": world.units["kul"], "answer_by": TODAY}
        w.create(Recipient, asked | {"sender": world.people["admin"]})
    (decide, *_rest) = _tasks(world, "ciso")
    assert decide.why.startswith("Hanna Törnros har skickat den. Genomgången för Mälarstad ")


def test_nobodys_comments_are_waited_for_where_nobody_is_asked(world: World) -> None:
    utb = world.reviews["utb-ongoing"]
    Review.everything.filter(pk=utb.pk).update(state="circulated")
    why = {task.key: task.why for task in _tasks(world, "chef")}[f"review:decide:{utb.pk}"]
    assert why == f"Genomgången för {utb.owner_unit.name} kan beslutas nu. Ingen har fått den på remiss."


def test_what_is_said_is_no_longer_asked_for(world: World) -> None:
    remarks.remark(world.access("neighbour"), world.reviews["stad-circulated"], world.units["kul"], "Bra.")
    assert _tasks(world, "neighbour") == []


def test_each_task_leads_to_a_page_that_opens(world: World) -> None:
    for who in ("owner", "neighbour", "ciso"):
        client = world.client(who)
        for task in tasks_for(world.access(who), TODAY):
            assert client.get(task.url).status_code == 200, task


def test_the_list_is_made_in_few_queries(world: World, django_assert_max_num_queries: Any) -> None:
    access = world.access("owner")
    with django_assert_max_num_queries(5):
        list(list_review_tasks(access, TODAY))


def test_the_search_finds_the_reviews_that_may_be_read(world: World) -> None:
    def found(who: str) -> list[str]:
        places = world.client(who).get("/sok/?q=genomgång").context["places"]
        return [
            hit.url for place in places if str(place.title) == "Ledningens genomgångar" for hit in place.hits
        ]

    mine = [
        "/genomgangar/2027/utb/",
        "/genomgangar/2026/utb/",
        "/genomgangar/2027/stad/",
        "/genomgangar/2026/stad/",
    ]
    assert {who: found(who) for who in ("owner", "neighbour", "outsider")} == {
        "owner": mine,
        "neighbour": [url for url in mine if "stad" in url],
        "outsider": [],
    }


def test_the_situation_names_the_units_that_have_not_answered(world: World) -> None:
    said = "enheter har inte svarat på alla stadens inriktningar."
    pages = {
        who: said in world.client(who).get("/laget/").text
        for who in ("ciso", "owner", "neighbour", "colleague")
    }
    assert pages == {"ciso": True, "owner": False, "neighbour": False, "colleague": False}
