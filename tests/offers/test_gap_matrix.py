"""Gaps as a matrix: the same gaps as in the lists, laid out by what they are of and by aspect."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from akropolis.graph.assets.models import Node
from akropolis.graph.offers.register import gap_matrix
from akropolis.graph.offers.register.gap_matrix import GapMatrix, GapMatrixRow
from akropolis.graph.offers.rules.gaps import View
from akropolis.graph.offers.selectors.gap_rows import GapFilter
from akropolis.graph.offers.selectors.gaps import Gaps
from akropolis.graph.offers.services import offers
from akropolis.shared.classification.rules.aspects import ORDER
from tests.sheets import lines
from tests.world import World

pytestmark = pytest.mark.django_db
CELL = re.compile(
    r'<a href="([^"]*)" class="ak-mark" data-weight="(\d)" data-color="\w+" title="([^"]*)" aria-label="[^"]*">([^<]*)<'
)


@pytest.fixture
def offered(world: World, nodes: dict[str, Node]) -> dict[str, Node]:
    """`journal` offers K2 R3 and says nothing of the rest."""
    given = {"confidentiality": 2, "integrity": 3}
    day = timezone.localdate()
    offers.state(world.access("operator"), nodes["journal"], levels=given, evidence="G", stated_on=day)
    return nodes


def matrix(world: World, who: str, **query: str) -> GapMatrix:
    return GapMatrix(world.access(who), query, timezone.localdate())


def said(line: GapMatrixRow) -> tuple[str, ...]:
    return (line.operator.code, line.name, *(line.said(aspect) for aspect in ORDER))


def cells(page: str) -> list[tuple[str, dict[str, str], str, str, str]]:
    """Path, query, weight, title and text of each."""
    found = ((urlsplit(url.replace("&amp;", "&")), *rest) for url, *rest in CELL.findall(page))
    return [(url.path, {k: v for k, (v,) in parse_qs(url.query).items()}, *rest) for url, *rest in found]


def test_each_thing_is_a_line_with_the_worst_of_its_gaps(world: World, offered: dict[str, Node]) -> None:
    assert [said(line) for line in matrix(world, "operator").rows()] == [
        ("hamn", "Journalsystem", "3/2", "", "2/?", "1/?", ""),
        ("hamn", "Hamnens inloggning", "3/?", "3/?", "2/?", "1/?", ""),
        ("hamn", "Hamnens kluster", "3/?", "3/?", "2/?", "1/?", ""),
        ("stad", "Molnbolaget AB", "3/?", "3/?", "2/?", "1/?", ""),
    ]
    assert [said(line)[:3] for line in matrix(world, "owner", kind="service").rows()] == [
        ("hamn", "Journalsystem", "3/2")
    ]
    (own,) = matrix(world, "neighbour").rows()
    assert said(own) == ("hamn", "Journalsystem", "", "", "1/?", "", "")
    assert matrix(world, "outsider").rows() == []


@pytest.mark.parametrize("who", ["ciso", "operator", "owner"])
@pytest.mark.parametrize(
    "query", [{}, {"kind": "service"}, {"aspect": "traceability"}, {"state": "open"}, {"state": "accepted"}]
)
def test_it_is_laid_out_of_what_the_lists_hold(
    world: World, offered: dict[str, Node], who: str, query: dict[str, Any]
) -> None:
    rows = Gaps(world.access(who), timezone.localdate()).rows(GapFilter(**query))
    listed = {(row.thing.pk, line.gap.aspect) for row in rows for line in row.lines}
    shown = matrix(world, who, **query)
    assert {(line.thing and line.thing.pk, a) for line in shown.rows() for a in line.cells} == listed
    assert sum(len(each.gaps) for each in shown.found) == sum(len(row.lines) for row in rows)


def test_a_cell_leads_to_its_rows_and_takes_what_is_chosen_along(
    world: World, offered: dict[str, Node]
) -> None:
    client, node = world.client("operator"), str(offered["journal"].record)
    page = client.get(f"/gap-matris/?kind=service&side=operates&node={node}").text
    kept = {"kind": "service", "side": "operates", "node": node}
    assert cells(page) == [
        ("/gap/", {**kept, "aspect": "confidentiality"}, "4", "konfidentialitet: 3 krävs, 2 erbjuds", "3/2"),
        ("/okanda-nivaer/", {**kept, "aspect": "availability"}, "0", cells(page)[1][3], "2/?"),
        ("/okanda-nivaer/", {**kept, "aspect": "traceability"}, "0", cells(page)[2][3], "1/?"),
    ]
    for url, view in zip(
        re.findall(r'<a href="([^"]*)" class="ak-mark"', page), (View.KNOWN, View.UNKNOWN), strict=False
    ):
        (row,) = client.get(url.replace("&amp;", "&")).context["list"].ordered
        assert [(row.thing.name, line.gap.view) for line in row.lines] == [("Journalsystem", view)]


def test_many_things_are_first_one_line_for_each_operator(
    world: World, offered: dict[str, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gap_matrix, "MOST", 2)
    asked = matrix(world, "operator")
    line, other = asked.rows()
    assert [(e.operator.code, e.things, e.thing) for e in (line, other)] == [
        ("hamn", 3, None),
        ("stad", 1, None),
    ]
    assert [line.said(aspect) for aspect in ORDER] == [
        "1 kända, 2 okända", "2 okända", "3 okända", "3 okända", ""
    ]  # fmt: skip
    client = world.client("operator")
    page = client.get("/gap-matris/")
    found = [each for each in cells(page.text) if each[1]["operator"] == "hamn"]
    assert [each[4] for each in found] == ["1", "2?", "2?", "3?", "3?"]
    assert found[0][:2] == ("/gap/", {"operator": "hamn", "aspect": "confidentiality"})
    assert 'href="/gap-matris/?operator=hamn"' in page.text
    opened = client.get("/gap-matris/?operator=hamn").context["list"]
    assert [each.thing.name for each in opened.ordered] == [
        "Journalsystem", "Hamnens inloggning", "Hamnens kluster"
    ]  # fmt: skip


def test_the_lists_can_be_asked_for_what_one_unit_operates(world: World, offered: dict[str, Node]) -> None:
    client = world.client("ciso")
    for page in ("/gap/", "/okanda-nivaer/"):
        every, some = (client.get(f"{page}{q}").context["list"] for q in ("", "?operator=hamn"))
        operated = [row for row in every.ordered if row.thing.stated_by == world.units["hamn"].pk]
        assert some.ordered == operated != every.ordered or page == "/gap/"
        assert client.get(f"{page}?operator=hamn,utb").context["list"].ordered == []


def test_the_file_is_the_matrix(world: World, offered: dict[str, Node]) -> None:
    rows = lines(world.client("operator").get("/gap-matris/xlsx/?kind=service").content)
    assert rows[0] == (
        "Drivs av", "Namn", "Typ", "Konfidentialitet", "Riktighet", "Tillgänglighet", "Spårbarhet", "Autenticitet"
    )  # fmt: skip
    assert rows[1][1:] == (
        "Journalsystem", f"It-tjänst, {offered['journal'].number}", "3/2", None, "2/?", "1/?", None
    )  # fmt: skip


def test_lists_and_matrix_lead_to_each_other_with_what_is_chosen(
    world: World, offered: dict[str, Node]
) -> None:
    ways = {"/gap/", "/okanda-nivaer/", "/gap-matris/"}
    for page in ways:
        text = world.client("operator").get(f"{page}?kind=service&aspect=availability").text
        assert [f'href="{way}?kind=service&amp;aspect=availability"' in text for way in ways] == [True] * 3
