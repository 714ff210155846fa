"""Roles in a reorganisation: where each goes on and from which day, who is told, and which are left to be filled."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.models import Appointment, Role, Unit
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import writing
from akropolis.people.organisation.models import Handover, HandoverKind
from akropolis.people.organisation.selectors.belonging import describe_handover, handovers
from akropolis.people.organisation.services.reorganising import Wish, carry_out, check_feasible
from tests.factories.graphs import service
from tests.world import START, SYSTEM, World

pytestmark = pytest.mark.usefixtures("stage")
DAY = timedelta(days=1)
TWO = [{"code": code, "name": f"Nämnd {code}", "kind": "committee"} for code in ("a", "b")]


def today() -> date:
    return timezone.localdate()


def appoint(world: World, who: str, role: str, unit: Unit, **given: Any) -> Appointment:
    values = {"user": world.people[who], "role": Role.everything.get(code=role), "unit": unit}
    with writing(SYSTEM) as w:
        return w.create(Appointment, values | {"valid_from": START} | given)


def split(world: World, code: str = "kul", **given: Any) -> list[Handover]:
    below = {world.units["kulf"].pk: 0}
    usual: dict[str, Any] = {"into": TWO, "below": below}
    wish = Wish(HandoverKind.SPLIT, [world.units[code]], today(), "Beslut", **usual | given)
    return carry_out(world.access("admin"), wish)


def held(who: str, world: World) -> list[tuple[str, str, date, date | None]]:
    rows = Appointment.everything.filter(user=world.people[who]).select_related("role", "unit")
    every = (
        (each.role.code, each.unit.code if each.unit else "", each.valid_from, each.valid_to) for each in rows
    )
    return sorted(every, key=lambda row: row[:2])


def test_a_role_goes_on_in_the_first_unit_unless_another_is_said_or_it_ends(world: World) -> None:
    kul = world.units["kul"]
    second, ends = (appoint(world, "outsider", role, kul) for role in ("lasare", "revisor"))
    split(world, roles={second.pk: 1, ends.pk: None})
    day, before = today(), today() - DAY
    assert held("neighbour", world)[-2:] == [
        ("samordnare", "a", day, None),
        ("samordnare", "kul", START, before),
    ]
    assert held("outsider", world) == [
        ("lasare", "b", day, None),
        ("lasare", "kul", START, before),
        ("revisor", "kul", START, before),
    ]


def test_a_role_s_days_go_along(world: World) -> None:
    """One that begins later begins then, one that has ended stays, and one that ends today still goes on."""
    kul, day = world.units["kul"], today()
    for role, days in (
        ("lasare", {"valid_from": day + 9 * DAY, "valid_to": day + 20 * DAY}),
        ("revisor", {"valid_to": day - DAY}),
        ("chef", {"valid_to": day}),
    ):
        appoint(world, "outsider", role, kul, **days)
    split(world)
    assert held("outsider", world) == [
        ("chef", "a", day, day),
        ("chef", "kul", START, day - DAY),
        ("lasare", "a", day + 9 * DAY, day + 20 * DAY),
        ("lasare", "kul", day + 9 * DAY, day + 9 * DAY),
        ("revisor", "kul", START, day - DAY),
    ]


def test_a_role_in_the_unit_alone_is_so_where_it_goes_on(world: World) -> None:
    appoint(world, "outsider", "lasare", world.units["kul"], and_below=False)
    split(world)
    assert [row.and_below for row in Appointment.everything.filter(user=world.people["outsider"])] == [
        False,
        False,
    ]


def test_the_receipts_say_what_each_unit_took_over(world: World) -> None:
    with writing(SYSTEM) as w:
        picked, rest = (service(w, world.units["kul"], name) for name in ("Vald", "Kvar"))
    second = appoint(world, "outsider", "lasare", world.units["kul"])
    made = split(world, picked=frozenset([picked.record]), roles={second.pk: 1})
    assert [(each.giver.code, each.taker.code, each.reason) for each in made] == [
        ("kul", "a", "Beslut"),
        ("kul", "b", "Beslut"),
    ]
    assert len({each.reorganisation for each in made}) == 1
    lines = [each.told["lines"] for each in made]
    assert [each["service.owner_unit"]["rows"] for each in lines] == [
        [str(rest.record)],
        [str(picked.record)],
    ]
    assert [len(each["appointment.unit"]["rows"]) for each in lines] == [1, 1]
    assert [each.told["missing"] for each in made] == [["lasare"], ["samordnare"]]
    read = [describe_handover(world.access("admin"), each) for each in made]
    assert [(each.roles, [role.code for role in each.missing]) for each in read] == [
        (1, ["lasare"]),
        (1, ["samordnare"]),
    ]
    assert handovers(world.access("admin"), made[0].taker) == made[:1]


def test_those_are_told_once_who_held_a_role_and_each_in_her_language(world: World) -> None:
    appoint(world, "outsider", "lasare", world.units["kul"])
    world.people["outsider"].language = "en"
    world.people["outsider"].save()
    split(world)
    subjects = Message.objects.order_by("user__username", "subject").values_list("user__username", "subject")
    assert list(subjects) == [
        ("neighbour", "Nämnd a har tagit över från Kulturnämnden"),
        ("neighbour", "Nämnd b har tagit över från Kulturnämnden"),
        ("outsider", "Nämnd a has taken over from Kulturnämnden"),
        ("outsider", "Nämnd b has taken over from Kulturnämnden"),
    ]


def test_what_is_only_tried_tells_what_would_move_and_keeps_nothing(world: World) -> None:
    with writing(SYSTEM) as w:
        node = service(w, world.units["kul"], "Bok")
    before = (Change.objects.count(), Message.objects.count())
    wish = Wish(
        HandoverKind.ROWS,
        [world.units["kul"]],
        today(),
        "Beslut",
        taker=world.units["utb"],
        picked=frozenset([node.record]),
    )
    made = carry_out(world.access("admin"), wish, only_try=True)
    check_feasible(world.access("admin"), wish)
    assert [each.told["lines"]["service.owner_unit"]["rows"] for each in made] == [[str(node.record)]]
    assert (Change.objects.count(), Message.objects.count(), Handover.everything.count()) == (*before, 0)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"on": date(2999, 1, 1)}, "on"),
        ({"picked": frozenset()}, "__all__"),
        ({"taker": "kul"}, "taker"),
        ({"taker": "gammal"}, "taker"),
    ],
)
def test_rows_are_moved_with_a_reason_on_a_day_that_has_come_to_another_unit_that_exists(
    world: World, given: dict[str, Any], field: str
) -> None:
    with writing(SYSTEM) as w:
        node = service(w, world.units["kul"], "Bok")
        usual = {"kind": "company", "parent": world.units["stad"], "valid_from": START}
        last = {"valid_to": today() - DAY}
        world.units["gammal"] = w.create(Unit, {"code": "gammal", "name": "Gammal", **usual, **last})
    wanted: dict[str, Any] = {
        "on": today(),
        "reason": "Beslut",
        "taker": "utb",
        "picked": {node.record},
    } | given
    wanted["taker"] = world.units[wanted["taker"]]
    before = Change.objects.count()
    for act in (carry_out, check_feasible):
        with pytest.raises(Invalid) as refusal:
            act(world.access("admin"), Wish(HandoverKind.ROWS, [world.units["kul"]], **wanted))
        assert list(refusal.value.errors) == [field]
    assert Change.objects.count() == before


@pytest.mark.parametrize("who", ["owner", "chef", "auditor"])
def test_only_who_reorganises_the_city_does(world: World, who: str) -> None:
    wish = Wish(HandoverKind.MOVE, [world.units["kulf"]], today(), "Beslut", taker=world.units["utb"])
    for act in (carry_out, check_feasible):
        with pytest.raises(Hidden):
            act(world.access(who), wish)


def test_a_move_needs_a_unit_to_move_to(world: World) -> None:
    with pytest.raises(Hidden):
        carry_out(world.access("admin"), Wish(HandoverKind.MOVE, [world.units["kulf"]], today(), "Beslut"))
