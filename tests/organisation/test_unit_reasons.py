"""Why a unit was made, changed or ended stands in the history; and which words and places are no new unit's."""

from datetime import date
from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Invalid, Stale
from akropolis.base.kernel.access.models import Unit, UnitEvent
from akropolis.base.kernel.history.log import events_of
from akropolis.people.organisation.services import units
from tests.world import START, SYSTEM, World

WHY = "Kommunfullmäktige beslutade det."
LAST = date(2199, 12, 31)


def new(world: World, **given: Any) -> dict[str, Any]:
    usual = {"code": "nya", "name": "Nya nämnden", "kind": "committee", "valid_from": START}
    return usual | {"parent": world.units["stad"]} | given


def reasons(unit: Unit) -> list[str]:
    """Of what was done with the unit, the latest first."""
    return [event.because for event in events_of([unit.pk])]


def test_why_stands_with_each_thing_that_was_done(world: World) -> None:
    made = units.create(SYSTEM, new(world), because="Ett")
    units.change(SYSTEM, made, {"short": "NY"}, because="Två")
    units.end(SYSTEM, made, LAST, because="Tre")
    assert reasons(made) == ["Tre", "Två", "Ett"]
    found = Unit.everything.get(pk=made.pk)
    assert (found.short, found.valid_to, UnitEvent.everything.count()) == ("NY", LAST, 0)


@pytest.mark.parametrize(("because", "told"), [("", "Nytt namn"), (WHY, WHY)])
def test_a_new_name_is_an_event_of_today_with_its_reason(world: World, because: str, told: str) -> None:
    units.change(SYSTEM, world.units["hamn"], {"name": "Hamnen AB"}, because=because)
    event = UnitEvent.everything.get()
    assert (event.kind, event.before, event.after) == ("rename", ["Mälarstads Hamn AB"], ["Hamnen AB"])
    assert (event.reason, reasons(world.units["hamn"])[0]) == (told, because)


def test_the_same_name_is_no_event_and_what_is_permanent_stays(world: World) -> None:
    unit = world.units["hamn"]
    units.change(SYSTEM, unit, {"name": unit.name, "code": "x", "parent": world.units["utb"], "employees": 7})
    found = Unit.everything.get(pk=unit.pk)
    assert (found.code, found.path, found.employees, UnitEvent.everything.count()) == (
        "hamn",
        "/stad/hamn/",
        7,
        0,
    )


def test_to_end_one_that_somebody_has_changed_is_refused(world: World) -> None:
    unit = world.units["hamn"]
    with pytest.raises(Stale):
        units.end(SYSTEM, unit, LAST, version=unit.version + 1)
    assert Unit.everything.get(pk=unit.pk).valid_to is None
    units.end(SYSTEM, unit, LAST, version=Unit.everything.get(pk=unit.pk).version)
    assert Unit.everything.get(pk=unit.pk).valid_to == LAST


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"code": "ny"}, "Det ordet används i adresser. Välj en annan kod."),
        ({"parent": None}, "Ange vilken enhet den hör till."),
        ({"kind": "city"}, "Staden finns redan. Välj en annan typ."),
    ],
)
def test_what_no_new_unit_may_be_is_said(world: World, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        units.create(SYSTEM, new(world, **given))
    assert refusal.value.errors == {next(iter(given)): [sentence]}


def test_units_below_that_go_on_are_named_up_to_five_and_those_that_end_before_are_not(world: World) -> None:
    hamn = world.units["hamn"]
    for n in range(7):
        given = {"code": f"kaj{n}", "name": f"Kaj {n}", "kind": "department", "parent": hamn}
        last = LAST if n == 0 else None
        units.create(SYSTEM, new(world, **given, valid_to=last))
    with pytest.raises(Invalid) as refusal:
        units.end(SYSTEM, hamn, LAST)
    [sentence] = refusal.value.errors["valid_to"]
    assert sentence == (
        "Enheter som fortsätter ligger under: Kaj 1, Kaj 2, Kaj 3, Kaj 4 och Kaj 5. Flytta eller avveckla dem först."
    )
    Unit.everything.filter(parent=hamn).update(valid_to=LAST)
    units.end(SYSTEM, hamn, LAST)
    assert Unit.everything.get(pk=hamn.pk).valid_to == LAST
