"""What rows behind figures are now: those that were asked for and that the reader may see, each once."""

from uuid import UUID

import pytest

from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.review.review_inputs.selectors.things import (
    UNITS,
    CountedThing,
    code_at,
    right_to,
    things_of,
    versions_of,
)
from tests.factories import registers
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
WORLD = "filled"


def test_those_that_were_asked_for_are_found_in_their_registers_and_no_others(world: World) -> None:
    action, service, unit = world.rows["actions"], world.rows["services"], world.units["kul"]
    with writing(SYSTEM) as w:
        second = registers.row(w, registry.get("actions"), world.units["utb"])
    wanted = {action.pk, service.pk, unit.pk, UUID(int=1)}
    found = things_of(SYSTEM, wanted)
    assert {pk: (thing.register, thing.unit) for pk, thing in found.items()} == {
        action.pk: ("actions", "utb"), service.pk: ("services", "utb"), unit.pk: (UNITS, "kul")
    }  # fmt: skip
    assert second.pk not in found
    assert versions_of(SYSTEM, wanted) == {
        row.pk: (row.version, code) for row, code in ((action, "utb"), (service, "utb"), (unit, "kul"))
    }


def test_a_thing_is_told_with_its_name_its_number_and_its_version(world: World) -> None:
    service, unit = world.rows["services"], world.units["kul"]
    assert things_of(SYSTEM, [service.pk, unit.pk]) == {
        service.pk: CountedThing("services", service.label(), service.number, service.version, "utb"),
        unit.pk: CountedThing(UNITS, "Kulturnämnden", "Kulturnämnden", unit.version, "kul"),
    }
    assert (things_of(SYSTEM, []), versions_of(SYSTEM, [])) == ({}, {})


def test_what_the_reader_may_not_see_is_not_found(world: World) -> None:
    service, unit = world.rows["services"], world.units["utb"]
    for who, seen in (("owner", {service.pk, unit.pk}), ("neighbour", {unit.pk}), ("outsider", set())):
        access, ids = world.access(who), [service.pk, unit.pk]
        assert ({*things_of(access, ids)}, {*versions_of(access, ids)}) == (seen, seen), who


def test_it_takes_the_right_to_read_the_register_or_units(world: World) -> None:
    rights = [right_to(key) for key in ("services", "actions", UNITS)]
    assert rights == [registry.get("services").read, registry.get("actions").read, "organisation:unit:read"]


@pytest.mark.parametrize(
    ("path", "code"), [("/stad/utb/", "utb"), ("/stad/", "stad"), ("stad", "stad"), ("", "")]
)
def test_the_last_part_of_a_path_is_the_units_code(path: str, code: str) -> None:
    assert code_at(path) == code
