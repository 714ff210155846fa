"""In which order boxes that are equally near and demanding stand: by name, where the name may be known."""

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.graph.assets.selectors.picture import picture
from tests.factories.graphs import decide, depend, information
from tests.world import SYSTEM, World


def test_what_is_named_stands_by_its_name(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        made = [information(w, world.units["kul"], name) for name in ("Ö", "B", "A")]
        for node in made:
            decide(w, node, 3)
            depend(w, node, nodes["reserv"], kind="handled_by")
    boxes = picture(world.access("ciso"), nodes["reserv"].pk).shown
    assert [box.seen.label for box in boxes if box.seen] == [nodes["reserv"].name, "A", "B", "Ö"]
