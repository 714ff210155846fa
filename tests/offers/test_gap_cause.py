"""Gaps as what raises actions: what an action is told to come of, and how its title is proposed."""

from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import GapAction
from akropolis.graph.offers.reports.gap_cause import GAP, gaps_url
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.services import causes
from tests.world import World

pytestmark = pytest.mark.usefixtures("stage")


def key(node: Node, unit: str) -> str:
    return f"{node.record}_{unit}"


def act(world: World, node: Node, unit: str, who: str, *parts: str) -> Action:
    origin = GAP.origin(world.access(who), key(node, unit))
    values = {"title": "Höj", "due_on": timezone.localdate(), "owner_unit": world.units[unit]}
    return causes.raise_from(world.access(who), GAP, origin, values, parts=parts)


def told(world: World, who: str) -> list[tuple[str, str, str, str]]:
    found = GAP.told(world.access(who), GapAction.objects.visible(world.access(who)))
    return sorted((each.key, each.name, each.url, each.note) for each in found)


def test_an_origin_names_the_gaps_by_their_levels_and_who_may_act(
    world: World, nodes: dict[str, Node]
) -> None:
    journal = nodes["journal"]
    found: Any = GAP.origin(world.access("owner"), key(journal, "utb"))
    assert (GAP.cause.key, list(found.parts)) == (
        "classification",
        ["K3-None", "R2-None", "T2-None", "S1-None"],
    )
    assert (found.unit, found.may) == (world.units["utb"], True)
    titles = {
        who: GAP.origin(world.access(who), key(journal, unit)).title
        for who, unit in (("owner", "utb"), ("operator", "hamn"))
    }
    assert titles == {
        "owner": "Kom överens om högre skydd i Journalsystem eller flytta informationen",
        "operator": "Höj skyddet i Journalsystem till det som krävs",
    }


@pytest.mark.parametrize(
    ("who", "unit"),
    [("neighbour", "utb"), ("operator", "utb"), ("owner", "kulf"), ("owner", "ingen"), ("outsider", "utb")],
)
def test_a_gap_that_there_is_not_or_that_is_another_s_is_no_origin(
    world: World, nodes: dict[str, Node], who: str, unit: str
) -> None:
    for asked in (key(nodes["journal"], unit), f"x_{unit}", "", key(nodes["elever"], unit)):
        with pytest.raises(Hidden):
            GAP.origin(world.access(who), asked)


def test_an_action_is_told_to_come_of_each_thing_with_its_unit_and_aspects(
    world: World, nodes: dict[str, Node]
) -> None:
    journal, cloud = nodes["journal"], nodes["moln"]
    act(world, journal, "utb", "owner", "K3-None", "T2-None")
    act(world, journal, "hamn", "operator", "K3-None")
    rows = GapAction.everything.order_by("created_at").values_list("unit__code", "aspect")
    assert sorted(rows) == [("hamn", "confidentiality"), ("utb", "availability"), ("utb", "confidentiality")]
    mine = (key(journal, "utb"), "Journalsystem", gaps_url(journal.record))
    theirs = (key(journal, "hamn"), "Journalsystem", gaps_url(journal.record))
    own = (*theirs, "Mälarstads Hamn AB: konfidentialitet")
    of_utb = (*mine, "Utbildningsnämnden: konfidentialitet och tillgänglighet")
    assert told(world, "owner") == [of_utb]
    assert told(world, "operator") == sorted([own, of_utb])
    assert told(world, "neighbour") == []
    assert gaps_url(cloud.record).endswith(f"?node={cloud.record}")
