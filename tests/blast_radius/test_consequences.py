"""What is said when a dependency is saved: what now stands alone, by name and number, and that a ring closes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Dependency, Node
from akropolis.graph.blast_radius.selectors.consequences import _holds, _on_alone, notes
from tests.assets.crossing import EDGES
from tests.factories.graphs import decide_many, depend, depend_many, information_many, service
from tests.world import SYSTEM, World

pytestmark = pytest.mark.usefixtures("stage")
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [(None, None, True), (0, 0, True), (1, None, False), (None, -1, False), (-1, 1, True)],
)
def test_only_what_holds_today_has_consequences(
    world: World, nodes: dict[str, Node], first: int | None, last: int | None, holds: bool
) -> None:
    today = timezone.localdate()
    row = Dependency.everything.get(source=nodes["reserv"])
    row.valid_from = None if first is None else today + first * DAY
    row.valid_to = None if last is None else today + last * DAY
    assert _holds(row, today) is holds
    row.archived_at = timezone.now()
    assert not _holds(row, today)


def bearing(world: World, count: int) -> tuple[Node, list[Node]]:
    """A service with a way to nothing, and so many critical things that are to stand on it."""
    with writing(SYSTEM) as w:
        rows = [{"name": f"Register {n}", "owner_unit": world.units["utb"]} for n in range(1, count + 1)]
        made = information_many(w, *rows)
        decide_many(w, made, 3)
        return service(w, world.units["utb"], "Grunden"), made


@pytest.mark.parametrize(
    ("count", "names"),
    [
        (1, "Register 1 är kritisk"),
        (3, "Register 1, Register 2 och Register 3 är kritiska"),
        (5, "Register 1, Register 2, Register 3 och 2 till är kritiska"),
    ],
)
def test_three_that_stand_alone_are_named_and_the_others_counted(
    world: World, count: int, names: str
) -> None:
    target, sources = bearing(world, count)
    with writing(SYSTEM) as w:
        rows = depend_many(w, sources, target)
    found = notes(world.access("owner"), rows)
    assert {pk: len(said) for pk, said in found.items()} == {row.pk: 1 for row in rows}
    assert {said[0][: len(names)] for said in found.values()} == {names}
    assert all("Grunden" in said[0] for said in found.values())
    if count == 1:
        assert notes(world.access("owner"), [Dependency.everything.get(pk=rows[0].pk)]) == found


def test_nobody_is_told_of_what_she_does_not_see_nor_of_what_is_not_critical(world: World) -> None:
    target, [source] = bearing(world, 1)
    with writing(SYSTEM) as w:
        [plain] = information_many(w, {"name": "Vanligt", "owner_unit": world.units["utb"]})
        row, other = depend(w, source, target), depend(w, plain, target)
    assert notes(world.access("neighbour"), [row, other]) == {}
    assert notes(world.access("owner"), [other]) == {}
    assert set(notes(world.access("owner"), [row, other])) == {row.pk, other.pk}
    assert notes(world.access("owner"), []) == {}


def test_a_ring_is_told_of_each_that_closes_it(world: World, nodes: dict[str, Node]) -> None:
    ring = [Dependency.everything.get(source=nodes[s], target=nodes[t]) for s, _k, t in EDGES[5:7]]
    loose = Dependency.everything.get(source=nodes["reserv"])
    ciso = world.access("ciso")
    words = "beroende av varandra"

    def told(*rows: Dependency) -> list[bool]:
        found = notes(ciso, rows)
        return [any(words in said for said in found.get(row.pk, ())) for row in rows]

    assert told(*ring, loose) == [True, True, False]
    assert [told(each) for each in (*ring, loose)] == [[True], [True], [False]]
    first = notes(ciso, ring)[ring[0].pk][-1]
    assert ("Hamnens kluster" in first, "Hamnens inloggning" in first) == (True, True)


def test_of_nothing_nothing_is_said() -> None:
    assert _on_alone(Dependency(), (), 0) == []
