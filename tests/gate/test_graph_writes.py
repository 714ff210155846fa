"""Writing across: what a neighbour or an operator may read of others' nodes, none of them changes."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.access.models.tokens import TokenScope
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.ai.models import AiSystem
from akropolis.graph.assets.models import Dependency, Node
from akropolis.graph.offers.models import Question
from tests.gate.cast import bearer
from tests.world import SYSTEM, World

TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()
NEVER = "01890a5d-ac96-774b-bcce-b302099a8057"


def edge(nodes: dict[str, Node], source: str, target: str) -> Dependency:
    """A dependency of the small graph."""
    return Dependency.everything.get(source=nodes[source], target=nodes[target])


def unchanged(act: Callable[[], Any]) -> Any:
    """What the act gives, having written nothing."""
    before = Change.objects.count()
    given = act()
    assert Change.objects.count() == before
    return given


def api(world: World, who: str) -> Client:
    """A client with a token that may write."""
    return world.client(**bearer(world, who, TokenScope.WRITE))


def sent(client: Client, verb: str, address: str, body: Any = None, **headers: str) -> int:
    """The status of the answer, with nothing written."""
    call = getattr(client, verb)
    given = {"data": json.dumps(body or {}), "content_type": "application/json", "headers": headers}
    answer: int = unchanged(lambda: call(f"/api/v1/{address}", **given)).status_code
    return answer


@pytest.mark.parametrize("who", ["neighbour", "operator"])
def test_another_units_dependency_is_read_perhaps_and_never_written(
    world: World, nodes: dict[str, Node], who: str
) -> None:
    row, node = edge(nodes, "elever", "journal"), nodes["journal"]
    readable = {"neighbour": 404, "operator": 200}[who]
    client, token = world.client(who), api(world, who)
    assert client.get(f"/beroenden/{row.pk}/").status_code == readable
    ends = {"last": TOMORROW, "because": "Slut"}
    lowered = {"aspect": "confidentiality", "level": "0", "reason": "Nej", "until": TOMORROW}
    for address, data in (
        (f"/beroenden/{row.pk}/redigera/", {"alternative": "on", "version": row.version}),
        (f"/beroenden/{row.pk}/arkivera/", {}),
        (f"/graf/{node.record}/beroende/{row.pk}/avsluta/", ends),
        (f"/graf/beroende/{row.pk}/sank/", lowered),
    ):
        assert unchanged(partial(client.post, address, data)).status_code == 404, address
    version = {"If-Match": f'"{row.version}"'}
    assert sent(token, "patch", f"dependencies/{row.pk}", {"alternative": True}, **version) == 404
    assert sent(token, "delete", f"dependencies/{row.pk}", **version) == 404


@pytest.mark.parametrize("source", ["elever", "journal", "reserv"])
def test_nothing_is_made_to_depend_that_is_another_units(
    world: World, nodes: dict[str, Node], source: str
) -> None:
    node = nodes[source]
    token = api(world, "neighbour")
    for told in (node.number, str(node.record)):
        body = {"source": told, "target": nodes["moln"].number, "kind": "uses"}
        assert sent(token, "post", "dependencies", body) == 422
    form = {"source": node.number, "target": nodes["moln"].number, "kind": "uses"}
    answer = unchanged(lambda: world.client("neighbour").post("/beroenden/ny/", form))
    assert answer.status_code == 422


def test_a_hidden_target_is_refused_like_one_that_never_was(world: World, nodes: dict[str, Node]) -> None:
    token = api(world, "neighbour")
    said = []
    for told, never in ((nodes["reserv"].number, "TJ-2026-9876"), (str(nodes["reserv"].record), NEVER)):
        for target in (told, never):
            body = {"source": nodes["lån"].number, "target": target, "kind": "uses"}
            answer = unchanged(
                partial(token.post, "/api/v1/dependencies", body, content_type="application/json")
            )
            said.append((answer.status_code, answer.text.replace(target, "#")))
    assert (said[0], said[2]) == (said[1], said[3])
    assert said[0][0] == 422


def test_others_services_are_not_spoken_for(world: World, nodes: dict[str, Node]) -> None:
    """What is shared is read by all. Offers, answers, controllership and acceptances are for whose they are."""
    journal = nodes["journal"].record
    with writing(SYSTEM) as w:
        values = {"node": nodes["journal"], "unit": world.units["utb"], "text": "Loggas?", "asked_at": w.at}
        question = w.create(Question, values | {"asked_by": "Nadja Perić"})
        purpose = {"name": "Sorteraren", "purpose": "Sorterar", "owner_unit": world.units["utb"]}
        theirs = w.create(AiSystem, purpose)
    client = world.client("neighbour")
    level = {"confidentiality": "4", "evidence": "Allt", "stated_on": timezone.localdate().isoformat()}
    for address, data in (
        (f"/graf/{journal}/erbjuden-niva/", level),
        (f"/fragor/{question.pk}/", {"answer": "Nej", "version": question.version}),
        (f"/fragor/{question.pk}/ta-tillbaka/", {}),
        (f"/graf/{journal}/personuppgifter/utb/", {"role": "controller"}),
        (f"/gap/{journal}/utb/godta/", {"aspects": "confidentiality", "reason": "Ja", "until": TOMORROW}),
        (f"/gap/{journal}/utb/atgard/", {"aspects": "confidentiality", "title": "Gör"}),
        (f"/ai-system/{theirs.pk}/bedomning/", {}),
        (f"/graf/{journal}/cyclonedx/", {}),
        (f"/informationsmangder/{nodes['elever'].record}/klassning/besluta/", {}),
        (f"/informationsmangder/{nodes['elever'].record}/klassning/stopp/", {}),
    ):
        assert unchanged(partial(client.post, address, data)).status_code == 404, address


def test_a_question_is_asked_for_ones_own_unit(world: World, nodes: dict[str, Node]) -> None:
    for code, status in (("utb", 422), ("kul", 302)):
        data = {"text": "Loggas läsning?", "unit": code}
        answer = world.client("neighbour").post(f"/graf/{nodes['journal'].record}/fraga/", data)
        assert answer.status_code == status
    assert [row.unit.code for row in Question.everything.all()] == ["kul"]


def test_no_row_is_pushed_into_another_unit_or_taken_from_one(world: World, nodes: dict[str, Node]) -> None:
    token = api(world, "neighbour")
    mine, theirs = f"information/{nodes['lån'].record}", f"services/{nodes['journal'].record}"
    version = {"If-Match": '"1"'}
    assert sent(token, "patch", mine, {"owner_unit": "utb"}, **version) == 404
    assert sent(token, "patch", theirs, {"owner_unit": "kul"}, **version) == 404
    assert sent(token, "patch", theirs, {"operator_unit": "kul"}, **version) == 404
    assert sent(token, "post", "services", {"name": "Ny", "owner_unit": "utb"}) == 404


def test_a_hidden_node_is_not_said_to_be_hit(world: World, nodes: dict[str, Node]) -> None:
    hidden = nodes["reserv"].record
    data = {"title": "Stopp", "owner_unit": str(world.units["kul"].pk), "severity": "1"}
    answer = unchanged(lambda: world.client("neighbour").post(f"/graf/{hidden}/incident/", data))
    assert answer.status_code == 404
