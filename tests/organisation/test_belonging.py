"""What belongs to units on a day: those below that go on, who holds which role there, and whose it is no longer."""

from datetime import date, timedelta
from typing import Any

import pytest

from akropolis.base.kernel.access.models import Appointment, Role, Unit
from akropolis.base.kernel.records.belongings import registry
from akropolis.base.kernel.records.writer import writing
from akropolis.people.organisation.selectors import belonging as selectors
from akropolis.people.organisation.services import units
from tests.factories.graphs import information, service
from tests.world import START, SYSTEM, TODAY, World

pytestmark = pytest.mark.usefixtures("stage")
DAY = timedelta(days=1)
LASTS = (None, TODAY + DAY, TODAY, TODAY - DAY)


def appoint(world: World, who: str, role: str, unit: str | None, **given: Any) -> Appointment:
    at = world.units[unit] if unit else None
    values = {
        "user": world.people[who],
        "role": Role.everything.get(code=role),
        "unit": at,
        "valid_from": START,
    }
    with writing(SYSTEM) as w:
        return w.create(Appointment, values | given)


def test_units_right_below_go_on_that_end_later_or_not_at_all_by_name(world: World) -> None:
    usual = {"kind": "department", "parent": world.units["hamn"], "valid_from": START}
    with writing(SYSTEM) as w:
        made = [
            w.create(Unit, {"code": f"u{n}", "name": f"{name} kaj", "valid_to": last, **usual})
            for n, (name, last) in enumerate(zip("ÖABC", LASTS, strict=True))
        ]
    units.create(SYSTEM, {"code": "djup", "name": "Djup", **usual, "parent": made[0]})
    found = selectors.units_below(world.units["hamn"], TODAY)
    assert [each.name for each in found] == ["A kaj", "Ö kaj"]


def test_a_role_is_held_in_the_very_unit_up_to_its_last_day_and_from_a_later_one(world: World) -> None:
    held = [appoint(world, "outsider", "lasare", "hamn", valid_to=last) for last in LASTS]
    later = appoint(world, "colleague", "lasare", "hamn", valid_from=TODAY + DAY)
    for unit in ("stad", "utb", None):
        appoint(world, "outsider", "revisor", unit)
    hamn = world.units["hamn"]
    assert {each.pk for each in selectors.held_in([hamn], TODAY)} == {each.pk for each in (*held[:3], later)}
    assert {person.username for person in selectors.people_in(hamn, TODAY)} == {"outsider"}
    assert {person.username for person in selectors.people_in(hamn, TODAY + DAY)} == {"outsider", "colleague"}


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (START, None, True),
        (TODAY, TODAY, True),
        (TODAY + DAY, None, False),
        (START, TODAY - DAY, False),
    ],
)
def test_who_holds_a_role_does_so_from_its_first_day_to_its_last(
    world: World, first: date, last: date | None, holds: bool
) -> None:
    held = appoint(world, "outsider", "lasare", "hamn", valid_from=first, valid_to=last)
    hamn, stad, person = world.units["hamn"], world.units["stad"], world.people["outsider"]
    assert selectors.holds(person, held.role, hamn, TODAY) is holds
    revisor = Role.everything.get(code="revisor")
    others = ((world.people["owner"], held.role, hamn), (person, revisor, hamn), (person, held.role, stad))
    assert [selectors.holds(*each, TODAY) for each in others] == [False] * 3


def test_a_role_is_missing_that_was_held_before_and_nobody_holds_where_things_went(world: World) -> None:
    held = [appoint(world, "outsider", role, "hamn") for role in ("revisor", "lasare", "chef")]
    appoint(world, "colleague", "lasare", "kul")
    appoint(world, "colleague", "chef", "kul", valid_to=TODAY - DAY)
    assert selectors.roles_missing(held, world.units["kul"], TODAY) == ["chef", "revisor"]
    assert selectors.roles_missing([], world.units["kul"], TODAY) == []


@pytest.mark.parametrize(
    ("unit", "given", "adrift"),
    [
        (None, {}, False),
        ("stad", {}, False),
        ("stad", {"and_below": False}, True),
        ("kul", {"and_below": False}, False),
        ("kulf", {}, True),
        ("utb", {}, True),
        ("kul", {"valid_to": TODAY - DAY}, True),
        ("kul", {"valid_to": TODAY}, False),
    ],
)
def test_whom_a_row_names_is_adrift_where_no_role_of_hers_reaches_the_unit_it_went_to(
    world: World, unit: str | None, given: dict[str, Any], adrift: bool
) -> None:
    person = world.people["outsider"]
    with writing(SYSTEM) as w:
        node = information(w, world.units["utb"], "Elever", owner=person)
        silent = information(w, world.units["utb"], "Scheman")
    appoint(world, "outsider", "lasare", unit, **given)

    class Went:
        rows = (str(node.record), str(silent.record))

    lines = {"informationset.owner_unit": Went(), "appointment.unit": Went()}
    assert selectors.people_adrift(lines, world.units["kul"], TODAY) == ([str(person.pk)] if adrift else [])


def test_a_kind_of_rows_of_which_the_units_have_none_is_no_lot(world: World) -> None:
    with writing(SYSTEM) as w:
        node = service(w, world.units["hamn"], "Kranen")
        service(w, world.units["kul"], "Bok")
    found = {lot.belonging.key: lot for lot in selectors.lots([world.units["hamn"]], TODAY)}
    assert "service.owner_unit" in found
    services = found["service.owner_unit"]
    assert (services.total, [row.pk for row in services.rows]) == (1, [node.record])
    assert all(lot.total for lot in found.values())
    assert {*found} < {each.key for each in registry}
