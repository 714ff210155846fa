"""Suppliers are a register of their own and nodes of the graph."""

import re
from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.suppliers.models import Supplier
from tests.factories import graphs
from tests.world import SYSTEM, WORD, World

WORLD = "filled"


def test_a_supplier_is_a_node_from_the_moment_it_is_written(world: World) -> None:
    with writing(world.access("owner")) as w:
        made = w.create(Supplier, {"name": "Ekhamra Drift AB", "owner_unit": world.units["utb"]})
    node = Node.everything.get(record=made.pk)
    assert (node.kind, node.name, node.number, node.shared) == (
        NodeKind.SUPPLIER,
        "Ekhamra Drift AB",
        made.number,
        True,
    )


def test_its_name_is_open_to_all_who_read_suppliers_and_its_history_is_not(world: World) -> None:
    supplier = world.rows["suppliers"]
    assert world.client("neighbour").get(f"/leverantorer/{supplier.pk}/").status_code == 404
    with writing(world.access("owner")) as w:
        w.update(supplier, {"shared": True})
    page = world.client("neighbour").get(f"/leverantorer/{supplier.pk}/")
    assert page.status_code == 200
    assert 'id="history"' not in page.content.decode()
    assert world.client("outsider").get(f"/leverantorer/{supplier.pk}/").status_code == 404


@pytest.mark.parametrize("number", ["556123", "5561234567", "556123-456", "abcdef-1234"])
def test_a_wrong_organisation_number_is_refused_with_its_form(world: World, number: str) -> None:
    with pytest.raises(Invalid) as refused, writing(world.access("owner")) as w:
        w.create(Supplier, {"name": "X", "owner_unit": world.units["utb"], "organisation_number": number})
    assert list(refused.value.errors) == ["organisation_number"]
    assert not Supplier.everything.filter(name="X").exists()


def test_a_number_whose_last_figure_does_not_agree_is_refused_in_words(world: World) -> None:
    form = {"name": "X", "owner_unit": world.units["utb"].pk, "organisation_number": "556123-4560"}
    answer = world.client("owner").post("/leverantorer/ny/", form)
    assert answer.status_code == 422
    assert "Den sista siffran i 556123-4560 stämmer inte med de andra." in answer.content.decode()
    assert 'value="556123-4560"' in answer.content.decode()
    assert not Supplier.everything.filter(name="X").exists()


def test_a_wrong_number_from_before_hinders_no_other_change_and_is_kept_until_it_is_corrected(
    world: World,
) -> None:
    supplier = world.rows["suppliers"]
    Supplier.everything.filter(pk=supplier.pk).update(organisation_number="556123-4560")
    supplier.refresh_from_db()
    with writing(world.access("owner")) as w:
        w.update(supplier, {"country": "Norge"})
    row = Supplier.everything.get(pk=supplier.pk)
    assert (row.country, row.organisation_number) == ("Norge", "556123-4560")
    with pytest.raises(Invalid), writing(world.access("owner")) as w:
        w.update(supplier, {"organisation_number": "556123-4561"})
    with writing(world.access("owner")) as w:
        w.update(supplier, {"organisation_number": "556123-4567"})
    assert Supplier.everything.get(pk=supplier.pk).organisation_number == "556123-4567"


def test_the_list_says_what_is_demanded_and_how_many_services_of_hers_depend_on_it(world: World) -> None:
    stad = {"owner_unit": world.units["stad"], "shared": True}
    with writing(SYSTEM) as w:
        supplier = graphs.node_of(w, w.create(Supplier, {"name": "Ekhamra Drift AB", **stad}))
        idle = graphs.node_of(w, w.create(Supplier, {"name": "Utan Uppdrag AB", **stad}))
        for unit in ("kul", "kul", "utb"):
            service = graphs.service(w, world.units[unit], f"{WORD} {unit}")
            for kind in ("delivered_by", "runs_on"):
                graphs.depend(w, service, supplier, kind=kind)
        asked = graphs.information(w, world.units["utb"], "Mängd")
        graphs.depend(w, asked, service, kind="handled_by")
        graphs.decide(w, asked, 3)

    def told(who: str, row: Any) -> list[str]:
        table = world.client(who).get("/leverantorer/?owner_unit=").context["table"]
        cells = next(line.cells for line in table.rows if getattr(line.cells[0], "text", "") == row.name)
        return [re.sub("<[^>]+>", "", str(getattr(cell, "text", cell))) for cell in cells[-2:]]

    assert [told(who, supplier)[1] for who in ("ciso", "owner", "neighbour")] == ["3", "1", "2"]
    assert "K3" in told("owner", supplier)[0]
    assert told("ciso", idle) == ["", ""]
