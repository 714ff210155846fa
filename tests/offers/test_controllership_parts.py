"""Personuppgiftsansvar through the API: stated by the unit itself, once, and not over what another has stated."""

from typing import Any

import pytest
from django.test import Client

from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import Controllership
from tests.behaviours.tokens import bearer
from tests.world import World

pytestmark = pytest.mark.usefixtures("stage")


def state(client: Client, node: Node, **given: Any) -> Any:
    body = {"node": str(node.record), "unit": "utb", "role": "controller", **given}
    return client.post("/api/v1/controllerships", body, content_type="application/json")


def stated() -> list[tuple[str, str, str]]:
    rows = Controllership.everything.select_related("unit")
    return [(row.unit.code, row.role, row.basis) for row in rows]


def test_a_unit_states_what_it_is_and_then_with_the_version_that_it_saw(
    world: World, nodes: dict[str, Node]
) -> None:
    client = world.client(**bearer(world, "owner"))
    made = state(client, nodes["journal"], basis=" Reglementet ")
    assert (made.status_code, stated()) == (201, [("utb", "controller", "Reglementet")])
    stale = state(client, nodes["journal"], role="joint")
    assert (stale.status_code, stated()) == (412, [("utb", "controller", "Reglementet")])
    state(client, nodes["journal"], role="joint", version=1)
    assert stated() == [("utb", "joint", "")]


@pytest.mark.parametrize(
    ("who", "given", "status"),
    [
        ("neighbour", {}, 404),
        ("auditor", {}, 404),
        ("owner", {"unit": "kul"}, 404),
        ("owner", {"role": "x"}, 422),
    ],
)
def test_nobody_states_it_for_others(
    world: World, nodes: dict[str, Node], who: str, given: dict[str, str], status: int
) -> None:
    answer = state(world.client(**bearer(world, who)), nodes["journal"], **given)
    assert (answer.status_code, stated()) == (status, [])
