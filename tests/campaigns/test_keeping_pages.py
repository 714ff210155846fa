"""A campaign as who asks sees it: what may be done with it, who has not answered, and one answer that goes back."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.rules.coverage import AskState
from akropolis.shared.campaigns.rules.prompts import store_prompts
from akropolis.shared.campaigns.web import keeping
from tests.factories import campaigns as factory
from tests.factories import registers
from tests.world import SYSTEM, TODAY, World

QUESTIONS = json.dumps({"sv": store_prompts(factory.PROMPTS), "en": []})


@pytest.fixture(scope="module")
def stage(stage: World, django_db_blocker: Any) -> World:
    """A campaign of the city that asks `utb`, which has answered, and `kul`, which has not; and a draft."""
    with django_db_blocker.unblock(), writing(SYSTEM) as w:
        values = {"kind": "units", "last_on": timezone.localdate() + timedelta(days=5), "text": "Svara."}
        for title in ("sent", "draft"):
            row = w.create(Campaign, {**values, "title": title, "owner_unit": stage.units["stad"]})
            stage.rows[title] = row
        w.update(stage.rows["sent"], {"status": "sent", "sent_on": TODAY, "questions": QUESTIONS})
        for unit, given in (
            ("utb", {"answers": {"yes": "yes", "why": "Så"}, "answered_by": "N", "answered_at": w.at}),
            ("kul", {}),
        ):
            about = registers.row(w, registry.get("services"), stage.units[unit], f"Tjänst {unit}")
            factory.asked(w, stage.rows["sent"], about, given)
    return stage


def progress(world: World, who: str, title: str = "sent") -> dict[str, Any]:
    row = Campaign.everything.select_related("owner_unit").get(pk=world.rows[title].pk)
    found = keeping._progress(world.access(who), row)
    return {**(found.context or {}), "urls": [(str(act.label), act.url) for act in found.acts]}


def test_who_keeps_it_may_choose_while_it_is_a_draft_and_remind_while_something_is_missing(
    world: World,
) -> None:
    sent, draft = world.rows["sent"], world.rows["draft"]
    answers = f"{reverse('campaign-answers')}?campaign={sent.pk}"
    remind = reverse("campaign-remind", args=[sent.pk])
    found = progress(world, "ciso")
    assert found["urls"] == [("Påminn", remind), ("Alla svar", answers)]
    assert found["words"] == ["1 av 2 är besvarade.", "Inte besvarat: Kulturnämnden (1)."]
    assert (found["campaign"], found["reached"].asked, [each.key for each in found["prompts"]]) == (
        sent,
        2,
        ["yes", "why"],
    )
    begun = progress(world, "ciso", "draft")
    assert begun["urls"] == [("Välj mottagare och skicka", reverse("campaign-choose", args=[draft.pk]))]
    assert (begun["words"], begun["prompts"]) == ([], [])
    assert progress(world, "auditor")["urls"] == [("Alla svar", answers)]
    assert progress(world, "auditor", "draft")["urls"] == []


def test_nothing_is_chosen_or_reminded_of_in_one_that_is_archived_closed_or_whole(world: World) -> None:
    answers = [("Alla svar", f"{reverse('campaign-answers')}?campaign={world.rows['sent'].pk}")]
    Campaign.everything.update(archived_at=timezone.now())
    assert [progress(world, "ciso", title)["urls"] for title in ("sent", "draft")] == [answers, []]
    Campaign.everything.update(archived_at=None)
    Campaign.everything.filter(title="sent").update(status="closed")
    assert progress(world, "ciso")["urls"] == answers
    Campaign.everything.filter(title="sent").update(status="sent")
    Ask.everything.update(answered_at=timezone.now(), answered_by="N")
    found = progress(world, "ciso")
    assert (found["urls"], found["words"]) == (answers, ["2 av 2 är besvarade."])


def again(unit: str = "utb") -> tuple[Ask, str]:
    ask = Ask.everything.select_related("unit").get(unit__code=unit)
    return ask, reverse("ask-again", args=[ask.pk])


def test_one_answer_goes_back_with_its_reason_by_who_keeps_the_campaign(world: World) -> None:
    ask, place = again()
    client, back = world.client("ciso"), f"{reverse('campaign-answers')}?campaign={ask.campaign_id}"
    page = client.get(place).context
    assert (page["lead"], page["back"], page["submit"]) == (f"{ask.name}, {ask.unit}", back, "Fråga igen")
    assert [crumb.label for crumb in page["crumbs"]][-2:] == ["sent", "Fråga igen"]
    refused = client.post(place, {"because": " "})
    assert (refused.status_code, Ask.everything.get(pk=ask.pk).state) == (422, AskState.ANSWERED)
    done: Any = client.post(place, {"because": "Visa protokollet."})
    assert (done["Location"], [str(each) for each in get_messages(done.wsgi_request)]) == (
        back,
        [f"Frågan om {ask.name} är ställd igen."],
    )
    found = Ask.everything.get(pk=ask.pk)
    assert (found.state, found.draft, found.answers) == (AskState.BEGUN, {"yes": "yes", "why": "Så"}, {})
    assert client.post(place, {"because": "En gång till."}).status_code == 422


@pytest.mark.parametrize("who", ["owner", "neighbour", "auditor", "outsider", "chef"])
def test_nobody_else_sends_an_answer_back(world: World, who: str) -> None:
    ask, place = again()
    client = world.client(who)
    assert {client.get(place).status_code, client.post(place, {"because": "Nej"}).status_code} == {404}
    assert Ask.everything.get(pk=ask.pk).state == AskState.ANSWERED


def test_those_who_have_not_answered_are_reminded_and_nobody_of_one_that_is_not_out(world: World) -> None:
    client, place = world.client("ciso"), reverse("campaign-remind", args=[world.rows["sent"].pk])
    page = client.get(place)
    assert (page.status_code, "Kulturnämnden" in page.text, "Utbildningsnämnden" in page.text) == (
        200,
        True,
        False,
    )
    Campaign.everything.filter(title="sent").update(status="closed")
    assert "Kulturnämnden" not in client.get(place).text
    assert world.client("owner").get(place).status_code == 404
