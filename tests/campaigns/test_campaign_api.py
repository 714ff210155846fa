"""A campaign from its draft to its close by the API, each step by who may take it."""

import json
from typing import Any

import pytest

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import Offer
from akropolis.shared.campaigns.models import Ask, Campaign
from tests.behaviours.tokens import bearer
from tests.campaigns.test_campaigns import SAID, draft, state_of_everything
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


def poster(world: World, *people: str) -> Any:
    """Posts to the API as each of the people."""
    clients = {who: world.client(**bearer(world, who)) for who in people}

    def post(who: str, address: str, body: Any = None, **headers: str) -> Any:
        sent = json.dumps(body or {})
        return clients[who].post(f"/api/v1/campaigns/{address}", sent, "application/json", headers=headers)

    return post


def read(world: World, who: str, address: str) -> Any:
    return world.client(who).get(f"/api/v1/campaigns/{address}")


def test_a_campaign_goes_its_way_by_the_api(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "hamnchef", "Mia Berg", "chef", "hamn")
        world.add(w, "kollega", "Kaj Lind", "samordnare", "hamn")
    pk, post = (
        draft(world, signing=True).pk,
        poster(world, "ciso", "owner", "operator", "kollega", "hamnchef"),
    )
    found = read(world, "ciso", f"{pk}/candidates").json()
    (journal,) = (each for each in found if "Journalsystem" in each["name"])
    assert (journal["unit"], journal["state"], journal["proposed"]) == ("hamn", "uppgift saknas", True)
    chosen = {"chosen": [journal["key"]]}
    assert post("ciso", f"{pk}/send", chosen).status_code == 428
    assert post("owner", f"{pk}/send", chosen, **{"If-Match": '"1"'}).status_code == 404
    assert post("ciso", f"{pk}/send", chosen, **{"If-Match": '"1"'}).status_code == 204
    own = read(world, "operator", f"{pk}/own").json()
    (item,) = own["items"]
    assert (own["asked"], own["answered"], item["unit"]) == (1, 0, "hamn")
    assert {each["key"] for each in own["questions"]} >= set(SAID)
    handed = post("operator", f"{pk}/hand-over", {"items": [item["id"]], "answerer": "kollega"}).json()
    assert handed["items"][0]["answerer"] == "kollega"
    before = state_of_everything()
    wrong = {"id": item["id"], "version": 2, "answers": SAID | {"evidence": ""}}
    refused = post("kollega", f"{pk}/answers", {"items": [wrong]})
    assert (refused.status_code, [each["field"] for each in refused.json()["errors"]]) == (
        422,
        [f"{item['id']}.evidence"],
    )
    late = {"items": [{"id": item["id"], "version": 1, "answers": SAID}]}
    assert post("kollega", f"{pk}/answers", late).status_code == 412
    assert post("hamnchef", f"{pk}/signature").status_code == 409
    assert state_of_everything() == before
    right = {"items": [{"id": item["id"], "version": 2, "answers": SAID}]}
    assert post("kollega", f"{pk}/answers", right).json()["answered"] == 1
    assert Offer.everything.get().confidentiality == 3
    assert post("hamnchef", f"{pk}/signature").json()["signed"] == 1
    tag = read(world, "ciso", f"{pk}").headers["ETag"]
    assert post("ciso", f"{pk}/close", **{"If-Match": tag}).status_code == 200
    assert Campaign.everything.get(pk=pk).status == "closed"


def test_the_api_says_nothing_of_other_units_parts(world: World, nodes: dict[str, Node]) -> None:
    pk, post = draft(world).pk, poster(world, "ciso", "owner")
    found = read(world, "ciso", f"{pk}/candidates").json()
    keys = {"chosen": [each["key"] for each in found]}
    assert post("ciso", f"{pk}/send", keys, **{"If-Match": '"1"'}).status_code == 204
    own = read(world, "owner", f"{pk}/own").json()
    assert {each["unit"] for each in own["items"]} == {"utb"}
    assert read(world, "neighbour", f"{pk}/own").status_code == 404
    other, before = Ask.everything.filter(unit=world.units["hamn"])[0], state_of_everything()
    sent = {"items": [{"id": str(other.pk), "version": 1, "answers": SAID}]}
    assert post("owner", f"{pk}/answers", sent).status_code == 404
    assert post("owner", f"{pk}/hand-over", {"items": [str(other.pk)]}).status_code == 404
    assert read(world, "owner", f"{pk}/candidates").status_code == 404
    assert state_of_everything() == before
