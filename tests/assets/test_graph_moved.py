"""What is taken out of use loses its levels, and has them again when it is back: some levels, all, and in a ring."""

import pytest

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.assets.services import levels
from akropolis.shared.classification.rules.aspects import ORDER
from tests.factories.graphs import decide, depend, information, service
from tests.world import SYSTEM, World


def shown(node: Node) -> list[int | None]:
    """The levels that stand on the node."""
    fresh = Node.everything.get(pk=node.pk)
    return [getattr(fresh, aspect) for aspect in ORDER]


@pytest.mark.parametrize("ring", [False, True])
@pytest.mark.parametrize("decided", [(3, 2, 1, 0, 4), (None, 2), ()])
def test_levels_go_with_what_is_archived_and_come_back_with_it(
    world: World, decided: tuple[int | None, ...], ring: bool
) -> None:
    utb, whole = world.units["utb"], [*decided, *[None] * (len(ORDER) - len(decided))]
    with writing(SYSTEM) as w:
        first, middle, last = information(w, utb, "Mängd"), service(w, utb, "Mitt"), service(w, utb, "Sist")
        alone = service(w, utb, "Ensam")
        depend(w, first, middle)
        depend(w, middle, last)
        if ring:
            depend(w, last, middle)
        if decided:
            decide(w, first, *decided)
    nothing = [None] * len(ORDER)
    row = Service.everything.get(pk=middle.record)
    assert [shown(node) for node in (middle, last, alone)] == [whole, whole, nothing]
    for _twice in range(2):
        with writing(SYSTEM) as w:
            w.archive(row)
        assert [shown(node) for node in (first, middle, last)] == [whole, nothing, nothing]
        with writing(SYSTEM) as w:
            w.restore(row)
        assert [shown(node) for node in (first, middle, last)] == [whole, whole, whole]
    cycles = [Node.everything.get(pk=node.pk).cycle for node in (middle, last)]
    assert cycles == ([min(middle.pk, last.pk)] * 2 if ring else [None, None])
    assert list(levels.differences()) == []
