"""What operators offer: stated by who operates, with evidence and date; replaced and never changed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.offers.models import Offer
from akropolis.graph.offers.selectors.offers import may_state, stated, statements
from akropolis.graph.offers.services import offers
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today() -> date:
    """The day that the services see."""
    return timezone.localdate()


def say(world: World, node: Node, who: str = "operator", **given: Any) -> Offer:
    """A statement: K3 R3, from today."""
    levels = {"confidentiality": 3, "integrity": 3}
    usual: dict[str, Any] = {"levels": levels, "evidence": "Granskad i maj.", "stated_on": today()}
    return offers.state(world.access(who), node, **usual | given)


def test_the_operator_states_and_a_later_statement_replaces(world: World, nodes: dict[str, Node]) -> None:
    journal = nodes["journal"]
    first = say(world, journal, stated_on=today() - 30 * DAY)
    second = say(world, journal, levels={"confidentiality": 2}, evidence="Brist i loggningen.")
    found = stated(world.access("neighbour"), today())[journal.pk]
    assert (found.levels["confidentiality"], found.levels["integrity"], found.counts) == (2, None, True)
    assert statements(world.access("neighbour"), journal) == [second, first]
    assert second.stated_by == "Signe Holm"


@pytest.mark.parametrize("who", ["owner", "neighbour", "colleague", "auditor", "outsider"])
def test_nobody_else_states_it(world: World, nodes: dict[str, Node], who: str) -> None:
    before = Change.objects.count()
    with pytest.raises(Hidden):
        say(world, nodes["journal"], who)
    assert (Offer.everything.count(), Change.objects.count()) == (0, before)
    assert may_state(world.access(who), nodes["journal"]) is False


def test_without_an_operator_the_owner_states(world: World, nodes: dict[str, Node]) -> None:
    assert say(world, nodes["reserv"], "owner").node == nodes["reserv"]
    with pytest.raises(Hidden):
        say(world, nodes["reserv"], "operator")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"levels": {"confidentiality": None}}, "__all__"),
        ({"stated_on": date(2999, 1, 1)}, "stated_on"),
        ({"stated_on": date(2026, 1, 1)}, "stated_on"),
        ({"valid_to": date(2026, 1, 1)}, "valid_to"),
        ({"evidence": ""}, "evidence"),
    ],
)
def test_a_statement_that_could_not_count_is_refused(
    world: World, nodes: dict[str, Node], given: dict[str, Any], field: str
) -> None:
    say(world, nodes["journal"], stated_on=today() - DAY)
    with pytest.raises(Invalid) as refused:
        say(world, nodes["journal"], **given)
    assert list(refused.value.errors) == [field]
    assert Offer.everything.count() == 1


def test_what_is_archived_or_carries_nothing_offers_nothing(world: World, nodes: dict[str, Node]) -> None:
    with pytest.raises(Refused):
        say(world, nodes["elever"], "owner")
    with writing(SYSTEM) as w:
        w.archive(Service.everything.get(pk=nodes["reserv"].record))
    with pytest.raises(Refused):
        say(world, Node.everything.get(pk=nodes["reserv"].pk), "owner")
    assert Offer.everything.count() == 0


def test_a_statement_that_ran_out_is_marked_and_no_longer_counts(
    world: World, nodes: dict[str, Node]
) -> None:
    say(world, nodes["journal"], valid_to=today())
    access = world.access("operator")
    assert stated(access, today())[nodes["journal"].pk].counts is True
    assert stated(access, today() + DAY)[nodes["journal"].pk].counts is False


def test_an_offer_is_read_with_the_service_and_by_nobody_else(world: World, nodes: dict[str, Node]) -> None:
    say(world, nodes["journal"])
    say(world, nodes["kluster"])
    readers = {who: set(stated(world.access(who), today())) for who in ("owner", "operator", "outsider")}
    journal, kluster = nodes["journal"].pk, nodes["kluster"].pk
    assert readers == {"owner": {journal}, "operator": {journal, kluster}, "outsider": set()}
