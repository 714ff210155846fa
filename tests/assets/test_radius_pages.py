"""The page, the workbook and the API of what an event reaches. Each test shows first that what could leak is there."""

from typing import Any

import pytest
from django.urls import reverse
from lxml import html

from akropolis.assets.models import Node
from akropolis.kernel.exchange.reading import read_sheets
from akropolis.kernel.records.writer import writing
from tests.factories.graphs import depend, information
from tests.world import SYSTEM, WORD, World

NUMBERED = "Samling"


def address(nodes: dict[str, Node], name: str = "moln", ending: str = "") -> str:
    return reverse("graph-radius", args=[nodes[name].record]) + ending


def text(answer: Any) -> str:
    return " ".join(html.document_fromstring(answer.content).find(".//main").text_content().split())


@pytest.fixture
def many(world: World, nodes: dict[str, Node]) -> dict[str, Node]:
    """The small graph with sixty more information sets of kul on the shared service."""
    with writing(SYSTEM) as w:
        for number in range(60):
            depend(
                w, information(w, world.units["kul"], f"{NUMBERED} {number:02d}", people=10), nodes["journal"]
            )
    return nodes


def test_the_page_says_it_in_words_and_by_unit(world: World, nodes: dict[str, Node]) -> None:
    words = text(world.client("ciso").get(address(nodes)))
    assert "Vad påverkas om Molnbolaget AB faller bort?" in words
    assert "berörs 2 nämnder, 1 bolag och 1 annan enhet" in words
    assert f"Skolhälsovård {WORD}" in words
    assert "Antalet registrerade personer är inte angivet för 1 informationsmängd." in words


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


@pytest.mark.parametrize("who", ["outsider", "neighbour"])
@pytest.mark.parametrize("name", ["graph-radius", "graph-radius-file"])
def test_what_may_not_be_read_is_not_found(world: World, nodes: dict[str, Node], who: str, name: str) -> None:
    client = world.client(who)
    hidden = client.get(reverse(name, args=[nodes["reserv"].record]))
    missing = client.get(reverse(name, args=["00000000-0000-7000-8000-000000000000"]))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert client.get(f"/api/v1/nodes/{nodes['reserv'].record}/radius").status_code == 404


def test_fifty_rows_stand_on_the_page_and_the_rest_on_the_next(world: World, many: dict[str, Node]) -> None:
    client, seen = world.client("ciso"), []
    first = client.get(address(many))
    assert "1–50 av 67" in text(first)
    for answer in (first, client.get(address(many, ending="?fran=50"))):
        rows = html.document_fromstring(answer.content).xpath("//div[@id='rows']//tbody/tr/th")
        seen.append([" ".join(row.text_content().split()) for row in rows])
    assert [len(each) for each in seen] == [50, 17]
    assert len(set(seen[0] + seen[1])) == 67
    assert "51–67 av 67" in text(client.get(address(many, ending="?fran=50")))


def test_the_units_are_all_there_whatever_page_of_rows(world: World, many: dict[str, Node]) -> None:
    for ending in ("", "?fran=50", "?enhet=kul", "?typ=process"):
        answer = html.document_fromstring(world.client("ciso").get(address(many, ending=ending)).content)
        units = [a.text_content() for a in answer.xpath("//section[@id='enheter']//tbody/tr/th/a")]
        assert sorted(units) == [
            "Kulturnämnden", "Mälarstad", "Mälarstads Hamn AB", "Utbildningsnämnden"
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("ending", "rows"),
    [
        ("?enhet=kul", 61),
        ("?enhet=utb&typ=process", 1),
        ("?typ=information", 62),
        ("?saknas=personer", 1),
        ("?saknas=avbrott", 0),
        ("?enhet=finns-inte", 0),
    ],
)
def test_the_rows_can_be_narrowed(world: World, many: dict[str, Node], ending: str, rows: int) -> None:
    words = text(world.client("ciso").get(address(many, ending=ending)))
    assert (f"av {rows}" in words) if rows else ("Inget passar filtren" in words)


def test_htmx_gets_the_rows_alone(world: World, nodes: dict[str, Node]) -> None:
    answer = world.client("ciso", **{"HX-Target": "rows"}).get(address(nodes, ending="?enhet=utb"))
    assert b"<main" not in answer.content
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


def test_the_workbook_has_a_summary_the_units_and_everything(world: World, many: dict[str, Node]) -> None:
    answer = world.client("ciso").get(address(many)[:-1] + ".xlsx?slag=intrang")
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    book = read_sheets("x.xlsx", answer.content)
    sheets = {name: [line.cells for line in sheet.lines] for name, sheet in book.items()}
    assert list(sheets) == ["Sammanfattning", "Enheter", "Allt"]
    summary = {cells[0]: cells[1] for cells in sheets["Sammanfattning"]}
    assert summary["Fråga"] == "Vad påverkas om Molnbolaget AB utsätts för intrång?"
    assert summary["Händelse"] == "Intrång"
    assert summary["Frågan ställd av"] == "Katarina Vesterlund"
    assert (len(sheets["Enheter"]), len(sheets["Allt"])) == (4, 67)
    [school] = [cells for cells in sheets["Allt"] if cells[0] == f"Skolhälsovård {WORD}"]
    assert school[6] == (
        f"Molnbolaget AB → Hamnens kluster → Journalsystem → Elevhälsojournaler {WORD} → Skolhälsovård {WORD}"
    )


def test_a_formula_in_a_name_stays_text_in_the_workbook(world: World, nodes: dict[str, Node]) -> None:
    Node.everything.filter(pk=nodes["elever"].pk).update(name="=1+1")
    data = world.client("ciso").get(address(nodes)[:-1] + ".xlsx").content
    book = read_sheets("x.xlsx", data)
    assert "=1+1" in [line.cells[0] for line in book["Allt"].lines]
    assert all(not line.formulas for sheet in book.values() for line in sheet.lines)


def test_the_api_gives_the_same_answer_in_pages(world: World, many: dict[str, Node]) -> None:
    client, here = world.client("ciso"), f"/api/v1/nodes/{many['moln'].record}/radius"
    first = client.get(f"{here}?limit=40").json()
    second = client.get(f"{here}?limit=40&cursor={first['next']}").json()
    assert (first["total"], first["next"], second["next"]) == (67, "40", None)
    assert len({item["number"] for item in first["items"] + second["items"]}) == 67
    assert first["totals"]["kinds"] == {"information": 62, "platform": 1, "process": 1, "service": 3}
    assert first["totals"]["people"] == 1800
    assert first["units"][0]["unit"]["code"] == "utb"
    narrowed = client.get(f"{here}?unit=utb&node_kind=process").json()
    assert [item["name"] for item in narrowed["items"]] == [f"Skolhälsovård {WORD}"]
    assert narrowed["items"][0]["way"][0]["name"] == "Molnbolaget AB"


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
