"""Läget and underlag over the years: of whose decided reviews, to whom, and at what cost."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from akropolis.base.kernel.access.gate import Access, Actor, Scope
from akropolis.base.kernel.access.models import Unit
from akropolis.review.review_inputs.selectors import years
from akropolis.review.review_inputs.services import packs
from tests.review_inputs import packing as world
from tests.review_inputs.packing import SYSTEM
from tests.review_inputs.test_pack_pages import reader

pytestmark = pytest.mark.django_db
TABLE = re.compile(r'<div class="ds-sr-only">.*?</table>', re.DOTALL)
CELL = re.compile(r"<t[hd][^>]*>([^<]*)</t[hd]>")


def gathered(owner: Unit, first: int, last: int, *, decided: bool = True) -> None:
    """Reviews of the years: in each one incident more has happened than in the one before."""
    for year in range(first, last + 1):
        for _ in range(year - 2020):
            world.incident(owner, date(year - 1, 3, 1))
        review = world.review(owner, year)
        packs.gather(SYSTEM, review)
        if decided:
            world.decided(review)


def told(client: Client) -> dict[str, list[str]]:
    """The tables that läget's lines say the same as: the heading of each, and its cells."""
    tables = (CELL.findall(table) for table in TABLE.findall(client.get("/laget/").text))
    return {cells[1]: cells[2:] for cells in tables}


def test_läget_has_a_line_over_the_last_five_decided_years() -> None:
    city = world.city()["stad"]
    gathered(city, 2021, 2026)
    gathered(city, 2027, 2027, decided=False)
    client = reader("stad")
    cells = ["2022", "2", "2023", "3", "2024", "4", "2025", "5", "2026", "6"]
    assert told(client)["Incidenter, år för år"] == cells
    page = client.get("/laget/").text
    assert (
        '<a href="/genomgangar/2026/stad/underlag/incidents.total/?utgava=1">Incidenter</a>: ökning' in page
    )
    assert re.findall(r"2022: 2 <svg.*</svg> 2026: 6", page)
    assert "Linjerna visar de beslutade genomgångarna för Mälarstad 2022–2026." in page


def test_a_line_leads_to_the_edition_that_it_shows_though_a_newer_has_begun() -> None:
    city = world.city()["stad"]
    gathered(city, 2025, 2026)
    world.review(city, 2026, edition=2)
    client = reader("stad")
    (link,) = re.findall(r'<a href="([^"]*)">Incidenter</a>', client.get("/laget/").text.split("<main")[1])
    assert "6" in client.get(link).text.split('class="ak-value">')[1][:3]


def test_the_line_is_of_the_readers_own_unit_and_nothing_of_the_neighbours() -> None:
    units = world.city("soc", "ald")
    gathered(units["stad"], 2024, 2026)
    gathered(units["soc"], 2022, 2023)
    assert told(reader("soc"))["Incidenter, år för år"] == ["2022", "2", "2023", "3"]
    world.incident(units["ald"])
    assert told(reader("ald")) == {}


def test_a_single_year_gives_no_line() -> None:
    gathered(world.city()["stad"], 2026, 2026)
    client = reader("stad")
    assert (told(client), "Linjerna" in client.get("/laget/").text) == ({}, False)


def test_whoever_reads_two_nämnder_side_by_side_has_no_whole() -> None:
    units = world.city("soc", "ald")
    gathered(units["soc"], 2024, 2025)

    def of(*paths: str) -> list[int]:
        grants = {"review:review:read": frozenset(Scope(path, below=True) for path in paths)}
        return [pack.year for pack in years.of_the_whole(Access(Actor(None, "Läsaren"), grants)).packs]

    assert of("/stad/soc/") == of("/stad/soc/", "/stad/soc/grund/") == [2024, 2025]
    assert of("/stad/soc/", "/stad/ald/") == of("/stad/ald/") == of("/stad/") == of() == []


def test_two_queries_find_the_years_and_one_when_they_have_been_read() -> None:
    gathered(world.city()["stad"], 2024, 2026)
    with CaptureQueriesContext(connection) as first:
        found = years.of_the_whole(SYSTEM)
    with CaptureQueriesContext(connection) as again:
        assert years.of_the_whole(SYSTEM) == found
    assert (len(first), len(again), len(found.packs)) == (2, 1, 3)


def test_underlag_and_a_figures_page_draw_the_decided_years_and_their_own() -> None:
    city = world.city()["stad"]
    gathered(city, 2025, 2026)
    gathered(city, 2027, 2027, decided=False)
    client = reader("stad")
    said = "Incidenter: 5 för 2025, 6 för 2026 och 7 för 2027."
    assert said in client.get("/genomgangar/2027/stad/underlag/").text
    page = client.get("/genomgangar/2027/stad/underlag/incidents.total/").text
    assert CELL.findall(page.split('<figure class="chart chart--line">')[1].split("</figure>")[0]) == [
        "År",
        "Incidenter, år för år",
        "2025",
        "5",
        "2026",
        "6",
        "2027",
        "7",
    ]
    assert '<figure class="chart chart--columns">' in page
    assert "<figure" not in client.get("/genomgangar/2025/stad/underlag/actions.total/").text
