"""From appointments to rights: who holds them where, of whom something is asked, and who answers where nobody does."""

from datetime import date, timedelta
from typing import Any

import pytest

from akropolis.base.kernel.access import grants
from akropolis.base.kernel.access.factors import FactorProof
from akropolis.base.kernel.access.gate import EVERYWHERE, Scope
from akropolis.base.kernel.access.models import Appointment, Role, User
from akropolis.base.kernel.records.writer import writing
from akropolis.people.organisation.services import service_accounts
from tests.world import START, SYSTEM, TODAY, World

EDIT, DECIDE, READ = "incidents:incident:edit", "review:review:decide", "assets:service:read"


def appoint(world: World, who: str, unit: str | None, *granted: str, **given: Any) -> Appointment:
    """One more appointment, by a role of its own with these rights."""
    number = Role.everything.count()
    with writing(SYSTEM) as w:
        said = {"code": f"roll-{number}", "name": f"Roll {number}", "purpose": "Prov", "grants": [*granted]}
        values = {"user": world.people[who], "role": w.create(Role, said), "valid_from": START}
        return w.create(Appointment, {**values, "unit": world.units[unit] if unit else None, **given})


def by_unit(world: World, found: dict[Any, list[User]]) -> dict[str, list[str]]:
    return {code: [user.username for user in found[unit.pk]] for code, unit in world.units.items()}


@pytest.fixture
def alone(world: World) -> World:
    """The world with none but these: two in utb, one of them below it too, one in utbf, and one in the whole city."""
    with writing(SYSTEM) as w:
        for each in Appointment.everything.all():
            w.remove(each)
    appoint(world, "owner", "utb", EDIT, READ)
    appoint(world, "chef", "utb", EDIT, and_below=False)
    appoint(world, "chef", "utb", EDIT)
    appoint(world, "colleague", "utbf", "incidents:*:edit", and_below=False)
    appoint(world, "ciso", "stad", "*:*:*")
    return world


def test_of_all_who_hold_a_right_the_nearest_answer_and_all_below_the_city_are_asked(alone: World) -> None:
    units = alone.units.values()
    near = grants.appointed(EDIT, units, TODAY, because="test")
    city = ["ciso"]
    assert by_unit(alone, near) == {
        "stad": city,
        "utb": ["owner", "chef"],
        "utbf": ["colleague"],
        "kul": city,
        "kulf": city,
        "hamn": city,
    }
    asked = by_unit(alone, grants.responsible_people(EDIT, units, TODAY, because="test"))
    assert asked == by_unit(alone, near) | {"utbf": ["owner", "colleague", "chef"]}
    assert by_unit(alone, grants.responsible_people(READ, units, TODAY, because="test"))["utbf"] == ["owner"]
    nobody = grants.appointed("nothing:at:all", units, TODAY, because="test")
    assert by_unit(alone, nobody) == {code: [] for code in alone.units}


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (0, None, True), (0, 0, True), (-1, 1, True),
        (1, None, False), (-2, -1, False), (1, 2, False),
    ],
)  # fmt: skip
def test_who_is_appointed_holds_it_from_the_first_day_to_the_last(
    alone: World, first: int, last: int | None, holds: bool
) -> None:
    to = None if last is None else TODAY + timedelta(days=last)
    appoint(alone, "outsider", "kul", EDIT, valid_from=TODAY + timedelta(days=first), valid_to=to)
    kul = alone.units["kul"]
    found = grants.appointed(EDIT, [kul], TODAY, because="test")[kul.pk]
    assert [user.username for user in found] == (["outsider"] if holds else ["ciso"])
    mine = grants.appointments_giving(alone.people["outsider"], EDIT, kul, TODAY)
    assert (len(mine), alone.access("outsider").may(EDIT, kul)) == (int(holds), holds)


def test_who_may_not_sign_in_and_who_is_appointed_everywhere_is_nobody_in_a_unit(alone: World) -> None:
    appoint(alone, "admin", None, EDIT)
    with writing(SYSTEM) as w:
        w.update(alone.people["owner"], {"is_active": False})
    utb = alone.units["utb"]
    found = grants.responsible_people(EDIT, [utb], TODAY, because="test")[utb.pk]
    assert [user.username for user in found] == ["chef"]
    assert grants.access_for(alone.people["admin"], TODAY).scopes(EDIT) == {EVERYWHERE}
    assert grants.access_for(alone.people["owner"], TODAY).grants == {}
    everywhere = grants.appointments_of(alone.people["admin"], TODAY)
    assert [grants.covers(each, utb) for each in everywhere] == [True]


def test_those_of_her_appointments_that_give_a_right_in_a_unit_are_told_from_the_others(alone: World) -> None:
    chef = alone.people["chef"]
    counts = {
        (permission, code): len(grants.appointments_giving(chef, permission, alone.units[code], TODAY))
        for permission in (EDIT, READ)
        for code in ("stad", "utb", "utbf", "kul")
    }
    expected = {(EDIT, "utb"): 2, (EDIT, "utbf"): 1}
    assert counts == dict.fromkeys(counts, 0) | expected
    assert chef.name == grants.access_for(chef, TODAY).actor.name


def test_a_token_gives_no_more_than_it_names_and_a_program_decides_nothing(alone: World) -> None:
    utb, ciso = alone.units["utb"], alone.people["ciso"]
    held = grants.appointments_of(ciso, TODAY)
    narrow = grants.access_from(ciso, held, within=frozenset({EDIT, "nothing:at:all"}))
    assert narrow.grants == {EDIT: frozenset({Scope("/stad/", below=True)})}
    assert grants.access_from(ciso, held, within=frozenset()).grants == {}
    proved = grants.access_from(ciso, held, proof=FactorProof("code", stale=True))
    assert (proved.actor.factor, proved.unproved, proved.may(DECIDE, utb)) == ("code", True, True)
    given = {"unit": utb, "responsible": alone.people["owner"]}
    robot = service_accounts.create(SYSTEM, {"username": "robot", "name": "Robot", **given})
    alone.people["robot"] = robot
    appoint(alone, "robot", "utb", "*:*:*")
    mine = grants.access_for(robot, TODAY)
    assert (mine.may(EDIT, utb), mine.may(DECIDE, utb), mine.actor.program) == (True, False, True)
    assert grants.appointments_giving(robot, DECIDE, utb, TODAY) == []
    assert len(grants.appointments_giving(robot, EDIT, utb, TODAY)) == 1
    assert grants.appointed(EDIT, [utb], date(2026, 11, 25), because="test")[utb.pk] != [robot]
