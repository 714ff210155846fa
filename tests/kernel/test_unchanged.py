"""What is found once and given again: to the same reader alone, and never after a write."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.records import writer
from akropolis.kernel.records.unchanged import MOST, while_unchanged
from akropolis.kernel.records.writer import writing
from tests.world import SYSTEM, World

DAY = date(2026, 11, 28)
calls: list[tuple[Any, ...]] = []


def names(access: Access, *given: Any) -> list[str]:
    """The units' names, and that somebody looked."""
    calls.append(given)
    return sorted(Unit.objects.visible(access).values_list("name", flat=True))


@pytest.fixture(autouse=True)
def _none_before() -> None:
    calls.clear()


def looked(access: Access, *given: Any, besides: Any = None) -> bool:
    """Whether it was looked for. What is found is always what stands."""
    before = len(calls)
    found = while_unchanged(access, names, *given, besides=besides)
    asked = len(calls) - before
    assert found == names(access)
    return asked == 1


def test_it_is_looked_for_once_for_each_reader_day_and_language(world: World) -> None:
    owner, neighbour = world.access("owner"), world.access("neighbour")
    asked = [(owner, DAY), (owner, date(2026, 11, 29)), (neighbour, DAY), (SYSTEM, DAY)]
    assert [looked(*each) for each in asked] == [True] * 4
    assert [looked(*each) for each in asked] == [False] * 4
    assert looked(owner, DAY, besides="another mark")
    with translation.override("en"):
        assert looked(owner, DAY)


def test_the_same_person_with_other_rights_is_another_reader(world: World) -> None:
    owner = world.access("owner")
    without = Access(owner.actor, {})
    assert [looked(owner, DAY), looked(without, DAY), looked(owner, DAY)] == [True, True, False]


def test_any_write_is_seen_and_one_that_is_undone_too(world: World) -> None:
    unit = world.units["kul"]
    assert looked(SYSTEM, DAY)
    with transaction.atomic():
        writer.update(SYSTEM, unit, {"name": "Kultur och fritid"})
        assert looked(SYSTEM, DAY)
        transaction.set_rollback(True)
    assert not looked(SYSTEM, DAY)
    unit.refresh_from_db()
    writer.update(SYSTEM, unit, {"name": "Kultur"})
    assert looked(SYSTEM, DAY)


def test_nothing_is_kept_while_a_writer_is_open(world: World) -> None:
    with writing(SYSTEM) as w:
        assert looked(SYSTEM, DAY)
        w.update(world.units["kul"], {"name": "Kultur och fritid"})
        assert looked(SYSTEM, DAY)
        assert looked(SYSTEM, DAY)
    assert looked(SYSTEM, DAY)


def test_what_was_not_asked_for_longest_gives_way(world: World) -> None:
    assert looked(SYSTEM, DAY)
    for number in range(MOST):
        while_unchanged(SYSTEM, names, number)
    assert looked(SYSTEM, DAY)
    assert not looked(SYSTEM, MOST - 1)
