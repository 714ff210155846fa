"""How much a picture of dependencies holds: the nearest or up to many, and what an address asks for."""

import pytest

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.graph.assets.selectors.picture import FEW
from tests.factories.graphs import depend_many, information_many
from tests.world import SYSTEM, World

NEAR = 4
"""As many are drawn around the system for journals in the scene."""


def more(world: World, nodes: dict[str, Node], count: int) -> None:
    with writing(SYSTEM) as w:
        rows = [{"name": f"Mängd {number}", "owner_unit": world.units["utb"]} for number in range(count)]
        depend_many(w, information_many(w, *rows), nodes["journal"])


def sizes(world: World, nodes: dict[str, Node], query: str = "") -> list[tuple[str, bool, str]]:
    page = world.client("ciso").get(f"/graf/{nodes['journal'].record}/bild/{query}")
    return [(str(each.label), bool(each.current), each.url) for each in page.context["sizes"]]


def boxes(world: World, nodes: dict[str, Node], query: str = "") -> list[bool]:
    """Of each box whether it stands for several."""
    data = world.client("ciso").get(f"/graf/{nodes['journal'].record}/bild/data/{query}").json()
    return [box["folded"] for box in data["boxes"]]


def test_what_all_fits_is_drawn_and_there_is_nothing_to_choose(world: World, nodes: dict[str, Node]) -> None:
    more(world, nodes, FEW - NEAR)
    assert boxes(world, nodes) == [False] * FEW
    assert sizes(world, nodes) == []
    address = f"/graf/{nodes['journal'].record}/bild/"
    assert sizes(world, nodes, "?alla=1") == [
        ("De närmaste", False, address),
        ("Upp till 300 rutor", True, f"{address}?alla=1"),
    ]


def test_what_does_not_fit_shares_boxes_until_all_is_asked_for(world: World, nodes: dict[str, Node]) -> None:
    more(world, nodes, FEW - NEAR + 1)
    assert sorted(boxes(world, nodes)) == [False, False, True]  # of the layer that does not fit, all share
    address = f"/graf/{nodes['journal'].record}/bild/"
    assert sizes(world, nodes) == [
        ("De närmaste", True, address),
        ("Upp till 300 rutor", False, f"{address}?alla=1"),
    ]
    assert boxes(world, nodes, "?alla=1") == [False] * (FEW + 1)
    assert boxes(world, nodes, "?alla=0") == boxes(world, nodes)
    assert boxes(world, nodes, "?oppna=utb") != boxes(world, nodes)
    assert sizes(world, nodes, "?riktning=bada&oppna=utb&oppna=kul&oppna=utb")[1] == (
        "Upp till 300 rutor",
        False,
        f"{address}?riktning=bada&oppna=utb&oppna=kul&alla=1",
    )


@pytest.mark.parametrize(
    ("query", "closed"),
    [("", ""), ("?oppna=utb&riktning=ner", "?riktning=ner"), ("?oppna=utb&alla=1", "?alla=1")],
)
def test_what_is_opened_can_be_closed(world: World, nodes: dict[str, Node], query: str, closed: str) -> None:
    address = f"/graf/{nodes['journal'].record}/bild/"
    page = world.client("ciso").get(f"{address}{query}")
    assert page.context["closed_url"] == (f"{address}{closed}" if query else "")
    assert [option.current for option in page.context["directions"]] == [
        "ner" not in query,
        "ner" in query,
        False,
    ]


def test_at_most_fifty_units_are_opened_at_once(world: World, nodes: dict[str, Node]) -> None:
    query = "&".join(f"oppna=e{number}" for number in range(51))
    page = world.client("ciso").get(f"/graf/{nodes['journal'].record}/bild/?{query}")
    assert page.context["data_url"].count("oppna=") == 50
    assert page.context["data_url"].endswith("oppna=e49")
