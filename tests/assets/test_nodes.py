"""The page of a node, and its panel: levels, why, both sides, and what may be done there."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Dependency, Node, Platform, Service
from akropolis.graph.assets.register.node_panel import build_ties
from akropolis.graph.assets.selectors.nodes import Around
from akropolis.graph.information.models import InformationSet
from akropolis.shared.classification.rules.aspects import ORDER
from tests.behaviours.tokens import bearer
from tests.factories.graphs import depend, depend_many, information, information_many, lower
from tests.world import SYSTEM, WORD, World

NEVER = "01890a5d-ac96-774b-bcce-b302099a8057"


def page(world: World, who: str, node: Node) -> Any:
    return world.client(who).get(f"/graf/{node.record}/")


def rows(answer: Any, section: str) -> list[list[str]]:
    """The cells of the table in that part of the page."""
    document = html.document_fromstring(answer.content)
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in document.xpath(f"//section[@id='{section}']//tbody/tr")
    ]


def names(answer: Any, section: str) -> list[str]:
    """What the rows of that part are about."""
    document = html.document_fromstring(answer.content)
    heads = document.xpath(f"//section[@id='{section}']//tbody/tr/th")
    return [" ".join(str(text) for text in head.xpath("(.//text())[1]")).strip() for head in heads]


def test_levels_own_inherited_and_counting_with_why(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        depend(w, nodes["elever"], nodes["lån"])
    around = Around(world.access("ciso"), Node.everything.get(pk=nodes["lån"].pk))
    found = [(level.letter, level.own, level.inherited, level.effective) for level in around.levels]
    assert found == [("K", 2, 3, 3), ("R", 3, 2, 3), ("T", 1, 2, 2), ("S", None, 1, 1)]
    assert [level.path.own for level in around.levels if level.path] == [False, True, False, False]


def test_a_lowered_demand_is_inherited_lowered(world: World, nodes: dict[str, Node]) -> None:
    today = timezone.localdate()
    edge = Dependency.everything.get(source=nodes["elever"], target=nodes["journal"])
    with writing(SYSTEM) as w:
        lower(w, edge, "confidentiality", 1, today, today)
    around = Around(world.access("ciso"), Node.everything.get(pk=nodes["journal"].pk))
    assert [level.inherited for level in around.levels] == [2, 3, 2, 1]
    assert [[row.level for row in tie.lowerings] for tie in around.up.shown] == [[1], []]


@pytest.mark.parametrize(("who", "below", "above"), [
    ("owner", ["en plattform eller komponent hos Mälarstads Hamn AB"], [f"Elevhälsojournaler {WORD}"]),
    ("neighbour", ["en plattform eller komponent hos Mälarstads Hamn AB"], ["Lånade böcker"]),
    ("operator", ["Hamnens kluster"], [f"Elevhälsojournaler {WORD}", "Lånade böcker"]),
    ("auditor", ["Hamnens kluster"], [f"Elevhälsojournaler {WORD}", "Lånade böcker"]),
])  # fmt: skip
def test_each_side_holds_what_the_person_may_see(
    world: World, nodes: dict[str, Node], who: str, below: list[str], above: list[str]
) -> None:
    answer = page(world, who, nodes["journal"])
    assert answer.status_code == 200
    assert (names(answer, "beror-pa"), names(answer, "beror-pa-det")) == (below, above)


def test_nothing_hidden_is_on_the_page(world: World, nodes: dict[str, Node]) -> None:
    slugs = {"journal": "tjanster", "moln": "leverantorer", "lån": "informationsmangder"}
    for name, slug in slugs.items():
        for address in (f"/graf/{nodes[name].record}/", f"/{slug}/{nodes[name].record}/"):
            answer = world.client("neighbour").get(address)
            assert (answer.status_code, answer.text.count(WORD)) == (200, 0), address
            for hidden in ("kluster", "inloggning", "elever", "reserv", "skolhälsa"):
                node = nodes[hidden]
                assert str(node.record) not in answer.text
                assert node.number not in answer.text
                assert node.name not in answer.text


def test_summaries_have_no_links(world: World, nodes: dict[str, Node]) -> None:
    answer = page(world, "operator", nodes["journal"])
    assert (WORD in answer.text, str(nodes["elever"].record) in answer.text) == (True, False)


def test_a_hidden_node_is_answered_like_one_that_never_was(world: World, nodes: dict[str, Node]) -> None:
    client, asked = world.client("neighbour"), (nodes["elever"].record, nodes["kluster"].record, NEVER)
    answers = [client.get(f"/graf/{pk}/") for pk in asked]
    assert [answer.status_code for answer in answers] == [404] * 3
    plain = [
        re.sub(r"[A-Za-z0-9]{64}", "", a.text).replace(str(pk), "")
        for a, pk in zip(answers, asked, strict=True)
    ]
    assert len(set(plain)) == 1


def test_a_ring_is_said_to_be_one(world: World, nodes: dict[str, Node]) -> None:
    assert "cirkelberoende" in page(world, "operator", nodes["kluster"]).text
    assert "cirkelberoende" not in page(world, "operator", nodes["journal"]).text
    ring = Around(world.access("operator"), Node.everything.get(pk=nodes["kluster"].pk)).ring
    assert [each.label for each in ring] == ["Hamnens inloggning"]


def test_the_units_own_dependency_is_seen_though_its_end_is_hidden(
    world: World, nodes: dict[str, Node]
) -> None:
    with writing(SYSTEM) as w:
        w.update(Service.everything.get(pk=nodes["journal"].record), {"shared": False})
        w.update(
            Service.everything.get(pk=nodes["inloggning"].record), {"operator_unit": world.units["hamn"]}
        )
    answer = page(world, "owner", nodes["elever"])
    assert names(answer, "beror-pa") == ["en it-tjänst hos Mälarstad"]
    assert "Journalsystem" not in answer.text
    assert names(page(world, "auditor", nodes["elever"]), "beror-pa") == ["Journalsystem"]


def test_what_has_ended_is_gone_and_what_comes_is_there(world: World, nodes: dict[str, Node]) -> None:
    today = timezone.localdate()
    ended = Dependency.everything.get(source=nodes["elever"], target=nodes["journal"])
    coming = Dependency.everything.get(source=nodes["lån"], target=nodes["journal"])
    with writing(SYSTEM) as w:
        w.update(ended, {"valid_to": today - timedelta(days=1)})
        w.update(coming, {"valid_from": today + timedelta(days=1)})
    # What comes depends on it not yet, so only who may read it knows of it.
    assert len(rows(page(world, "auditor", nodes["journal"]), "beror-pa-det")) == 1


def test_a_long_side_is_cut_and_says_so(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        same = {"owner_unit": world.units["kul"]}
        many = information_many(w, *({"name": f"Mängd {n}", **same} for n in range(55)))
        depend_many(w, many, nodes["journal"])
    answer = page(world, "neighbour", nodes["journal"])
    assert len(rows(answer, "beror-pa-det")) == 50
    assert "50 av 56" in answer.text
    assert f"/beroenden/?target={nodes['journal'].number}" in answer.text
    listed = world.client("neighbour").get(f"/beroenden/?target={nodes['journal'].number}")
    assert "50 av 56" in listed.text


def test_the_page_takes_as_many_queries_however_much_stands_around(
    world: World, nodes: dict[str, Node]
) -> None:
    client, counts = world.client("operator"), []
    for more in (0, 3, 20):
        with writing(SYSTEM) as w:
            for n in range(more):
                depend(w, information(w, world.units["kul"], f"Mängd {more} {n}"), nodes["journal"])
        client.get(f"/graf/{nodes['journal'].record}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/graf/{nodes['journal'].record}/")
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 45


@pytest.mark.parametrize("who", ["owner", "neighbour", "operator", "auditor"])
def test_the_panel_stands_on_every_row_that_is_a_node(world: World, nodes: dict[str, Node], who: str) -> None:
    answer = world.client(who).get(f"/tjanster/{nodes['journal'].record}/")
    assert answer.status_code == 200
    levels = [cells[:2] for cells in rows(answer, "offer")]
    assert levels == [
        ["Konfidentialitet", "3"],
        ["Riktighet", "3"],
        ["Tillgänglighet", "2"],
        ["Spårbarhet", "1"],
    ]
    assert f"/graf/{nodes['journal'].record}/" in answer.text
    assert (WORD in answer.text) is (who != "neighbour")


@pytest.mark.parametrize(("who", "seen"), [("owner", 1), ("neighbour", 1), ("operator", 2)])
def test_a_number_of_a_kind_leads_to_as_many_rows(
    world: World, nodes: dict[str, Node], who: str, seen: int
) -> None:
    access = world.access(who)
    found = build_ties(access, Service.everything.get(pk=nodes["journal"].record))
    assert found is not None
    context: Any = found.context
    ((words, url),) = [each for each in context["kinds"] if "slag=information" in each[1]]
    assert words.split()[0] == str(seen)
    shown = rows(world.client(who).get(url.partition("#")[0]), "beror-pa-det")
    assert len(shown) == seen


def test_buttons_are_for_who_may(world: World, nodes: dict[str, Node]) -> None:
    for who, may in (("owner", True), ("auditor", False), ("operator", False)):
        answer = (
            page(world, who, nodes["elever"]) if who != "operator" else page(world, who, nodes["journal"])
        )
        assert ("/avsluta/" in answer.text, "/beroenden/ny/" in answer.text) == (may, may)


def test_an_archived_node_says_that_it_takes_no_part(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        w.archive(Platform.everything.get(pk=nodes["kluster"].record))
    answer = page(world, "operator", nodes["kluster"])
    assert (answer.status_code, "Den är arkiverad." in answer.text) == (200, True)


# The API


def test_the_api_lists_what_is_open(world: World, nodes: dict[str, Node]) -> None:
    client = world.client(**bearer(world, "neighbour"))
    body = client.get("/api/v1/nodes").json()
    expected = {nodes[name].number for name in ("lån", "journal", "moln")}
    assert ({item["number"] for item in body["items"]}, body["total"]) == (expected, 3)
    for query, names_found in (
        ({"kind": "service"}, ["journal"]),
        ({"unit": "kul"}, ["lån"]),
        ({"integrity": "3", "confidentiality": "3"}, ["journal", "moln"]),
        ({"q": "lånade"}, ["lån"]),
        ({"q": WORD}, []),
        ({"unit": "utb"}, []),
    ):
        found = client.get("/api/v1/nodes", query).json()
        assert {item["number"] for item in found["items"]} == {nodes[n].number for n in names_found}, query
        assert found["total"] == len(names_found)
    pages: list[str] = []
    cursor: Any = ""
    for _turn in range(3):
        found = client.get("/api/v1/nodes", {"limit": 1, "cursor": cursor}).json()
        pages += [item["number"] for item in found["items"]]
        cursor = found["next"]
    assert (set(pages), cursor) == (expected, None)
    with writing(SYSTEM) as w:
        w.archive(InformationSet.everything.get(pk=nodes["lån"].record))
    left = client.get("/api/v1/nodes").json()
    assert {item["number"] for item in left["items"]} == expected - {nodes["lån"].number}


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "x"},
        {"unit": "finns-inte"},
        {"integrity": "-1"},
        {"colour": "red"},
        {"limit": "0"},
        {"unit": "\x00"},
    ],
)
def test_the_api_says_what_means_nothing(world: World, nodes: dict[str, Node], query: dict[str, str]) -> None:
    answer = world.client(**bearer(world, "neighbour")).get("/api/v1/nodes", query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_the_api_tells_why_as_the_page_does(world: World, nodes: dict[str, Node]) -> None:
    body = world.client(**bearer(world, "neighbour")).get(f"/api/v1/nodes/{nodes['moln'].record}").json()
    assert body["levels"] == dict(zip(ORDER, (3, 3, 2, 1, None), strict=True))
    assert (body["own"]["integrity"], body["inherited"]["integrity"], body["ring"]) == (None, 3, False)
    first, second = body["paths"]
    assert first["words"].startswith(
        "K3 T2 S1 från en informationsmängd hos Utbildningsnämnden via Journalsystem"
    )
    masked = {"id": None, "kind": "information", "number": None, "unit": "utb", "masked": True}
    assert first["source"] == masked | {"name": "en informationsmängd hos Utbildningsnämnden"}
    assert second["source"]["id"] == str(nodes["lån"].record)
    assert body["depended_on_by"]["total"] == 1
    (tie,) = body["depended_on_by"]["items"]
    assert (tie["id"], tie["other"]["masked"], tie["kind"]) == (None, True, "delivered_by")
    assert WORD not in json.dumps(body, ensure_ascii=False)


def test_the_api_hides_what_the_page_hides(world: World, nodes: dict[str, Node]) -> None:
    client = world.client(**bearer(world, "neighbour"))
    answers = [
        client.get(f"/api/v1/nodes/{pk}") for pk in (nodes["elever"].record, nodes["kluster"].record, NEVER)
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
