"""What rows behind figures are now: those that were asked for and that the reader may see, each once."""

from uuid import UUID

import pytest

from akropolis.kernel.records.writer import writing
from akropolis.kernel.registers.declaration import registry
from akropolis.packs.selectors.things import UNITS, things_of, versions_of
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
