"""Floods find all that depends on a node and all that it depends on, by a shortest way, in a handful of queries."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from akropolis.base.kernel.records.writer import writing
from akropolis.base.lib.graphs import NOWHERE
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.assets.selectors.floods import downstream, path_from_start, upstream
from tests.factories.graphs import depend, information, node_of, service
from tests.stage import stage, world
from tests.world import SYSTEM, World

__all__ = ["stage", "world"]

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2026, 1, 1), date(2026, 6, 1)


def today() -> date:
    """The day that the services see."""
    return timezone.localdate()


@pytest.fixture
def graph(world: World) -> dict[str, Node]:
    """a → b → c → d, a → c, and e → d only until the middle of the year; d and c lie in a ring."""
    utb = world.units["utb"]
    with writing(SYSTEM) as w:
        nodes = {name: information(w, utb, name) for name in "ae"}
        nodes |= {name: service(w, utb, name) for name in "bcd"}
        for tail, head in ("ab", "bc", "cd", "ac", "dc"):
            depend(w, nodes[tail], nodes[head])
        depend(w, nodes["e"], nodes["d"], valid_to=AFTER)
    return nodes


def named(found: Any, nodes: dict[str, Node]) -> dict[str, tuple[int, str]]:
    """The flood with the nodes' letters."""
    names = {node.pk: name for name, node in nodes.items()} | {NOWHERE: ""}
    return {names[node]: (distance, names[before]) for node, (distance, before) in found.items()}


def test_what_depends_on_a_node_by_a_shortest_way(graph: dict[str, Node]) -> None:
    found = upstream([graph["d"].pk], today())
    assert named(found, graph) == {"d": (0, ""), "c": (1, "d"), "a": (2, "c"), "b": (2, "c")}
    assert path_from_start(found, graph["a"].pk) == [graph["d"].pk, graph["c"].pk, graph["a"].pk]


def test_what_a_node_depends_on(graph: dict[str, Node]) -> None:
    found = downstream([graph["a"].pk], today())
    assert named(found, graph) == {"a": (0, ""), "b": (1, "a"), "c": (1, "a"), "d": (2, "c")}


def test_a_dependency_counts_on_the_days_when_it_holds(graph: dict[str, Node]) -> None:
    assert graph["e"].pk in upstream([graph["d"].pk], AFTER)
    assert graph["e"].pk not in upstream([graph["d"].pk], AFTER + timedelta(days=1))


def test_nothing_leads_through_what_is_archived(world: World, graph: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        w.archive(Service.everything.get(pk=graph["c"].record))
    assert set(upstream([graph["d"].pk], today())) == {graph["d"].pk}


def test_a_long_chain_is_read_in_few_queries(world: World) -> None:
    utb = world.units["utb"]
    with writing(SYSTEM) as w:
        rows = [w.create(Service, {"name": str(i), "owner_unit": utb}) for i in range(12)]
        nodes = [node_of(w, row) for row in rows]
        for tail, head in pairwise(nodes):
            depend(w, tail, head)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = downstream([nodes[0].pk], today())
    assert [found[node.pk][0] for node in nodes] == list(range(12))
    assert len(queries) == 5
