"""Suppliers are ranked by what falls with them, and only what the reader may see is counted."""

from datetime import date
from typing import Any

import pytest

from akropolis.base.kernel.records.writer import create, writing
from akropolis.graph.assets.models import Node
from akropolis.graph.supplier_criticality.register.ranking import SupplierRanking
from akropolis.graph.suppliers.models import Supplier, SupplierContact
from tests.factories import graphs
from tests.world import SYSTEM, World

WORLD = "filled"
TODAY = date(2026, 11, 28)


@pytest.fixture
def suppliers(world: World) -> list[Node]:
    """Two suppliers of the city: on the first stand a set of utb and a set of kul, on the second nothing."""
    stad = {"owner_unit": world.units["stad"], "shared": True}
    with writing(SYSTEM) as w:
        first, idle = (
            graphs.node_of(w, w.create(Supplier, {"name": name, **stad})) for name in ("Alm AB", "Björk AB")
        )
        for unit, level in (("utb", 2), ("kul", 4)):
            service = graphs.service(w, world.units[unit], f"Tjänst {unit}")
            graphs.depend(w, service, first, kind="delivered_by")
            made = graphs.information(w, world.units[unit], f"Mängd {unit}")
            graphs.depend(w, made, service, kind="handled_by")
            graphs.decide(w, made, level)
    return [first, idle]


def ranked(world: World, who: str, **query: str) -> dict[str, Any]:
    rows = SupplierRanking(world.access(who), query, TODAY).rows()
    return {row.supplier.name: row for row in rows if row.supplier.name in ("Alm AB", "Björk AB")}


def test_each_reader_counts_what_she_sees_and_nothing_on_it_is_unknown(
    world: World, suppliers: list[Node]
) -> None:
    found = {who: ranked(world, who) for who in ("ciso", "owner", "neighbour")}
    assert {who: rows["Alm AB"].criticality.grade for who, rows in found.items()} == {
        "ciso": 4,
        "owner": 2,
        "neighbour": 4,
    }
    assert {who: rows["Alm AB"].criticality.services for who, rows in found.items()} == {
        "ciso": 2,
        "owner": 1,
        "neighbour": 1,
    }
    assert found["ciso"]["Björk AB"].criticality.grade is None
    page = world.client("owner").get("/leverantorer/kritiska/").content.decode()
    assert "Bara det du får se räknas." in page
    assert (
        "Mängd kul" not in world.client("owner").get(f"/leverantorer/{suppliers[0].record}/").content.decode()
    )
    assert world.client("outsider").get("/leverantorer/kritiska/").status_code == 404


def test_it_follows_what_changes_and_can_be_counted_for_one_authority(
    world: World, suppliers: list[Node]
) -> None:
    assert [*ranked(world, "ciso", lage="unverified")] == ["Alm AB"]
    assert [*ranked(world, "ciso", lage="unknown")] == ["Björk AB"]
    assert [*ranked(world, "ciso", lage="unknown", agare="stad")] == ["Björk AB"]
    assert ranked(world, "ciso", agare="utb") == {}
    first = Supplier.everything.get(name="Alm AB")
    values = {"supplier": first, "purpose": "incident", "name": "Jouren", "verified_on": TODAY}
    create(SYSTEM, SupplierContact, values)
    assert (ranked(world, "ciso", lage="unverified"), [*ranked(world, "ciso", lage="critical")]) == (
        {},
        ["Alm AB"],
    )
    assert {name: row.criticality.grade for name, row in ranked(world, "ciso", enhet="utb").items()} == {
        "Alm AB": 2
    }
    with writing(SYSTEM) as w:
        made = graphs.information(w, world.units["utb"], "Mängd till")
        graphs.depend(w, made, suppliers[1], kind="delivered_by")
        graphs.decide(w, made, 3)
    assert ranked(world, "ciso")["Björk AB"].criticality.grade == 3


def test_the_suppliers_page_says_why(world: World, suppliers: list[Node]) -> None:
    page = world.client("ciso").get(f"/leverantorer/{suppliers[0].record}/").content.decode()
    assert page.index("Mängd kul") < page.index("Mängd utb")
    assert "4, avgörande" in page
    idle = world.client("ciso").get(f"/leverantorer/{suppliers[1].record}/").content.decode()
    assert "Inte känt: inget som du får se" in idle
