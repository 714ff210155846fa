"""What could be worked out about a hidden node without reading it: by trying, by order, by counting."""

import pytest

from akropolis.assets.models import InformationSet, Node, Platform
from akropolis.assets.selectors.nodes import Around
from akropolis.assets.services.foreseen import demands
from akropolis.kernel.records.writer import writing
from tests.assets.crossing import crossing
from tests.factories.graphs import depend, node_of
from tests.world import SYSTEM, World


@pytest.fixture
def nodes(world: World) -> dict[str, Node]:
    """The small graph across units."""
    return crossing(world)


def test_levels_that_are_tried_do_not_tell_the_level_of_a_masked_node(
    world: World, nodes: dict[str, Node]
) -> None:
    """`kluster` has K3, and the neighbour knows of it that it is there. With K4 of her own it would have K4."""
    mine = InformationSet.everything.get(pk=nodes["lån"].record)
    wanted = {"confidentiality": 4}
    told = demands(world.access("neighbour"), mine, wanted).effects
    assert sorted(effect.seen.label for effect in told) == ["Journalsystem", "Molnbolaget AB"]
    whole = demands(world.access("auditor"), mine, wanted).effects
    assert len(whole) == 4


@pytest.mark.parametrize("name", ["Aaa", "Ööö"])
def test_where_a_masked_node_stands_does_not_tell_its_name(
    world: World, nodes: dict[str, Node], name: str
) -> None:
    with writing(SYSTEM) as w:
        values = {"name": name, "owner_unit": world.units["hamn"]}
        hidden = node_of(w, w.create(Platform, values))
        for target in (nodes["moln"], nodes["journal"]):
            depend(w, hidden, target)
        depend(w, nodes["lån"], hidden)
        depend(w, nodes["lån"], nodes["moln"])
    around = Around(world.access("neighbour"), nodes["lån"])
    labels = [tie.other.label for tie in around.down.shown]
    assert labels == [
        "Journalsystem",
        "Molnbolaget AB",
        "en plattform eller komponent hos Mälarstads Hamn AB",
    ]
    whole = [tie.other.label for tie in Around(world.access("auditor"), nodes["lån"]).down.shown]
    assert whole == sorted([name, "Journalsystem", "Molnbolaget AB"])
