"""What a person has sent and waits for, in one list: to whom, how far it has come, and the way to remind."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.offers.models import Question
from akropolis.graph.offers.services import shared
from akropolis.review.review.services import recipients, remarks
from tests.factories import reviews
from tests.factories.graphs import depend, information, service
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


def rows(world: World, who: str) -> list[tuple[Any, ...]]:
    found = world.client(who).get("/skickat/").context["rows"]
    return [(str(row.title), str(row.whom), str(row.state), row.due, row.remind_url) for row in found]


def test_a_review_for_comment_stands_there_until_all_have_answered(world: World) -> None:
    review = reviews.ongoing(SYSTEM, world.units["utb"], 2027)
    day = timezone.localdate() + timedelta(days=9)
    recipients.send(world.access("owner"), review, ["kul", "hamn"], day)
    remarks.remark(SYSTEM, review, world.units["hamn"], "Bra.")
    said = ("Remiss: genomgången 2027, Utbildningsnämnden", "Kulturnämnden", "1 av 2 har svarat", day)
    assert rows(world, "owner") == [(*said, "/genomgangar/2027/utb/remiss/paminn/")]
    assert world.client("owner").get(rows(world, "owner")[0][4]).status_code == 200
    assert {who: rows(world, who) for who in world.people if who != "owner"} == {
        who: [] for who in world.people if who != "owner"
    }
    remarks.remark(SYSTEM, review, world.units["kul"], "", agrees=True)
    assert rows(world, "owner") == []


def test_a_question_stands_there_until_it_is_answered(world: World) -> None:
    with writing(SYSTEM) as w:
        base = service(w, world.units["kul"], "Växeln", shared=True)
        depend(w, information(w, world.units["utb"], "Samtal"), base, kind="handled_by")
    asked = shared.ask(world.access("owner"), base, world.units["utb"], "Vad lovar ni?")
    remind = reverse("question-remind", args=[asked.pk])
    assert rows(world, "owner") == [("Fråga om Växeln", "Kulturnämnden", "Inte besvarat", None, remind)]
    assert rows(world, "neighbour") == []
    shared.answer(world.access("neighbour"), Question.everything.get(), "Nivå 2.", version=1)
    assert rows(world, "owner") == []
    assert "Du väntar inte på något svar." in world.client("owner").get("/skickat/").text
