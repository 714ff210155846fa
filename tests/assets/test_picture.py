"""The picture of dependencies: nothing left out, nothing hidden in it, and the table says what the drawing does."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.cache.results import request_cache
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.reporting.charts.network import Arrow, NetworkBox, network
from akropolis.graph.assets.models import DependencyKind, Node
from akropolis.graph.assets.rules.picture import (
    HEIGHT,
    REST,
    SHAPE,
    WIDTH,
    LayoutBox,
    Spot,
    fold,
    place_boxes,
)
from akropolis.graph.assets.selectors.picture import FEW, MOST, GraphPicture, PictureDirection, picture
from tests.factories.graphs import decide, depend, depend_many, forget, information, information_many, service
from tests.world import SYSTEM, WORD, World

SVG = "{http://www.w3.org/2000/svg}"
SPOTS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.integers(-4, 4), st.integers(-1, 4)), min_size=1, max_size=120
)


def spots(given: list[tuple[str, int, int]]) -> list[Spot]:
    """Node 0 is the start; nothing else is at its distance."""
    others = [Spot(n, unit, step or 1, level) for n, (unit, step, level) in enumerate(given, start=1)]
    return [Spot(0, "a", 0), *others]


@given(SPOTS, st.integers(4, 60), st.sets(st.sampled_from("abcdefgh")), st.randoms())
def test_every_node_is_in_exactly_one_box(
    given: list[tuple[str, int, int]], most: int, opened: set[str], random: Any
) -> None:
    all_of_them = spots(given)
    folding = fold(all_of_them, most, opened)
    nodes = [spot.node for spot in folding.shown] + [n for box in folding.folded for n in box.nodes]
    assert sorted(nodes) == [spot.node for spot in all_of_them]
    assert len(folding.shown) + len(folding.folded) <= most
    assert folding.shown[0].node == 0
    assert all(len(box.nodes) > 1 for box in folding.folded)
    if len(all_of_them) <= most:
        assert not folding.folded
    by_node = {spot.node: spot for spot in all_of_them}
    for box in folding.folded:
        assert box.unit == REST or {by_node[n].unit for n in box.nodes} == {box.unit}
        assert abs(box.distance) == min(abs(by_node[n].distance) for n in box.nodes)
    random.shuffle(all_of_them)
    assert fold(all_of_them, most, opened) == folding


def test_too_many_are_told_by_unit_and_an_opened_unit_has_its_own() -> None:
    far = [Spot(n, "b", 5) for n in range(100, 110)]
    near = [Spot(n, "a", 1) for n in range(1, 50)]
    closed = fold([Spot(0, "a", 0), *near, *far], 20)
    assert [spot.node for spot in closed.shown] == [0]
    assert {box.unit: len(box.nodes) for box in closed.folded} == {"a": 49, "b": 10}
    opened = fold([Spot(0, "a", 0), *near, *far], 20, {"b"})
    assert {spot.node for spot in far} <= {spot.node for spot in opened.shown}
    assert {box.unit for box in opened.folded} == {"a"}


def test_the_nearest_stand_alone_as_far_as_a_whole_layer_has_room() -> None:
    layers = [
        Spot(n, "abcd"[n % 4], step, n % 3) for step in (1, 2) for n in range(step * 100, step * 100 + 9)
    ]
    for most, alone in ((19, 19), (18, 10), (14, 10), (13, 1)):
        assert len(fold([Spot(0, "a", 0), *layers], most).shown) == alone, most


@given(SPOTS, st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120)), max_size=60))
def test_no_two_boxes_share_a_place_and_layers_are_in_order(
    given: list[tuple[str, int, int]], edges: list[tuple[int, int]]
) -> None:
    boxes = [LayoutBox(s.node, s.distance, ord(s.unit), s.node) for s in spots(given)]
    keys = {box.key for box in boxes}
    found = place_boxes(boxes, [(a, b) for a, b in edges if a in keys and b in keys])
    assert len(set(found.values())) == len(boxes) == len(found)
    for first in boxes:
        for second in boxes:
            if first.layer < second.layer:
                assert found[first.key][0] < found[second.key][0]


def test_a_wide_layer_is_laid_in_several_columns() -> None:
    found = place_boxes([LayoutBox(0, 0, 0, 0), *(LayoutBox(n, 1, n % 7, n) for n in range(1, 300))], [])
    columns, rows = zip(*found.values(), strict=True)
    wide, high = (max(columns) + 1) * WIDTH, (max(rows) - min(rows) + 2) / 2 * HEIGHT
    assert 1 / SHAPE < wide / high < SHAPE * 1.2


def test_a_wide_layer_to_the_left_grows_away_from_the_start() -> None:
    left = place_boxes([LayoutBox(0, 0, 0, 0), *(LayoutBox(n, -1, 0, n) for n in range(1, 300))], [])
    right = place_boxes([LayoutBox(0, 0, 0, 0), *(LayoutBox(n, 1, 0, n) for n in range(1, 300))], [])
    start = left[0][0]
    assert (start > 1, right[0][0]) == (True, 0)
    assert {n: (start - column, row) for n, (column, row) in left.items()} == right


def drawn(world: World, nodes: dict[str, Node], who: str, start: str, **given: Any) -> GraphPicture:
    return picture(world.access(who), nodes[start].pk, **given)


def labels(found: GraphPicture) -> list[str]:
    return [box.seen.label for box in found.shown if box.seen is not None]


def lines(found: GraphPicture) -> set[tuple[str, str]]:
    names = {box.key: box.seen.label for box in found.shown if box.seen is not None}
    return {(names[line.source], names[line.target]) for line in found.lines}


def test_what_depends_on_a_supplier_with_every_way_there(world: World, nodes: dict[str, Node]) -> None:
    found = drawn(world, nodes, "ciso", "moln")
    assert found.nodes == len(found.boxes) == len(nodes)
    assert found.boxes[0].seen is not None
    assert (found.boxes[0].key, found.boxes[0].seen.label) == (0, "Molnbolaget AB")
    assert [box.key for box in found.boxes] == list(range(len(nodes)))
    assert lines(found) >= {
        ("Hamnens kluster", "Molnbolaget AB"),
        ("Hamnens inloggning", "Hamnens kluster"),
        ("Hamnens kluster", "Hamnens inloggning"),
        ("Lånade böcker", "Journalsystem"),
    }
    assert len(found.lines) == 8


def test_a_dependency_that_has_ended_is_not_drawn_between_what_still_hangs_together(
    world: World, nodes: dict[str, Node]
) -> None:
    ended = timezone.localdate() - timedelta(days=1)
    with writing(SYSTEM) as w:
        depend(w, nodes["inloggning"], nodes["moln"], valid_from=ended - timedelta(days=1), valid_to=ended)
    found = drawn(world, nodes, "ciso", "moln")
    assert len(found.boxes) == len(nodes)
    assert ("Hamnens inloggning", "Molnbolaget AB") not in lines(found)
    assert len(found.lines) == 8


def test_each_direction_holds_what_lies_that_way(world: World, nodes: dict[str, Node]) -> None:
    up, down, both = (drawn(world, nodes, "ciso", "journal", direction=way) for way in PictureDirection)
    assert set(labels(up)) == {
        "Journalsystem", "Lånade böcker", f"Elevhälsojournaler {WORD}", f"Skolhälsovård {WORD}"
    }  # fmt: skip
    assert set(labels(down)) == {"Journalsystem", "Hamnens kluster", "Molnbolaget AB", "Hamnens inloggning"}
    assert set(labels(both)) == set(labels(up)) | set(labels(down))
    assert {box.seen.label: box.distance for box in both.shown if box.seen}["Molnbolaget AB"] == -2


@pytest.mark.parametrize(
    ("who", "seen", "masked"),
    [
        ("owner", {"Molnbolaget AB", "Journalsystem", f"Reservrutin {WORD}"}, 2),
        ("neighbour", {"Molnbolaget AB", "Journalsystem", "Lånade böcker"}, 2),
        ("operator", {"Hamnens kluster", "Lånade böcker", f"Skolhälsovård {WORD}"}, 0),
    ],
)
def test_each_person_sees_her_own_picture(
    world: World, nodes: dict[str, Node], who: str, seen: set[str], masked: int
) -> None:
    found = drawn(world, nodes, who, "moln")
    assert seen <= set(labels(found))
    assert sum(box.seen is not None and box.seen.masked for box in found.boxes) == masked
    keys = {box.key for box in found.boxes}
    assert {line.source for line in found.lines} | {line.target for line in found.lines} <= keys
    # Masked nodes tie the rest together: nothing stands loose that is not loose.
    assert keys - {0} == {line.source for line in found.lines}


@pytest.mark.parametrize(
    ("who", "start"), [("outsider", "journal"), ("neighbour", "elever"), ("owner", "kluster")]
)
def test_there_is_no_picture_around_what_is_not_seen(
    world: World, nodes: dict[str, Node], who: str, start: str
) -> None:
    with pytest.raises(Hidden):
        drawn(world, nodes, who, start)
    assert world.client(who).get(f"/graf/{nodes[start].record}/bild/").status_code == 404
    assert world.client(who).get(f"/graf/{nodes[start].record}/bild/data/").status_code == 404


def test_a_node_without_dependencies_is_drawn_alone(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        alone = service(w, world.units["utb"], "Ensam")
    found = picture(world.access("owner"), alone.pk, direction=PictureDirection.BOTH)
    assert (len(found.boxes), found.lines, found.nodes) == (1, (), 1)
    page = world.client("owner").get(f"/graf/{alone.record}/bild/").content.decode()
    assert "Inget som du får se är beroende av Ensam." in page


def test_lines_say_how_and_what_is_not_inherited(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        kept = information(w, world.units["utb"], "Arkiv")
        decide(w, kept, 3, 1, 1, 1)
        depend(w, kept, nodes["reserv"], kind="handled_by", availability=False, alternative=True)
        depend(w, kept, nodes["reserv"], kind="protected_by", availability=False)
    line = drawn(world, nodes, "owner", "reserv").lines[0]
    # One of the two has no alternative, so the line has none. Authenticity is in no scheme here.
    assert (line.kinds, line.alternative, line.kept) == (
        (DependencyKind.HANDLED_BY, DependencyKind.PROTECTED_BY), False, "T"
    )  # fmt: skip


def much(world: World, nodes: dict[str, Node], count: int) -> None:
    with writing(SYSTEM) as w:
        units = [world.units["utb" if number % 2 else "kul"] for number in range(count)]
        rows = [{"name": f"Mängd {number}", "owner_unit": unit} for number, unit in enumerate(units)]
        depend_many(w, information_many(w, *rows), nodes["journal"], kind="handled_by")


def test_what_is_too_much_is_folded_by_unit_and_opens(world: World, nodes: dict[str, Node]) -> None:
    much(world, nodes, FEW + 20)
    found = drawn(world, nodes, "ciso", "journal")
    assert found.nodes == FEW + 20 + 4
    assert len(found.boxes) <= FEW
    assert sum(box.count for box in found.boxes) == found.nodes
    assert {box.unit_code for box in found.folded} <= {"utb", "kul"}
    opened = drawn(world, nodes, "ciso", "journal", opened=["utb"])
    utb = [box for box in opened.shown if box.unit_code == "utb"]
    assert sum(box.count for box in opened.folded if box.unit_code == "utb") == 0
    assert len(utb) == (FEW + 20) // 2 + 2
    assert not drawn(world, nodes, "ciso", "journal", most=10_000).folded
    page = world.client("ciso").get(f"/graf/{nodes['journal'].record}/bild/").content.decode()
    assert "oppna=kul" in page
    assert "Kulturnämnden: " in page


def test_never_more_than_so_many_boxes(world: World, nodes: dict[str, Node]) -> None:
    much(world, nodes, MOST + 20)
    found = drawn(world, nodes, "ciso", "journal", most=10_000)
    assert len(found.boxes) <= MOST
    assert sum(box.count for box in found.boxes) == found.nodes == MOST + 24


def test_the_table_says_what_the_drawing_does(world: World, nodes: dict[str, Node]) -> None:
    for who in ("ciso", "operator", "owner", "neighbour"):
        client = world.client(who)
        address = f"/graf/{nodes['moln'].record}/bild/"
        data = client.get(f"{address}data/").json()
        response = client.get(address)
        table = response.context["table"]
        assert [box["label"] for box in data["boxes"]] == [row.cells[0].text for row in table.rows]
        assert [box["levels"] for box in data["boxes"]] == [row.cells[3].text for row in table.rows]
        names = {box["key"]: box["label"] for box in data["boxes"]}
        drawn_lines = {
            (names[line["source"]], f"{names[line['target']]} ({line['text']})") for line in data["lines"]
        }
        told = {
            (row.cells[0].text, needed)
            for row in table.rows
            for needed in row.cells[5].text.split("; ")
            if needed
        }
        assert told == drawn_lines


def test_a_box_is_coloured_by_the_highest_level_that_stands_in_it(
    world: World, nodes: dict[str, Node]
) -> None:
    data = world.client("ciso").get(f"/graf/{nodes['moln'].record}/bild/data/").json()
    for box in data["boxes"]:
        stands = [int(letter[1:]) for letter in box["levels"].split()]
        assert (box["level"], box["demanding"]) == (max(stands, default=0), max(stands, default=0) >= 3)
    assert len({box["level"] for box in data["boxes"]}) > 1


def test_a_layer_in_several_columns_is_said_to_be_one(world: World, nodes: dict[str, Node]) -> None:
    much(world, nodes, FEW - 10)
    data = world.client("ciso").get(f"/graf/{nodes['moln'].record}/bild/data/").json()
    layers = {layer["text"]: set(range(layer["first"], layer["last"] + 1)) for layer in data["layers"]}
    assert list(layers) == [f"{count} steg bort" for count in range(1, len(layers) + 1)]
    assert max(len(columns) for columns in layers.values()) > 1
    columns = [column for those in layers.values() for column in sorted(those)]
    assert columns == list(range(1, len(columns) + 1))  # each in one layer; the start stands in column 0
    for box in data["boxes"]:
        said = [text for text in layers if f"{text}." in box["says"]]
        assert said == [text for text, those in layers.items() if box["column"] in those]
        assert (said == []) == box["start"]


def test_the_file_draws_every_box_and_line_of_the_data(world: World, nodes: dict[str, Node]) -> None:
    for who in ("ciso", "neighbour"):
        address = f"/graf/{nodes['moln'].record}/bild/"
        data = world.client(who).get(f"{address}data/").json()
        answer = world.client(who).get(f"{address}fil/")
        assert answer["Content-Type"] == "image/svg+xml"
        drawing = ElementTree.fromstring(answer.content)
        said = " ".join(text.text or "" for text in drawing.iter(f"{SVG}text"))
        assert [box["label"] for box in data["boxes"] if box["label"] not in said] == []
        arrows = [path for path in drawing.iter(f"{SVG}path") if path.get("marker-end")]
        dashes = sorted(path.get("stroke-dasharray", "") for path in arrows)
        assert dashes == sorted(
            "2 3" if line["kept"] else "7 5" if line["alternative"] else "" for line in data["lines"]
        )


def test_arrows_go_from_edge_to_edge() -> None:
    boxes = [NetworkBox(0, 0, "a", ()), NetworkBox(1, 0, "b", ()), NetworkBox(1, 4, "c", ())]
    drawn = ElementTree.fromstring(network("t", boxes, [Arrow(0, 1), Arrow(1, 2)], []))
    paths = [path.get("d") for path in drawn.iter(f"{SVG}path") if path.get("marker-end")]
    assert paths == ["M264.0 116.0L320.0 116.0", "M440.0 160.0L440.0 288.0"]


def test_nothing_hidden_is_in_the_page_or_the_data(world: World, nodes: dict[str, Node]) -> None:
    client = world.client("neighbour")
    hidden = [WORD, "Hamnens"]
    for name in ("kluster", "inloggning", "elever", "skolhälsa", "reserv"):
        hidden += [nodes[name].number, str(nodes[name].record)]
    for address in (
        "bild/",
        "bild/data/",
        "bild/?riktning=bada&alla=1",
        "bild/?oppna=utb",
        "bild/data/?riktning=ner",
        "bild/fil/?riktning=bada&alla=1",
    ):
        text = client.get(f"/graf/{nodes['journal'].record}/{address}").content.decode()
        for word in hidden:
            assert word not in text, (address, word)
    data = client.get(f"/graf/{nodes['moln'].record}/bild/data/").json()
    masked = [box for box in data["boxes"] if box["masked"]]
    assert [(box["url"], box["levels"], box["unit"]) for box in masked] == [("", "", "")] * 2


@pytest.mark.parametrize(
    "query", ["riktning=x", "oppna=", "oppna=finns-inte", "alla=2", "oppna=utb&oppna=utb"]
)
def test_a_broken_address_is_a_picture_all_the_same(world: World, nodes: dict[str, Node], query: str) -> None:
    answer = world.client("ciso").get(f"/graf/{nodes['journal'].record}/bild/data/?{query}")
    assert answer.status_code == 200
    assert len(answer.json()["boxes"]) == 4


def test_a_fixed_number_of_queries(world: World, nodes: dict[str, Node]) -> None:
    def asked() -> int:
        forget()
        with CaptureQueriesContext(connection) as context, request_cache():
            drawn(world, nodes, "owner", "journal", direction=PictureDirection.BOTH)
        return len(context)

    before = asked()
    much(world, nodes, 5)
    assert asked() == before <= 25
