"""A list's columns: chosen, kept for the person, said in the address; and its files hold what the screen shows."""

import io
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.kernel.registers.models import SavedView
from akropolis.base.kernel.registers.shown import label_columns
from akropolis.base.kernel.registers.transfer import list_file
from akropolis.events.incidents.models import Incident
from akropolis.graph.information.register.information import INFORMATION_SETS as INFORMATION
from tests.world import World

WORLD = "filled"
LIST = "/tjanster/"
CHOSEN = "owner_unit,number"


def heads(answer: Any) -> list[str]:
    """The headings of the list."""
    return [column.label for column in answer.context["table"].columns]


def lines_of(data: bytes) -> list[list[str]]:
    """A CSV file's cells."""
    return [line.split(";") for line in data.decode("utf-8-sig").splitlines()]


def test_chosen_columns_are_kept_for_the_person_and_said_in_the_address(world: World) -> None:
    client, usual = world.client("owner"), heads(world.client("owner").get(LIST))
    answer = client.post(f"{LIST}kolumner/", {"columns": ["owner_unit", "number"], "query": "q=a&columns=x"})
    assert answer["Location"] == f"{LIST}?q=a&columns=number%2Cowner_unit"
    assert heads(client.get(LIST)) == ["Namn", "Nummer", "Enhet"]
    assert heads(world.client("colleague").get(LIST)) == usual
    assert heads(world.client("colleague").get(f"{LIST}?columns=owner_unit")) == ["Namn", "Enhet"]
    assert heads(client.get(f"{LIST}?columns=owner_unit")) == ["Namn", "Enhet"]
    assert [view.name for view in client.get(LIST).context["saved_views"]] == ["Havsörn"]
    client.post(f"{LIST}kolumner/", {"columns": ["owner_unit"], "query": ""})
    assert heads(client.get(LIST)) == ["Namn", "Enhet"]
    assert client.post(f"{LIST}kolumner/", {"usual": "1", "columns": ["owner_unit"]})["Location"] == LIST
    assert heads(client.get(LIST)) == usual
    assert not SavedView.everything.filter(name="").exists()


def test_a_column_that_is_no_more_is_told_and_the_others_stand(world: World) -> None:
    answer = world.client("owner").get(f"{LIST}?columns=owner_unit,gone")
    assert heads(answer) == ["Namn", "Enhet"]
    assert answer.context["problems"] == ["Kolumnen gone finns inte längre. Listan visas utan den."]


@pytest.mark.parametrize("register", registry.all(), ids=lambda register: register.key)
def test_every_column_can_be_shown_and_taken_out(world: World, register: Register) -> None:
    keys = ",".join(key for key, _label in label_columns(register))
    answer = world.client("owner").get(f"/{register.slug}/?columns={keys}")
    labels = [label for _key, label in label_columns(register)]
    assert (heads(answer)[1:], answer.context["problems"]) == (labels, [])
    listing = Listing(register, world.access("owner"), {"columns": keys})
    sheet = load_workbook(io.BytesIO(list_file(listing))).worksheets[0]
    assert [str(cell.value) for cell in sheet[1]] == heads(answer)


def test_a_moment_stands_in_a_file_by_the_clock_here_to_the_second(world: World) -> None:
    listing = Listing(registry.get("incidents"), world.access("owner"), {"columns": "occurred_at"})
    sheet = load_workbook(io.BytesIO(list_file(listing))).worksheets[0]
    rows = Incident.objects.visible(world.access("owner"))
    moments = [timezone.make_naive(at) for at in rows.values_list("occurred_at", flat=True)]
    assert moments
    assert sorted(str(row[1].value) for row in list(sheet.rows)[1:]) == sorted(
        str(moment.replace(microsecond=0)) for moment in moments
    )


@pytest.mark.parametrize("query", ["", "sort=-number", "q=havsörn&columns=name,levels,owner_unit"])
def test_a_file_is_the_list_as_the_screen_shows_it(world: World, query: str) -> None:
    client, here = world.client("owner"), f"/{INFORMATION.slug}/"
    page = client.get(f"{here}?{query}")
    shown = [[str(getattr(cell, "text", cell)) for cell in row.cells] for row in page.context["table"].rows]
    rows = lines_of(client.get(page.context["csv_url"]).content)
    assert rows[:-2] == [heads(page), *shown]
    assert shown
    assert rows[-1][0].startswith("Informationsmängder, som listan visades ")
    book = load_workbook(io.BytesIO(client.get(page.context["excel_url"]).content))
    assert [len(list(sheet.rows)) for sheet in book.worksheets] == [len(shown) + 1, 1]
    assert book.worksheets[1]["A1"].value == "; ".join(rows[-1])


def test_a_file_tells_what_it_was_narrowed_by(world: World) -> None:
    client = world.client("owner")
    data = client.get(
        "/atgarder/exportera/?format=csv&status=planned&q=a&sort=-due_on&due_on_from=2026-01-01"
    ).content
    last = ";".join(lines_of(data)[-1])
    assert "Status: Planerad; Ska vara klar: 2026-01-01–; Sök: a. Ordning: Ska vara klar, fallande." in last


def test_a_saved_view_opens_with_what_there_still_is(world: World) -> None:
    client, view = world.client("owner"), world.views["services"]
    whole = len(client.get(LIST).context["table"].rows)
    wrong = f"{LIST}?status=lost&colour=red&owner_unit=kul2"
    assert len(client.get(wrong).context["table"].rows) == 0
    answer = client.get(f"{wrong}&view={view.pk}")
    assert len(answer.context["table"].rows) == whole > 0
    assert sorted(problem.split(",")[0] for problem in answer.context["problems"]) == [
        "Filtret colour",
        "Filtret enhet",
        "Filtret status",
    ]


def test_a_view_is_renamed_by_its_owner_alone(world: World) -> None:
    view = world.views["services"]
    there = f"{LIST}vyer/{view.pk}/byt-namn/"
    assert world.client("colleague").post(there, {"name": "Min"}).status_code == 404
    client = world.client("owner")
    client.post(there, {"name": "  "})
    assert SavedView.everything.get(pk=view.pk).name == "Havsörn"
    client.post(there, {"name": "Örnen"})
    assert f'href="?{SavedView.everything.get(pk=view.pk).query}' in client.get(LIST).text.replace(
        "&amp;", "&"
    )
    assert SavedView.everything.get(pk=view.pk).name == "Örnen"
