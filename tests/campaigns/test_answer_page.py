"""The page where many are answered at once: saved in between, sent, and nothing that is written is lost."""

from datetime import timedelta
from typing import Any

import pytest

from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import Offer
from akropolis.graph.offers.services import offers
from akropolis.shared.campaigns.models import Ask, Campaign
from tests.campaigns.test_campaigns import ask_about, draft, sent, today
from tests.world import World

pytestmark = pytest.mark.django_db


def fields(ask: Ask, **said: str) -> dict[str, str]:
    """What the form of one object sends."""
    return {f"{ask.pk}-{name}": value for name, value in {"version": str(ask.version), **said}.items()}


def page_of(campaign: Campaign) -> str:
    return f"/rundfragor/{campaign.pk}/svara/"


def test_what_is_saved_in_between_is_there_again_and_states_nothing(
    world: World, nodes: dict[str, Node]
) -> None:
    campaign = sent(world, "Journalsystem", "kluster")
    ask, client = ask_about(campaign, "Journal"), world.client("operator")
    half = fields(ask, evidence="Halva svaret", valid_to="i maj", confidentiality="3")
    assert client.post(page_of(campaign), half | {"save": "1"}).status_code == 302
    page = client.get(page_of(campaign)).text
    assert "Halva svaret" in page
    assert 'value="i maj"' in page
    assert Offer.everything.count() == 0
    assert ask_about(campaign, "kluster").version == 1
    assert "Halva svaret" not in world.client("ciso").get(f"/rundfragornas-svar/?campaign={campaign.pk}").text


def test_bad_input_is_said_at_its_place_and_loses_nothing(world: World, nodes: dict[str, Node]) -> None:
    campaign = sent(world, "Journalsystem", "kluster")
    good, bad, client = (
        ask_about(campaign, "Journal"),
        ask_about(campaign, "kluster"),
        world.client("operator"),
    )
    wrong = fields(good, evidence="Granskad", integrity="2") | fields(
        bad, evidence="", integrity="2", valid_to="i maj"
    )
    answer = client.post(page_of(campaign), wrong | {"send": "1"})
    assert answer.status_code == 422
    assert {f.ask.pk: sorted(f.errors) for f in answer.context["forms"] if f.errors} == {
        bad.pk: ["evidence", "valid_to"]
    }
    assert ("Granskad" in answer.text, 'value="i maj"' in answer.text) == (True, True)
    assert Offer.everything.count() == 0
    right = fields(good, evidence="Granskad", integrity="2") | fields(bad, evidence="Mätt", integrity="2")
    assert client.post(page_of(campaign), right | {"send": "1"}).status_code == 302
    assert set(Offer.everything.values_list("evidence", flat=True)) == {"Granskad", "Mätt"}


def test_only_what_is_written_is_sent(world: World, nodes: dict[str, Node]) -> None:
    campaign = sent(world, "Journalsystem", "kluster")
    both = [fields(ask_about(campaign, name)) for name in ("Journal", "kluster")]
    one = {**both[0], **both[1], f"{ask_about(campaign, 'kluster').pk}-evidence": "Mätt"}
    one[f"{ask_about(campaign, 'kluster').pk}-integrity"] = "1"
    world.client("operator").post(page_of(campaign), one | {"send": "1"})
    assert [ask.name.split(" ", 1)[1] for ask in Ask.everything.filter(answered_at__isnull=False)] == [
        "Hamnens kluster"
    ]


def test_what_stands_is_confirmed_by_a_mark_and_not_by_silence(world: World, nodes: dict[str, Node]) -> None:
    said: Any = {
        "levels": {"integrity": 2},
        "evidence": "Granskad.",
        "stated_on": today() - timedelta(days=9),
    }
    offers.state(world.access("operator"), nodes["journal"], **said)
    campaign = sent(world, "Journalsystem")
    ask, client = ask_about(campaign, "Journal"), world.client("operator")
    stands = fields(ask, integrity="2", evidence="Granskad.")
    client.post(page_of(campaign), stands | {"send": "1"})
    assert ask_about(campaign, "Journal").answered_at is None
    client.post(page_of(campaign), stands | {"send": "1", f"{ask.pk}-stands": "on"})
    assert ask_about(campaign, "Journal").answers["integrity"] == "2"
    assert Offer.everything.count() == 2


def test_the_second_of_two_sees_both_texts_and_may_send_hers(world: World, nodes: dict[str, Node]) -> None:
    campaign = sent(world, "Journalsystem")
    ask = ask_about(campaign, "Journal")
    first = fields(ask, integrity="2", evidence="Den förstas text") | {"send": "1"}
    second = fields(ask, integrity="1", evidence="Den andras text") | {"send": "1"}
    world.client("operator").post(page_of(campaign), first)
    client = world.client("operator")
    answer = client.post(page_of(campaign), second)
    assert answer.status_code == 422
    assert ("Den förstas text" in answer.text, "Den andras text" in answer.text) == (True, True)
    assert Offer.everything.count() == 1
    again = second | {f"{ask.pk}-version": str(ask_about(campaign, "Journal").version)}
    assert f'value="{ask_about(campaign, "Journal").version}"' in answer.text
    assert client.post(page_of(campaign), again).status_code == 302
    assert Offer.everything.count() == 2


def test_the_list_of_unknown_levels_leads_to_a_campaign_about_what_it_lists(
    world: World, nodes: dict[str, Node]
) -> None:
    client = world.client("ciso")
    link = client.get(f"/okanda-nivaer/?node={nodes['journal'].record}").context["ask_url"]
    form = client.get(link).context["form"]
    assert form["kind"].value() == "offered-levels"
    values = {
        "title": "Nivåer",
        "text": "Till genomgången.",
        "last_on": "2199-01-01",
        "kind": "offered-levels",
    }
    answer = client.post(link, values | {"owner_unit": world.units["stad"].pk})
    made = Campaign.everything.get()
    assert answer["Location"].startswith(f"/rundfragor/{made.pk}/valj/?about=")
    page = client.get(answer["Location"])
    assert [key.split(".")[0] for key, _words in page.context["form"].fields["chosen"].choices] == [
        str(nodes["journal"].record)
    ]
    assert page.context["form"]["chosen"].value() == [f"{nodes['journal'].record}.hamn"]
    every = client.get(f"/rundfragor/{made.pk}/valj/").context["list"]
    shown = client.get("/okanda-nivaer/").context["list"]
    assert {each.object_id for each in every.ordered} == {row.thing.record for row in shown.ordered}
    assert world.client("auditor").get("/okanda-nivaer/").context["ask_url"] == ""


def test_choosing_by_filter_and_sending(world: World, nodes: dict[str, Node]) -> None:
    campaign, client = draft(world), world.client("ciso")
    address = f"/rundfragor/{campaign.pk}/valj/"
    proposed = client.get(address).context["form"]
    names = sorted(
        f"{nodes[name].number} {nodes[name].name}" for name in ("journal", "kluster", "inloggning", "moln")
    )
    assert sorted(words.split(", ")[0] for _key, words in proposed.fields["chosen"].choices) == names
    every = client.get(f"{address}?state=all&unit=utb").context["form"]
    assert [words.split(", ")[1] for _key, words in every.fields["chosen"].choices] == ["Utbildningsnämnden"]
    nobody = client.post(address, {"version": campaign.version})
    assert (nobody.status_code, list(nobody.context["form"].errors)) == (422, ["chosen"])
    key = proposed.fields["chosen"].choices[0][0]
    assert client.post(address, {"chosen": [key], "version": campaign.version}).status_code == 302
    assert Ask.everything.count() == 1
    assert client.get(address).status_code == 302
    assert world.client("owner").get(address).status_code == 404
