"""Rows that move between units in mid-year: what goes along, what stays, and what the receipt says of each."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.offers.models import Controllership
from akropolis.people.organisation.models import Handover, HandoverKind
from akropolis.people.organisation.selectors.belonging import describe_handover
from akropolis.people.organisation.services.reorganising import Wish, carry_out
from tests.factories.graphs import information, service
from tests.world import SYSTEM, World

pytestmark = pytest.mark.usefixtures("world")
DAY = timedelta(days=1)
NEW = {"code": "kuu", "name": "Kultur och utbildning", "kind": "committee"}


@pytest.fixture
def rows(world: World) -> dict[str, Node]:
    """Services that `utb` owns or operates, or neither; it answers for personal data in two of them."""
    utb, hamn = world.units["utb"], world.units["hamn"]
    with writing(SYSTEM) as w:
        made = {
            "own": service(w, utb, "Egen", operator_unit=utb),
            "rest": service(w, utb, "Kvar", operator_unit=hamn),
            "theirs": service(w, hamn, "Deras", operator_unit=utb),
            "set": information(w, utb, "Elever"),
        }
        for name in ("own", "theirs"):
            values = {"node": made[name], "unit": utb, "role": "controller"}
            w.create(Controllership, values)
    return made


def moved(world: World, *picked: Node, on: date | None = None, **given: Any) -> list[Handover]:
    """These go from `utb` to `kul`."""
    usual: dict[str, Any] = {"taker": world.units["kul"], "picked": frozenset(each.record for each in picked)}
    day = on or timezone.localdate()
    return carry_out(
        world.access("admin"), Wish(HandoverKind.ROWS, [world.units["utb"]], day, "Beslut", **usual | given)
    )


def whose(rows: dict[str, Node]) -> dict[str, tuple[str, str]]:
    """Who owns and operates each service."""
    found = Service.everything.select_related("owner_unit", "operator_unit").in_bulk()
    return {
        name: (
            found[node.record].owner_unit.code,
            operator.code if (operator := found[node.record].operator_unit) else "",
        )
        for name, node in rows.items()
        if node.record in found
    }


def line(*rows: Any, left: int = 0) -> dict[str, Any]:
    return {"rows": [str(each) for each in rows], "joined": [], "left": left, "partial": []}


def test_what_is_picked_moves_with_what_its_unit_said_of_it_and_the_receipt_says_just_that(
    world: World, rows: dict[str, Node]
) -> None:
    [receipt] = moved(world, rows["own"])
    assert whose(rows) == {"own": ("kul", "kul"), "rest": ("utb", "hamn"), "theirs": ("hamn", "utb")}
    said = {each.node: each for each in Controllership.everything.select_related("unit", "node")}
    assert {said[rows[name]].unit.code for name in ("own", "theirs")} == {"kul", "utb"}
    assert (receipt.giver, receipt.taker, receipt.kind, receipt.done_by) == (
        world.units["utb"],
        world.units["kul"],
        HandoverKind.ROWS,
        "Hanna Törnros",
    )
    assert receipt.told["lines"] == {
        "service.owner_unit": line(rows["own"].record, left=1),
        "service.operator_unit": line(rows["own"].record),
        "controllership.unit": line(said[rows["own"]].pk),
        "informationset.owner_unit": line(left=1),
    }
    assert (receipt.told["missing"], receipt.told["adrift"]) == ([], [])
    whole = {who: describe_handover(world.access(who), receipt).whole for who in ("admin", "ciso", "owner")}
    # Requests of data subjects are read by those alone whose role names them.
    assert whole == {"admin": False, "ciso": False, "owner": False}


def test_what_the_unit_does_not_own_is_not_moved_though_it_is_picked(
    world: World, rows: dict[str, Node]
) -> None:
    before = whose(rows)
    [receipt] = moved(world, rows["theirs"])
    assert whose(rows) == before
    assert receipt.told["lines"] == {
        "service.owner_unit": line(left=2),
        "informationset.owner_unit": line(left=1),
    }


def test_a_merge_takes_what_both_own_and_operate(world: World, rows: dict[str, Node]) -> None:
    pair = [world.units["utb"], world.units["kul"]]
    into = [{**NEW, "parent": world.units["stad"]}]
    made = carry_out(
        world.access("admin"), Wish(HandoverKind.MERGE, pair, timezone.localdate(), "Beslut", into)
    )
    assert whose(rows) == {"own": ("kuu", "kuu"), "rest": ("kuu", "hamn"), "theirs": ("hamn", "kuu")}
    lines = made[0].told["lines"]
    assert {*lines["service.owner_unit"]["rows"]} == {str(rows[name].record) for name in ("own", "rest")}
    assert {*lines["service.operator_unit"]["rows"]} == {str(rows[name].record) for name in ("own", "theirs")}
    assert [each.code for each in Unit.everything.filter(valid_to=None, code__in=["utb", "kul", "kuu"])] == [
        "kuu"
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"picked": frozenset()}, "__all__"),
        ({"taker": "utb"}, "taker"),
        ({"on": timezone.localdate() + DAY}, "on"),
        ({"on": date(2018, 12, 31)}, "taker"),
    ],
)
def test_what_cannot_be_moved_is_refused_and_stays(
    world: World, rows: dict[str, Node], given: dict[str, Any], field: str
) -> None:
    if "taker" in given:
        given = {**given, "taker": world.units[given["taker"]]}
    before = whose(rows)
    with pytest.raises(Invalid) as refusal:
        moved(world, rows["own"], **given)
    assert ([*refusal.value.errors], whose(rows), Handover.everything.count()) == ([field], before, 0)


def test_to_no_unit_is_refused_as_what_is_not_there(world: World, rows: dict[str, Node]) -> None:
    with pytest.raises(Hidden):
        moved(world, rows["own"], taker=None)
