"""Those who have not answered a campaign or a question are reminded by who asks, in one act, once a day, and logged."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.deadlines.tasks import awaited_by
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message, Reminder
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.offers.models import Question
from akropolis.shared.campaigns.models import Ask, Campaign
from tests.factories import campaigns
from tests.world import SYSTEM, TODAY, World

WORLD = "walked"


def told() -> dict[str, str]:
    rows = Message.objects.filter(key__startswith="reminder:")
    return dict(rows.values_list("user__username", "subject"))


def asked(world: World, who: str = "") -> tuple[Campaign, Ask]:
    """The campaign of the world, whose one answer has been sent back; asked of a named person if one is said."""
    campaign = Campaign.everything.get()
    ask = Ask.everything.get()
    values: dict[str, Any] = {"answered_at": None, "answered_by": "", "answers": {}}
    with writing(SYSTEM) as w:
        w.update(
            campaign,
            {"responsible": world.people["owner"], "last_on": timezone.localdate() + timedelta(days=5)},
        )
        w.update(ask, values | ({"answerer": world.people[who]} if who else {}))
    return campaign, ask


def counts() -> tuple[int, int, int]:
    return Change.objects.count(), Reminder.everything.count(), Message.objects.count()


def test_a_campaign_is_reminded_of_from_where_one_sees_who_is_missing(world: World) -> None:
    campaign, ask = asked(world, "colleague")
    page, client = f"/rundfragor/{campaign.pk}/paminn/", world.client("ciso")
    assert page in client.get(f"/rundfragor/{campaign.pk}/").text
    assert [one.remind_url for one in awaited_by(world.access("owner"), TODAY)] == [page]
    answer = client.post(page, {"units": [str(ask.unit_id)], "text": "Före fredag."}, follow=True)
    assert "1 enhet är påmind." in answer.text
    assert told() == {"colleague": f"Påminnelse: Svara på {campaign.title}"}
    assert Reminder.everything.values_list("text", "reminded_by").get() == (
        "Före fredag.",
        "Katarina Vesterlund",
    )
    before = counts()
    client.post(page, {"units": [str(ask.unit_id)], "text": "Igen"})
    assert counts() == before


def test_without_a_named_answerer_all_who_may_answer_are(world: World) -> None:
    campaign, ask = asked(world)
    world.client("ciso").post(f"/rundfragor/{campaign.pk}/paminn/", {"units": [str(ask.unit_id)], "text": ""})
    assert list(told()) == ["owner"]


def test_what_is_answered_or_closed_reminds_nobody(world: World) -> None:
    campaign, unit = Campaign.everything.get(), str(world.units["utb"].pk)
    page, client = f"/rundfragor/{campaign.pk}/paminn/", world.client("ciso")
    assert page not in client.get(f"/rundfragor/{campaign.pk}/").text
    before = counts()
    assert client.post(page, {"units": [unit]}).status_code == 422
    with writing(SYSTEM) as w:
        campaigns.asked(w, campaign, world.rows["suppliers"])
        w.update(campaign, {"status": "closed"})
    after = counts()
    assert client.post(page, {"units": [unit]}).status_code == 422
    assert (counts(), after[1:]) == (after, before[1:])


@pytest.mark.parametrize("who", ["colleague", "neighbour", "chef", "auditor", "outsider"])
def test_only_who_keeps_the_campaign_or_asked_the_question_reminds(world: World, who: str) -> None:
    campaign, ask = asked(world)
    question = Question.everything.get()
    before = counts()
    for page in (f"/rundfragor/{campaign.pk}/paminn/", f"/fragor/{question.pk}/paminn/"):
        assert world.client(who).get(page).status_code == 404
        assert world.client(who).post(page, {"units": [str(ask.unit_id)]}).status_code == 404
    assert counts() == before


def test_a_question_is_reminded_of_by_the_unit_that_asked(world: World) -> None:
    question = Question.everything.select_related("node").get()
    with writing(SYSTEM) as w:
        w.update(question, {"asker": world.people["owner"]})
    unit = question.node.operator_unit_id or question.node.owner_unit_id
    page = f"/fragor/{question.pk}/paminn/"
    assert page in [one.remind_url for one in awaited_by(world.access("owner"), TODAY)]
    answer = world.client("ciso").post(page, {"units": [str(unit)], "text": ""}, follow=True)
    assert "1 enhet är påmind." in answer.text
    assert set(told().values()) == {
        f"Påminnelse: Besvara frågan från Utbildningsnämnden om {question.node.name}"
    }
    assert "owner" in told()
    with writing(SYSTEM) as w:
        w.update(question, {"answer": "Ja.", "answered_by": "Nadja Perić", "answered_at": w.at})
    before = counts()
    assert world.client("ciso").post(page, {"units": [str(unit)]}).status_code == 422
    assert counts() == before
