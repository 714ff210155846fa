"""The graph around a nämnd: no page, file, picture or answer of it tells a neighbour more than the rule says."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.graph.assets.models import Node
from tests.behaviours import walk
from tests.behaviours.tokens import bearer
from tests.factories.graphs import depend, information
from tests.world import SYSTEM, WORD, World

NEVER = "01890a5d-ac96-774b-bcce-b302099a8057"
HIDDEN = {
    "neighbour": ("elever", "skolhälsa", "reserv", "kluster", "inloggning"),
    "owner": ("lån", "kluster", "inloggning"),
    "operator": ("reserv",),
}
WORDS = ("graph-", "concentration", "gap", "shared", "question", "offer", "dependency-", "crypto", "ai-")
QUERIES = (
    "",
    "?slag=intrang&vag=ner&q=Havs&enhet=utb&unit=utb&kind=information",
)


def addresses(nodes: dict[str, Node]) -> Iterator[str]:
    """Every address of the graph, for every node where it asks for one."""
    for route, pattern in walk.patterns():
        name, names = pattern.name or "", set(pattern.pattern.converters)
        mine = name.startswith(WORDS) or "/nodes" in route or "concentration" in route or "/gaps" in route
        if not mine or not names <= {"pk"} or registry.find(route.split("/")[0]):
            continue
        if not names:
            yield "/" + route
        for node in nodes.values():
            if names:
                yield "/" + route.replace("<uuid:pk>", str(node.record)).replace(
                    "{uuid:pk}", str(node.record)
                )


def said(answer: Any) -> str:
    """All that an answer says, also inside a workbook."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        return json.dumps(json.loads(data), ensure_ascii=False)
    return str(data.decode("utf-8", "replace"))


@pytest.mark.parametrize("share", range(2))
@pytest.mark.parametrize("who", HIDDEN)
def test_no_address_of_the_graph_names_what_is_hidden(
    world: World, nodes: dict[str, Node], who: str, share: int
) -> None:
    client, found, opened = world.client(who), [], 0
    for address in [*addresses(nodes)][share::2]:
        for query in QUERIES:
            answer = client.get(address + query)
            if answer.status_code == 405:
                break  # nothing is read there, whatever is asked
            if answer.status_code not in (200, 422):
                continue
            opened += 1
            # What the person wrote in the address herself may come back.
            text = said(answer).replace(address, "")
            for name in HIDDEN[who]:
                node = nodes[name]
                if any(word in text for word in (node.name, node.number, str(node.record))):
                    found.append((address + query, name))
    assert found == []
    assert opened > 20


@pytest.mark.parametrize("who", ["neighbour", "owner"])
def test_a_hidden_node_answers_like_one_that_never_was(
    world: World, nodes: dict[str, Node], who: str
) -> None:
    client = world.client(who)
    hidden = [str(nodes[name].record) for name in HIDDEN[who]]
    never = [
        address.replace(str(nodes["moln"].record), NEVER) for address in addresses({"moln": nodes["moln"]})
    ]
    for template in (address for address in never if NEVER in address):
        statuses = {client.get(template.replace(NEVER, pk)).status_code for pk in (NEVER, *hidden)}
        assert statuses in ({404}, {405}), template


def test_counts_do_not_tell_of_what_is_hidden(world: World, nodes: dict[str, Node]) -> None:
    """Ten more of utb's own on the shared service, and every page of the neighbour's says what it said before."""
    client = world.client("neighbour")
    open_to_her = {name: nodes[name] for name in ("lån", "journal", "moln")}

    def everything() -> dict[str, str]:
        found = {}
        for address in addresses(open_to_her):
            answer = client.get(address)
            if answer.status_code == 200 and "xlsx" not in address:
                found[address] = _plain(said(answer))
        return found

    before = everything()
    with writing(SYSTEM) as w:
        for n in range(10):
            depend(w, information(w, world.units["utb"], f"{WORD} {n}", people=50), nodes["journal"])
    after = everything()
    assert [address for address in before if before[address] != after.get(address)] == []
    assert len(before) > 8


def _plain(text: str) -> str:
    return re.sub(r"[A-Za-z0-9]{64}|\d\d:\d\d|data-[a-z-]+=\"[^\"]*\"", "", text)


def test_the_search_and_the_registers_api_name_none_of_it(world: World, nodes: dict[str, Node]) -> None:
    client, api = world.client("neighbour"), world.client(**bearer(world, "neighbour"))
    for address in (
        f"/sok/?q={WORD}",
        f"/beroenden/?q={WORD}",
        "/beroenden/",
        "/beroenden/exportera/?format=csv",
    ):
        text = said(client.get(address)).replace(f"q={WORD}", "").replace(f'value="{WORD}"', "")
        assert text.count(f"{WORD}</a>") == 0
        assert f"journaler {WORD}" not in text
    for key in ("dependencies", "nodes", "information", "services", "processes"):
        assert WORD not in said(api.get(f"/api/v1/{key}"))


def test_nobody_writes_across(world: World, nodes: dict[str, Node]) -> None:
    client, before = world.client("neighbour"), Change.objects.count()
    for address in addresses(nodes):
        for data in ({}, {"last": "2026-12-01", "because": "x"}, {"q": "x", "text": "x"}):
            node = next((n for n in nodes.values() if str(n.record) in address), None)
            if node is not None and node.owner_unit_id == world.units["kul"].pk:
                continue
            answer = client.post(address, data)
            assert answer.status_code < 500
            if answer.status_code == 405:
                break  # nothing is written there, whatever is sent
    assert Change.objects.count() == before
