"""When a demand may be lowered, which earlier lowering gives way to it, and how one ends: to the day."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Dependency, Lowering, Node
from akropolis.graph.assets.services.lowerings import appointments_to_decide, end, lower
from tests.assets.test_dependencies import today
from tests.factories import graphs
from tests.world import SYSTEM, World

DAY = timedelta(days=1)


def of(nodes: dict[str, Node], source: str = "elever") -> Dependency:
    found: Dependency = Dependency.everything.get(source=nodes[source], target=nodes["journal"])
    return found


def lowered(world: World, row: Dependency, until: date, aspect: str = "confidentiality") -> Lowering:
    given = {"reason": "Kryptering", "role": "Chef"}
    return lower(world.access("chef"), row, aspect=aspect, level=1, until=until, **given)


def stands() -> list[tuple[str, int, int]]:
    """Each that is kept: of what, and its first and last day, counted from today."""
    rows = Lowering.everything.order_by("valid_from", "aspect")
    return [(row.aspect, (row.valid_from - today()).days, (row.valid_to - today()).days) for row in rows]


@pytest.mark.parametrize("last", [None, 0, 1])
def test_what_has_not_ended_is_lowered_to_today_or_later(
    world: World, nodes: dict[str, Node], last: int | None
) -> None:
    row = of(nodes)
    with writing(SYSTEM) as w:
        w.update(row, {"valid_to": None if last is None else today() + last * DAY})
    made = lowered(world, row, today())
    assert (made.dependency, made.aspect, made.level, made.reason, made.decider_name, made.decider_role) == (
        row, "confidentiality", 1, "Kryptering", "Åke Ström", "Chef"
    )  # fmt: skip
    assert stands() == [("confidentiality", 0, 0)]


ENDED: Mapping[str, Mapping[str, object]] = {
    "ended": {"valid_from": None, "valid_to": date(2020, 1, 1)},
    "archived": {"archived_at": timezone.now()},
}


@pytest.mark.parametrize("how", ENDED)
def test_what_has_ended_is_not(world: World, nodes: dict[str, Node], how: str) -> None:
    row = of(nodes)
    Dependency.everything.filter(pk=row.pk).update(**ENDED[how])
    row.refresh_from_db()
    with pytest.raises(Invalid) as refusal:
        lowered(world, row, today() + DAY)
    assert (list(refusal.value.errors), stands()) == (["__all__"], [])


@pytest.mark.parametrize(
    ("aspect", "days", "field"), [("integrity", -1, "until"), ("authenticity", 0, "aspect")]
)
def test_each_fault_stands_at_its_own_field(
    world: World, nodes: dict[str, Node], aspect: str, days: int, field: str
) -> None:
    row = of(nodes)
    with writing(SYSTEM) as w:
        w.update(row, {"authenticity": False})
    with pytest.raises(Invalid) as refusal:
        lowered(world, row, today() + days * DAY, aspect)
    assert (list(refusal.value.errors), stands()) == ([field], [])


def test_only_what_is_in_force_of_the_same_gives_way(world: World, nodes: dict[str, Node]) -> None:
    row = of(nodes)
    with writing(SYSTEM) as w:
        graphs.lower(w, row, "confidentiality", 2, today() - 9 * DAY, today() - DAY)  # over yesterday
        graphs.lower(w, row, "confidentiality", 2, today() - 4 * DAY, today())  # its last day
        graphs.lower(w, row, "integrity", 2, today() - 3 * DAY, today() + DAY)
        graphs.lower(w, of(nodes, "lån"), "confidentiality", 2, today() - 2 * DAY, today() + DAY)
    lowered(world, row, today() + 5 * DAY)
    beside = [
        ("confidentiality", -9, -1),
        ("confidentiality", -4, -1),
        ("integrity", -3, 1),
        ("confidentiality", -2, 1),
    ]
    assert stands() == [*beside, ("confidentiality", 0, 5)]
    lowered(world, row, today() + 6 * DAY)  # the one of today never counted
    assert stands() == [*beside, ("confidentiality", 0, 6)]


def test_one_ends_until_its_last_day_is_over(world: World, nodes: dict[str, Node]) -> None:
    row = of(nodes)
    with writing(SYSTEM) as w:
        over = graphs.lower(w, row, "confidentiality", 2, today() - 9 * DAY, today() - DAY)
        last = graphs.lower(w, row, "integrity", 2, today() - 3 * DAY, today())
        first = graphs.lower(w, row, "availability", 2, today(), today() + DAY)
    for each in (last, first):
        end(world.access("chef"), each, because="Togs bort")
    with pytest.raises(Refused):
        end(world.access("chef"), over, because="För sent")
    assert stands() == [("confidentiality", -9, -1), ("integrity", -3, -1)]


def test_one_decides_by_the_appointment_that_one_has_that_day(world: World, nodes: dict[str, Node]) -> None:
    held = Appointment.everything.get(user=world.people["chef"])
    with writing(SYSTEM) as w:
        w.update(held, {"valid_to": today() + DAY})
    utb = world.units["utb"]
    assert appointments_to_decide(SYSTEM, utb) == []
    assert appointments_to_decide(world.access("owner"), utb) == []
    found = [
        appointments_to_decide(world.access("chef"), utb, day)
        for day in (None, today() + DAY, today() + 2 * DAY)
    ]
    assert found == [[held], [held], []]
    assert appointments_to_decide(world.access("chef"), world.units["kul"]) == []
