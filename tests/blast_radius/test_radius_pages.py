"""The page, the workbook and the API of what an event reaches. Each test shows first that what could leak is there."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.reading import read_sheets
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from tests.factories.graphs import depend, information
from tests.world import SYSTEM, WORD, World

NUMBERED = "Samling"


def address(nodes: dict[str, Node], name: str = "moln", ending: str = "") -> str:
    return reverse("graph-radius", args=[nodes[name].record]) + ending


def text(answer: Any) -> str:
    return " ".join(html.document_fromstring(answer.content).find(".//main").text_content().split())


def test_the_page_says_it_in_words_and_by_unit(world: World, nodes: dict[str, Node]) -> None:
    words = text(world.client("ciso").get(address(nodes)))
    assert "Vad påverkas om Molnbolaget AB faller bort?" in words
    assert "berörs 2 nämnder, 1 bolag och 1 annan enhet" in words
    assert f"Skolhälsovård {WORD}" in words
    assert "Uppgift om antal registrerade personer saknas för 1 informationsmängd." in words


@pytest.mark.parametrize("who", ["owner", "neighbour", "operator"])
def test_nothing_hidden_is_on_the_page_in_the_file_or_in_the_api(
    world: World, nodes: dict[str, Node], who: str
) -> None:
    hidden = {
        "owner": ["Lånade böcker", "Hamnens"],
        "neighbour": [WORD, "Hamnens"],
        "operator": ["Reservrutin"],
    }[who]
    client = world.client(who)
    answers = [
        client.get(address(nodes)).content.decode(),
        str(read_sheets("x.xlsx", client.get(address(nodes)[:-1] + ".xlsx").content)),
        client.get(f"/api/v1/nodes/{nodes['moln'].record}/radius").content.decode(),
    ]
    for answer in answers:
        assert "Journalsystem" in answer
        assert [word for word in hidden if word in answer] == []
    every = world.client("ciso").get(address(nodes)).content.decode()
    assert [word for word in hidden if word not in every] == []


def test_a_summary_has_no_link_to_its_page(world: World, nodes: dict[str, Node]) -> None:
    record = str(nodes["elever"].record)
    answer = world.client("operator").get(address(nodes, "journal")).content.decode()
    assert f"Elevhälsojournaler {WORD}" in answer
    assert record not in answer
    assert record in world.client("owner").get(address(nodes, "journal")).content.decode()
    given = world.client("operator").get(f"/api/v1/nodes/{nodes['journal'].record}/radius").json()["items"]
    assert {item["name"]: item["id"] for item in given}[f"Elevhälsojournaler {WORD}"] is None


def test_the_api_says_what_was_asked_and_each_unit_with_its_last_day(
    world: World, nodes: dict[str, Node]
) -> None:
    last = timezone.localdate() - timedelta(days=1)
    Unit.everything.filter(code="kul").update(valid_to=last)
    node = nodes["moln"]
    asked = f"/api/v1/nodes/{node.record}/radius"
    head = world.client("ciso").get(asked).json()
    assert {name: head[name] for name in ("node", "event", "day")} == {
        "node": {
            "id": str(node.record),
            "number": node.number,
            "name": "Molnbolaget AB",
            "kind": "supplier",
            "unit": {"code": node.owner_unit.code, "name": node.owner_unit.name},
        },
        "event": "outage",
        "day": timezone.localdate().isoformat(),
    }
    units = {unit["unit"]["code"]: unit for unit in head["units"]}
    assert {code for code, unit in units.items() if unit["ended"]} == {"kul"}
    assert (units["kul"]["ended"], units["kul"]["unit"]["name"]) == (
        last.isoformat(),
        world.units["kul"].name,
    )
    assert sum(unit["rows"] for unit in units.values()) == head["totals"]["rows"] == head["total"]


@pytest.mark.parametrize("who", ["outsider", "neighbour"])
@pytest.mark.parametrize("name", ["graph-radius", "graph-radius-file"])
def test_what_may_not_be_read_is_not_found(world: World, nodes: dict[str, Node], who: str, name: str) -> None:
    client = world.client(who)
    hidden = client.get(reverse(name, args=[nodes["reserv"].record]))
    missing = client.get(reverse(name, args=["00000000-0000-7000-8000-000000000000"]))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert client.get(f"/api/v1/nodes/{nodes['reserv'].record}/radius").status_code == 404


def test_htmx_gets_the_rows_alone(world: World, nodes: dict[str, Node]) -> None:
    answer = world.client("ciso", **{"HX-Target": "rows"}).get(address(nodes, ending="?enhet=utb"))
    assert (b"<main" in answer.content, b'id="rows"' in answer.content) == (False, True)
    assert "Reservrutin" in answer.content.decode()


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("igår", "Datumet gick inte att läsa, så i dag visas."),
        ("2999-01-01", "Datumet ligger framåt i tiden, så i dag visas."),
        ("2026-02-30", "Datumet gick inte att läsa, så i dag visas."),
        ("2020-01-01", "Så som det var 1 januari 2020"),
        ("0001-01-01", "Så som det var 1 januari 0001"),
    ],
)
def test_the_day_is_read_or_it_is_said_why_not(
    world: World, nodes: dict[str, Node], day: str, sentence: str
) -> None:
    answer = world.client("ciso").get(address(nodes, ending=f"?dag={day}"))
    assert answer.status_code == 200
    assert sentence in text(answer)


@pytest.mark.parametrize(
    "ending",
    ["?slag=jordbävning", "?fran=-5", "?fran=99999999999999999999", "?fran=²", "?typ=%00", "?enhet=%00'"],
)
def test_rubbish_is_left_out(world: World, nodes: dict[str, Node], ending: str) -> None:
    assert world.client("ciso").get(address(nodes, ending=ending)).status_code == 200


def test_the_name_is_shown_as_typed(world: World, nodes: dict[str, Node]) -> None:
    name = "<b>%(units)s & {0}</b>"
    Node.everything.filter(pk=nodes["moln"].pk).update(name=name)
    answer = world.client("ciso").get(address(nodes))
    assert f"Om {name} faller bort berörs" in text(answer)
    assert b"<b>" not in answer.content


def test_every_register_of_the_graph_leads_there_in_one_click(world: World, nodes: dict[str, Node]) -> None:
    pages = {
        "moln": "suppliers", "journal": "services", "kluster": "platforms", "elever": "information",
        "skolhälsa": "processes",
    }  # fmt: skip
    client = world.client("ciso")
    for name, register in pages.items():
        answer = client.get(reverse(f"{register}-detail", args=[nodes[name].record])).content.decode()
        for kind in ("avbrott", "intrang"):
            assert f'href="{address(nodes, name)}?slag={kind}"' in answer


def test_a_formula_in_a_name_stays_text_in_the_workbook(world: World, nodes: dict[str, Node]) -> None:
    Node.everything.filter(pk=nodes["elever"].pk).update(name="=1+1")
    data = world.client("ciso").get(address(nodes)[:-1] + ".xlsx").content
    book = read_sheets("x.xlsx", data)
    assert "=1+1" in [line.cells[0] for line in book["Allt"].lines]
    assert all(not line.formulas for sheet in book.values() for line in sheet.lines)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("kind=flood", "kind"),
        ("day=2999-01-01", "day"),
        ("day=igår", "day"),
        ("limit=0", "limit"),
        ("cursor=x", "cursor"),
        ("node_kind=boat", "node_kind"),
        ("slag=avbrott", "slag"),
    ],
)
def test_the_api_refuses_what_it_does_not_understand(
    world: World, nodes: dict[str, Node], query: str, field: str
) -> None:
    answer = world.client("ciso").get(f"/api/v1/nodes/{nodes['moln'].record}/radius?{query}")
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]


def test_a_unit_stands_with_its_highest_levels_or_as_not_classified(
    world: World, nodes: dict[str, Node]
) -> None:
    with writing(SYSTEM) as w:
        depend(w, information(w, world.units["kulf"], "Nytt arkiv"), nodes["moln"])
    page = html.document_fromstring(world.client("ciso").get(address(nodes)).content)
    (table,) = page.xpath("//table[caption[contains(., 'Berörda enheter')]]")
    rows = [[cell.text_content().strip() for cell in row[:2]] for row in table.xpath(".//tbody/tr")]
    assert dict(rows) == {
        "Utbildningsnämnden": "K3 R2 T2 S1",
        "Mälarstads Hamn AB": "K3 R3 T2 S1",
        "Mälarstad": "K3 R3 T2 S1",
        "Kulturnämnden": "K2 R3 T1",
        "Kulturförvaltningen": "inte klassat",
    }
