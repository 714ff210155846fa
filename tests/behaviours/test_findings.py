"""What is found again for a reader is what would be found anew, whichever register was written in meanwhile."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.cache import results
from akropolis.base.kernel.cache.results import request_cache
from akropolis.base.kernel.deadlines.tasks import list_recorded_tasks
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.kernel.registers.filters import units_by_code
from akropolis.graph.assets.selectors.sight import Sight
from akropolis.graph.offers.selectors.gap_rows import ALL
from akropolis.graph.offers.selectors.gaps import Gaps
from akropolis.shell.home.selectors.deadlines import UnitScope
from akropolis.shell.home.selectors.situation import describe_situation, unit_sentences
from tests.behaviours.test_registers import each_register
from tests.factories import registers
from tests.length import LONG
from tests.world import SYSTEM, World

WORLD = "filled"


def found(world: World, access: Access) -> list[object]:
    """What the start page, the situation, the graph and the gaps say to the reader."""
    today, unit = timezone.localdate(), world.units["utb"]
    with request_cache():
        sight = Sight(access)
        return [
            list_recorded_tasks(access, today),
            describe_situation(access, UnitScope(), today),
            describe_situation(access, UnitScope(unit.path, unit.code, unit.name), today),
            unit_sentences(access, world.units["utb"], today),
            [*units_by_code(access)],
            [*sight.opened],
            [*sight.summarised],
            [(place.thing.pk, place.unit) for place in Gaps(access, today).at(ALL)],
        ]


@each_register
@pytest.mark.parametrize("who", ["owner", "ciso"] if LONG else ["owner"])
def test_nothing_stale_is_given(world: World, register: Register, who: str) -> None:
    access, row = world.access(who), world.rows[register.key]
    hers = {register.due.person: world.people["owner"]} if register.due else {}
    writes: list[Callable[[Writer], Record]] = [
        lambda w: registers.row(w, register, world.units["utb"], "Nytt", **hers),
        lambda w: w.archive(row),
        *([lambda w: w.restore(row)] if LONG else []),
    ]
    found(world, access)
    for write in writes:
        with writing(SYSTEM) as w:
            row = write(w)
        again = found(world, access)
        results.clear_cache()
        assert again == found(world, access)
