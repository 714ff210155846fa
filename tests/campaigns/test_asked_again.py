"""An answer that goes back to who gave it, and a signature: when they are refused, and what is changed."""

from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.rules.coverage import AskState
from akropolis.shared.campaigns.services import answers
from tests.campaigns.test_campaigns import ask_about, given, sent, state_of_everything
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(world: World, nodes: dict[str, Node]) -> Campaign:
    with writing(SYSTEM) as w:
        world.add(w, "hamnchef", "Mia Berg", "chef", "hamn")
    return sent(world, "Journalsystem", "kluster", signing=True)


def again(world: World, ask: Ask, who: str = "ciso", because: str = "Visa protokollet.") -> Ask:
    return answers.ask_again(world.access(who), ask, because=because)


def answered(world: World, campaign: Campaign, name: str = "Journal") -> Ask:
    answers.answer(world.access("operator"), [given(ask_about(campaign, name))])
    return ask_about(campaign, name)


def test_what_is_not_answered_does_not_go_back(world: World, campaign: Campaign) -> None:
    before = state_of_everything()
    with pytest.raises(Refused) as refused:
        again(world, ask_about(campaign, "Journal"))
    assert (refused.value.code, str(refused.value.sentence)) == ("unanswered", "Frågan är inte besvarad.")
    assert state_of_everything() == before


@pytest.mark.parametrize("because", ["", "  "])
def test_it_goes_back_with_a_reason_only(world: World, campaign: Campaign, because: str) -> None:
    ask = answered(world, campaign)
    before = state_of_everything()
    with pytest.raises(Invalid) as refused:
        again(world, ask, because=because)
    assert list(refused.value.errors) == ["because"]
    assert state_of_everything() == before


@pytest.mark.parametrize("who", ["operator", "owner", "auditor", "outsider"])
def test_only_who_keeps_the_campaign_sends_it_back(world: World, campaign: Campaign, who: str) -> None:
    ask = answered(world, campaign)
    before = state_of_everything()
    with pytest.raises(Hidden):
        again(world, ask, who)
    assert state_of_everything() == before


def test_the_answer_is_a_draft_again_and_the_others_stand(world: World, campaign: Campaign) -> None:
    ask, other = answered(world, campaign), answered(world, campaign, "kluster")
    said: dict[str, Any] = ask.answers
    back = again(world, ask)
    assert (back.answers, back.draft, back.answered_by, back.answered_at) == ({}, said, "", None)
    assert (back.signed_by, back.signed_at, back.state) == ("", None, AskState.BEGUN)
    assert (ask_about(campaign, "kluster").answers, ask_about(campaign, "kluster").version) == (
        other.answers,
        other.version,
    )
    with pytest.raises(Refused):
        again(world, back)


def test_nothing_is_signed_before_all_is_answered(world: World, campaign: Campaign) -> None:
    asks = [answered(world, campaign), ask_about(campaign, "kluster")]
    with pytest.raises(Hidden):
        answers.sign(world.access("hamnchef"), [])
    before = state_of_everything()
    with pytest.raises(Refused) as refused:
        answers.sign(world.access("hamnchef"), asks)
    assert refused.value.code == "unanswered"
    assert state_of_everything() == before
    (signed,) = answers.sign(world.access("hamnchef"), asks[:1])
    assert (signed.signed_by, ask_about(campaign, "kluster").signed_by) == ("Mia Berg", "")
    back = again(world, signed)
    assert (back.signed_by, back.signed_at, back.state) == ("", None, AskState.BEGUN)
