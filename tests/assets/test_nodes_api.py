"""The graph's nodes by the API, whole: what stands on each of its levels, ties and ways, and how nodes are narrowed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Dependency, Node
from akropolis.shared.classification.rules.aspects import ORDER
from tests.behaviours.tokens import bearer
from tests.factories.graphs import information
from tests.world import SYSTEM, WORD, World

DAY = timedelta(days=1)
type Json = dict[str, Any]


@pytest.fixture
def ask(world: World, nodes: dict[str, Node]) -> Any:
    """What the API answers the reader, the same one in a test."""
    clients: dict[str, Any] = {}

    def answer(who: str, path: str = "", **query: object) -> Json:
        client = clients.get(who) or clients.setdefault(who, world.client(**bearer(world, who)))
        found = client.get(f"/api/v1/nodes{path}", query)
        assert found.status_code == 200, found.text
        body: Json = found.json()
        return body

    return answer


def levels(*found: int | None) -> dict[str, int | None]:
    return dict(zip(ORDER, (*found, *[None] * (len(ORDER) - len(found))), strict=True))


def unit(world: World, code: str) -> dict[str, str]:
    return {"id": str(world.units[code].pk), "code": code, "name": world.units[code].name}


def seen(node: Node, name: str, code: str) -> Json:
    """A node as one who may open it sees it."""
    told = {"kind": str(node.kind), "number": node.number, "name": name, "unit": code, "masked": False}
    return {"id": str(node.record), **told}


def test_a_node_is_told_with_its_levels_and_both_of_its_sides(
    world: World, nodes: dict[str, Node], ask: Any
) -> None:
    first, last = timezone.localdate() - DAY, timezone.localdate()
    tie = Dependency.everything.get(source=nodes["elever"], target=nodes["journal"])
    with writing(SYSTEM) as w:
        w.update(tie, {"alternative": True, "valid_from": first, "valid_to": last, "integrity": False})
    journal, body = nodes["journal"], ask("ciso", f"/{nodes['journal'].record}")
    below = Dependency.everything.get(source=journal, target=nodes["kluster"])
    other = Dependency.everything.get(source=nodes["lån"], target=journal)
    paths = body.pop("paths")
    every = [str(aspect) for aspect in ORDER]
    assert body == {
        "id": str(journal.record),
        "kind": "service",
        "number": journal.number,
        "name": "Journalsystem",
        "owner_unit": unit(world, "stad"),
        "operator_unit": unit(world, "hamn"),
        "levels": levels(3, 3, 2, 1),
        "people": None,
        "outage": None,
        "ring": False,
        "own": dict(list(levels(None, None, None, None).items())[:4]),
        "inherited": dict(list(levels(3, 3, 2, 1).items())[:4]),
        "depends_on": {
            "items": [
                {
                    "id": str(below.pk), "kind": "runs_on", "other": seen(nodes["kluster"], "Hamnens kluster", "hamn"),
                    "inherits": every, "alternative": False, "valid_from": None, "valid_to": None,
                }
            ],
            "total": 1,
        },
        "depended_on_by": {
            "items": [
                {
                    "id": str(tie.pk), "kind": "handled_by",
                    "other": seen(nodes["elever"], f"Elevhälsojournaler {WORD}", "utb"),
                    "inherits": [aspect for aspect in every if aspect != "integrity"],
                    "alternative": True, "valid_from": str(first), "valid_to": str(last),
                },
                {
                    "id": str(other.pk), "kind": "handled_by", "other": seen(nodes["lån"], "Lånade böcker", "kul"),
                    "inherits": every, "alternative": False, "valid_from": None, "valid_to": None,
                },
            ],
            "total": 2,
        },
    }  # fmt: skip
    assert [(path["levels"], path["source"]["name"], path["via"]) for path in paths] == [
        ({"confidentiality": 3, "availability": 2, "traceability": 1}, f"Elevhälsojournaler {WORD}", []),
        ({"integrity": 3}, "Lånade böcker", []),
    ]


def test_what_is_a_nodes_own_comes_from_nowhere(nodes: dict[str, Node], ask: Any) -> None:
    body = ask("ciso", f"/{nodes['lån'].record}")
    assert [(path["levels"], path["source"], path["via"]) for path in body["paths"]] == [
        ({"confidentiality": 2, "integrity": 3, "availability": 1}, None, [])
    ]
    assert body["own"] == {"confidentiality": 2, "integrity": 3, "availability": 1}
    assert ask("ciso", f"/{nodes['kluster'].record}")["ring"] is True


def numbers(body: Mapping[str, Any]) -> list[str]:
    return [item["number"] for item in body["items"]]


def test_the_pages_hold_every_node_once_by_number(nodes: dict[str, Node], ask: Any) -> None:
    every = sorted(node.number for node in nodes.values())
    whole = ask("ciso")
    assert (numbers(whole), whole["next"], whole["total"]) == (every, None, 8)
    pages, cursor = [], ""
    for _page in range(3):
        found = ask("ciso", limit=3, cursor=cursor)
        pages.append((numbers(found), found["total"]))
        cursor = found["next"] or ""
    assert pages == [(every[:3], 8), (every[3:6], 8), (every[6:], 8)]
    assert cursor == ""
    assert ask("ciso", limit=8)["next"] is None
    told = {item["name"]: (item["levels"], item["operator_unit"], item["people"]) for item in whole["items"]}
    assert told["Lånade böcker"] == (levels(2, 3, 1), None, None)
    assert told[f"Elevhälsojournaler {WORD}"] == (levels(3, 2, 2, 1), None, 1200)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"kind": "supplier"}, ["Molnbolaget AB"]),
        ({"unit": "hamn"}, ["Hamnens inloggning", "Hamnens kluster"]),
        ({"q": "hamnens KLUSTER"}, ["Hamnens kluster"]),
        ({"q": "hamnens böcker"}, []),
        ({"integrity": 3, "kind": "information"}, ["Lånade böcker"]),
        ({"confidentiality": 3, "kind": "information"}, [f"Elevhälsojournaler {WORD}"]),
        ({"confidentiality": 0, "kind": "information"}, [f"Elevhälsojournaler {WORD}", "Lånade böcker"]),
        ({"authenticity": 0}, []),
        ({"traceability": 2}, []),
        ({"availability": 2, "unit": "kul"}, []),
        ({"availability": 1, "unit": "kul"}, ["Lånade böcker"]),
    ],
)
def test_nodes_are_narrowed_by_all_that_is_asked_for(
    ask: Any, query: dict[str, Any], names: list[str]
) -> None:
    body = ask("ciso", **query)
    assert (sorted(item["name"] for item in body["items"]), body["total"]) == (names, len(names))


def test_units_below_count_and_what_is_archived_does_not(
    world: World, nodes: dict[str, Node], ask: Any
) -> None:
    with writing(SYSTEM) as w:
        below = information(w, world.units["utbf"], "Under")
    before = ask("ciso", unit="utb")["total"]
    assert below.number in numbers(ask("ciso", unit="utb"))
    Node.everything.filter(pk=below.pk).update(archived_at=timezone.now())
    assert (ask("ciso", unit="utb")["total"], below.number in numbers(ask("ciso"))) == (before - 1, False)
    assert world.client(**bearer(world, "outsider")).get("/api/v1/nodes").status_code == 404
