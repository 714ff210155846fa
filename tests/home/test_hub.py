"""Information och tjänster: what there is, counted through the gate, and what is missing, by name."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Dependency, Node
from akropolis.graph.information.models import InformationSet
from akropolis.graph.offers.models import Offer
from akropolis.graph.suppliers.models import Supplier
from akropolis.shell.home.selectors import hub
from akropolis.shell.home.selectors.hub import GraphGap
from tests.factories.graphs import depend, information, service
from tests.world import SYSTEM, WORD, World


def counted(world: World, who: str) -> dict[str, int]:
    return {each.register.key: each.count for each in hub.registers(world.access(who))}


def missing(world: World, who: str) -> dict[GraphGap, tuple[int, tuple[str, ...]]]:
    found = hub.missing(world.access(who), timezone.localdate())
    return {each.gap: (each.count, each.names) for each in found}


def test_counts_are_of_what_each_may_read(world: World, nodes: dict[str, Node]) -> None:
    assert counted(world, "ciso") == {
        "information": 2, "services": 3, "processes": 1, "platforms": 1, "ai-systems": 0, "crypto-assets": 0,
        "locations": 0, "devices": 0, "dependencies": 8, "suppliers": 1,
    }  # fmt: skip
    owner, neighbour = counted(world, "owner"), counted(world, "neighbour")
    assert (owner["information"], owner["services"], owner["platforms"]) == (1, 2, 0)
    assert (neighbour["information"], neighbour["services"], neighbour["processes"]) == (1, 1, 0)
    assert counted(world, "outsider") == {}


def test_what_is_missing_is_said_of_what_one_answers_for(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        fresh = information(w, world.units["kul"], "Oklassat")
        service(w, world.units["kul"], "Utan grund")
        before = timezone.localdate() - timedelta(days=1)
        books = InformationSet.everything.get(pk=nodes["lån"].record)
        w.update(books, {"classified_on": before - timedelta(days=700), "valid_to": before})
        depend(w, fresh, nodes["reserv"])
    found = missing(world, "neighbour")
    assert found[GraphGap.UNCLASSIFIED] == (1, ("Oklassat (Kulturnämnden)",))
    assert found[GraphGap.EXPIRED] == (1, ("Lånade böcker (Kulturnämnden)",))
    assert found[GraphGap.LOOSE_SERVICES] == (1, ("Utan grund (Kulturnämnden)",))
    assert GraphGap.LOOSE_INFORMATION not in found
    # The shared service is read by all, but its offer is missed by those who own or operate it.
    assert GraphGap.NO_OFFER not in found
    assert GraphGap.RINGS not in found
    assert missing(world, "operator")[GraphGap.NO_OFFER][0] == 2
    assert missing(world, "operator")[GraphGap.RINGS][0] == 2


def test_a_stated_offer_is_no_longer_missing(world: World, nodes: dict[str, Node]) -> None:
    today = timezone.localdate()
    said = {"node": nodes["journal"], "confidentiality": 3, "evidence": "Avtal", "stated_on": today}
    with writing(SYSTEM) as w:
        w.create(Offer, {**said, "stated_by": "Signe Holm"})
    assert missing(world, "operator")[GraphGap.NO_OFFER] == (1, ("Hamnens inloggning (Mälarstads Hamn AB)",))


def test_suppliers_that_nothing_depends_on(world: World, nodes: dict[str, Node]) -> None:
    assert GraphGap.IDLE_SUPPLIERS not in missing(world, "ciso")
    with writing(SYSTEM) as w:
        for tie in Dependency.everything.filter(target=nodes["moln"]):
            w.archive(tie)
    assert missing(world, "ciso")[GraphGap.IDLE_SUPPLIERS] == (1, ("Molnbolaget AB (Mälarstad)",))


def test_wrong_organisation_numbers_from_before_are_told(world: World, nodes: dict[str, Node]) -> None:
    assert GraphGap.WRONG_NUMBERS not in missing(world, "ciso")
    Supplier.everything.filter(pk=nodes["moln"].record).update(organisation_number="556123-4560")
    assert missing(world, "ciso")[GraphGap.WRONG_NUMBERS] == (1, ("Molnbolaget AB (Mälarstad)",))
    assert GraphGap.WRONG_NUMBERS not in missing(world, "neighbour")


def test_the_page_leads_to_registers_and_what_is_missing(world: World, nodes: dict[str, Node]) -> None:
    client = world.client("neighbour")
    page = client.get("/graf/").content.decode()
    assert WORD not in page
    assert "Hamnens" not in page
    links = {link.get("href") for link in html.document_fromstring(page).iterfind(".//main//a")}
    assert {"/informationsmangder/", "/tjanster/", "/koncentration/", "/graf/fil/"} <= links
    for link in links:
        assert client.get(str(link)).status_code == 200


@pytest.mark.parametrize("gap", list(GraphGap))
def test_each_gap_has_its_list(world: World, nodes: dict[str, Node], gap: GraphGap) -> None:
    answer = world.client("operator").get(f"/graf/?saknas={gap}")
    rows = answer.context["list"].table.rows
    expected = hub.nodes_lacking(world.access("operator"), gap, timezone.localdate())
    assert [row.cells[1].text for row in rows] == [node.number for node in expected]
    assert WORD not in answer.content.decode()


def test_an_unknown_list_is_the_page(world: World) -> None:
    assert world.client("owner").get("/graf/?saknas=x").context["registers"]
    assert world.client("outsider").get("/graf/").status_code == 404
