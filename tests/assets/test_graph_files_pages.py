"""The graph in and out of files, as pages: a file is tried, then saved, once."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from akropolis.base.kernel.exchange.reading import read_sheets
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.graph.assets.models import Dependency, Node
from tests.world import WORD, World

HERE = "/graf/fil/"
HEAD = [OutColumn(name) for name in ("Typ", "Namn", "Enhet")]
TIES = [OutColumn(name) for name in ("source", "kind", "target")]


def file(unit: str = "utb", name: str = "graf.xlsx") -> dict[str, Any]:
    things = [("Leverantör", "Skolbolaget AB", unit), ("It-tjänst", "Skolplattformen", unit)]
    sheets = [
        OutSheet("Noder", HEAD, things),
        OutSheet("Beroenden", TIES, [("Skolplattformen", "levereras av", "Skolbolaget AB")]),
    ]
    return {"file": SimpleUploadedFile(name, workbook(sheets, title="x"))}


def counted() -> tuple[int, int]:
    return Node.everything.count(), Dependency.everything.count()


def test_a_file_is_tried_and_then_saved_once(world: World, nodes: dict[str, Node]) -> None:
    client, before = world.client("owner"), counted()
    tried = client.post(HERE, file())
    assert tried.status_code == 200
    page = tried.content.decode()
    assert "3 nya rader" in page
    assert "Skolplattformen → Skolbolaget AB" in page
    assert counted() == before
    token = re.search(r'name="token" value="([0-9a-f]+)"', page)
    assert token
    saved = client.post(HERE, {"token": token[1]}, follow=True)
    assert saved.redirect_chain == [("/graf/", 302)]
    assert "Sparat: 3 nya rader från filen graf.xlsx." in saved.content.decode()
    assert counted() == (before[0] + 2, before[1] + 1)
    assert client.post(HERE, {"token": token[1]})["Location"] == "/graf/"
    assert world.client("neighbour").post(HERE, {"token": token[1]}).status_code == 409
    assert counted() == (before[0] + 2, before[1] + 1)


def test_what_is_wrong_is_said_by_sheet_and_row(world: World, nodes: dict[str, Node]) -> None:
    before = counted()
    answer = world.client("owner").post(HERE, file("kul"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Du får inte skriva för Kulturnämnden" in page
    assert 'name="token"' not in page
    assert counted() == before


def test_the_same_again_has_nothing_to_save(world: World, nodes: dict[str, Node]) -> None:
    client = world.client("owner")
    found = client.get(f"{HERE}xlsx/").content
    answer = client.post(HERE, {"file": SimpleUploadedFile("graf.xlsx", found)})
    assert answer.status_code == 200
    assert "Det finns inget att spara." in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, 422),
        ({"file": SimpleUploadedFile("graf.csv", b"a;b\n1;2\n")}, 422),
        ({"file": SimpleUploadedFile("graf.xlsx", b"PK\x03\x04 nej")}, 422),
        ({"file": SimpleUploadedFile("graf.xlsx", b"")}, 422),
        ({"token": "x"}, 409),
    ],
)
def test_rubbish_is_one_sentence(world: World, given: dict[str, Any], status: int) -> None:
    answer = world.client("owner").post(HERE, given)
    assert answer.status_code == status
    assert answer.context["form"].errors


def test_who_may_only_read_is_shown_what_can_be_taken_out(world: World, nodes: dict[str, Node]) -> None:
    client, before = world.client("auditor"), counted()
    page = client.get(HERE).content.decode()
    assert 'type="file"' not in page
    assert f"{HERE}graphml/" in page
    client.post(HERE, file())
    assert counted() == before


def test_who_may_not_read_dependencies_finds_nothing(world: World, nodes: dict[str, Node]) -> None:
    client = world.client("colleague")
    for address in (HERE, f"{HERE}xlsx/", f"{HERE}graphml/"):
        assert client.get(address).status_code == 404


def test_the_files_hold_what_the_person_sees(world: World, nodes: dict[str, Node]) -> None:
    client = world.client("neighbour")
    sheets = read_sheets("g.xlsx", client.get(f"{HERE}xlsx/").content)
    assert [line.cell(2) for line in sheets["Noder"].lines] == [
        "Lånade böcker",
        "Journalsystem",
        "Molnbolaget AB",
    ]
    text = client.get(f"{HERE}graphml/").content.decode()
    assert WORD not in text
    assert "en plattform eller komponent hos Mälarstads Hamn AB" in text
    assert BytesIO(text.encode()).read().startswith(b"<?xml")
