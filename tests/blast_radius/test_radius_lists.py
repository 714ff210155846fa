"""What an event reaches where that is much: pages of rows, a narrowed list, the workbook and the API's pages."""

from typing import Any

import pytest
from lxml import html

from akropolis.base.kernel.exchange.reading import read_sheets
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from tests.assets.crossing import crossing
from tests.blast_radius.test_radius_pages import address, text
from tests.factories.graphs import depend_many, information_many
from tests.world import SYSTEM, WORD, World

NUMBERED = "Samling"


@pytest.fixture(scope="module")
def scene(stage: World, django_db_blocker: Any) -> dict[str, Node]:
    """The small graph with sixty more information sets of kul on the shared service."""
    with django_db_blocker.unblock():
        nodes = crossing(stage)
        with writing(SYSTEM) as w:
            same = {"owner_unit": stage.units["kul"], "people": 10}
            added = information_many(w, *({"name": f"{NUMBERED} {n:02d}", **same} for n in range(60)))
            depend_many(w, added, nodes["journal"])
    return nodes


def test_fifty_rows_stand_on_the_page_and_the_rest_on_the_next(world: World, nodes: dict[str, Node]) -> None:
    client, seen = world.client("ciso"), []
    first = client.get(address(nodes))
    assert "1–50 av 67" in text(first)
    for answer in (first, client.get(address(nodes, ending="?fran=50"))):
        rows = html.document_fromstring(answer.content).xpath("//div[@id='rows']//tbody/tr/th")
        seen.append([" ".join(row.text_content().split()) for row in rows])
    assert [len(each) for each in seen] == [50, 17]
    assert len(set(seen[0] + seen[1])) == 67
    assert "51–67 av 67" in text(client.get(address(nodes, ending="?fran=50")))


def test_the_units_are_all_there_whatever_page_of_rows(world: World, nodes: dict[str, Node]) -> None:
    for ending in ("", "?fran=50", "?enhet=kul", "?typ=process"):
        answer = html.document_fromstring(world.client("ciso").get(address(nodes, ending=ending)).content)
        units = [a.text_content() for a in answer.xpath("//section[@id='enheter']//tbody/tr/th//a")]
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
def test_the_rows_can_be_narrowed(world: World, nodes: dict[str, Node], ending: str, rows: int) -> None:
    words = text(world.client("ciso").get(address(nodes, ending=ending)))
    assert (f"av {rows}" in words) if rows else ("Inga träffar med de här filtren" in words)


def test_the_workbook_has_a_summary_the_units_and_everything(world: World, nodes: dict[str, Node]) -> None:
    answer = world.client("ciso").get(address(nodes)[:-1] + ".xlsx?slag=intrang")
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


def test_the_api_gives_the_same_answer_in_pages(world: World, nodes: dict[str, Node]) -> None:
    client, here = world.client("ciso"), f"/api/v1/nodes/{nodes['moln'].record}/radius"
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
