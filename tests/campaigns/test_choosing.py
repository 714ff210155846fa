"""Choosing whom to ask: what the filters leave, what is marked beforehand, and what is said when it is sent."""

from typing import Any

import pytest

from akropolis.graph.assets.models import Node
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.web import choosing
from tests.campaigns.test_campaigns import draft
from tests.world import World

pytestmark = pytest.mark.django_db
PROPOSED = ["Hamnens inloggning", "Hamnens kluster", "Journalsystem", "Molnbolaget AB"]


@pytest.fixture
def campaign(world: World, nodes: dict[str, Node]) -> Campaign:
    return draft(world)


def shown(world: World, campaign: Campaign, query: str = "") -> Any:
    return world.client("ciso").get(f"/rundfragor/{campaign.pk}/valj/{query}").context


def names(context: Any) -> list[str]:
    """What can be chosen, without number, unit and state."""
    choices = context["form"].fields["chosen"].choices
    return sorted(words.split(", ")[0].split(" ", 1)[1] for _key, words in choices)


def marked(context: Any) -> int:
    return len(context["form"]["chosen"].value())


def send(world: World, campaign: Campaign, *wanted: str) -> list[str]:
    choices = shown(world, campaign, "?state=all")["form"].fields["chosen"].choices
    keys = [key for key, words in choices if any(name in words for name in wanted)]
    sent = {"chosen": keys, "version": campaign.version}
    page = world.client("ciso").post(f"/rundfragor/{campaign.pk}/valj/", sent, follow=True)
    return [str(message) for message in page.context["messages"]]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (["Journalsystem"], "Skickat: 1 att besvara, i 1 enhet."),
        (["Journalsystem", "Hamnens kluster"], "Skickat: 2 att besvara, i 1 enhet."),
        (["Journalsystem", "Hamnens kluster", "Molnbolaget"], "Skickat: 3 att besvara, i 2 enheter."),
    ],
)
def test_it_is_said_how_many_are_asked_in_how_many_units(
    world: World, campaign: Campaign, wanted: list[str], said: str
) -> None:
    assert send(world, campaign, *wanted) == [said]
    assert Ask.everything.count() == len(wanted)


def test_what_is_proposed_is_shown_and_marked(world: World, campaign: Campaign) -> None:
    found = shown(world, campaign)
    assert (names(found), marked(found), found["more"]) == (PROPOSED, 4, 0)


def test_all_are_shown_and_those_proposed_are_marked(world: World, campaign: Campaign) -> None:
    found = shown(world, campaign, "?state=all")
    assert len(names(found)) == 5
    assert marked(found) == 4


def test_each_filter_narrows_and_what_a_state_leaves_is_marked(world: World, campaign: Campaign) -> None:
    every = shown(world, campaign)["list"].every
    for state in sorted({each.state for each in every}):
        found = shown(world, campaign, f"?state={state}")
        there = sorted(each.name.split(" ", 1)[1] for each in every if each.state == state)
        assert (names(found), marked(found)) == (there, len(there))
    for group in sorted({str(each.group) for each in every}):
        there = sorted(each.name.split(" ", 1)[1] for each in every if each.group == group)
        assert names(shown(world, campaign, f"?state=all&group={group}")) == there
    assert names(shown(world, campaign, "?unit=hamn")) == PROPOSED[:3]
    assert names(shown(world, campaign, "?unit=utb")) == []


def test_no_more_are_shown_than_can_be_looked_through(
    world: World, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    for most, more in ((3, 1), (4, 0), (5, 0)):
        monkeypatch.setattr(choosing, "MOST", most)
        found = shown(world, campaign)
        assert (len(names(found)), found["more"]) == (min(most, 4), more)
