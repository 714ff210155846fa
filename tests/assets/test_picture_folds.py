"""What shares a box in a picture that is too large, case by case: who stands alone, and what each shared box says."""

import pytest

from akropolis.graph.assets.rules.picture import REST, Folded, Spot, fold

START = Spot(0, "a", 0, 2, "start")


def near(unit: str, *nodes: int, distance: int = 1, level: int = -1) -> list[Spot]:
    return [Spot(node, unit, distance, level, f"{node:03}") for node in nodes]


def shown(found: list[Spot], most: int, *opened: str, by_unit: bool = True) -> tuple[list[int], list[Folded]]:
    folding = fold(found, most, opened, by_unit=by_unit)
    return [spot.node for spot in folding.shown], list(folding.folded)


def test_what_fits_stands_alone_the_nearest_and_most_demanding_first() -> None:
    spots = [
        *near("b", 3, 2), *near("c", 5, level=4), *near("c", 6, distance=-1, level=4), *near("d", 1, distance=2), START
    ]  # fmt: skip
    assert shown(spots, 6) == ([0, 5, 6, 2, 3, 1], [])
    assert shown(spots, 5) == ([0, 1], [Folded("b", (2, 3), 1, -1), Folded("c", (5, 6), 1, 4)])


def test_the_start_and_the_opened_come_first_also_where_the_rest_must_share_one_box() -> None:
    spots = [START, *near("b", 1, 2, distance=5), *near("c", 11, 12, 13), *near("d", 21, 22, 23, 24, level=3)]
    rest = Folded(REST, (11, 12, 13, 21, 22, 23, 24), 1, 3)
    assert shown(spots, 4, "b") == ([0, 1, 2], [rest])
    assert shown(spots, 4) == ([0], [Folded("d", (21, 22, 23, 24), 1, 3), Folded("c", (11, 12, 13), 1, -1),
                                     Folded("b", (1, 2), 5, -1)])  # fmt: skip


def test_an_opened_unit_with_more_than_there_is_room_for_shares_what_is_left() -> None:
    spots = [START, *near("b", *range(1, 10)), *near("c", 11, 12)]
    nodes, folded = shown(spots, 6, "b")
    assert (nodes, [(box.unit, len(box.nodes)) for box in folded]) == ([0, 1, 2, 3], [("b", 6), ("c", 2)])


def test_one_unit_alone_fills_all_but_one_box() -> None:
    spots = [START, *near("b", *range(1, 10))]
    assert shown(spots, 5) == ([0, 1, 2, 3], [Folded("b", (4, 5, 6, 7, 8, 9), 1, -1)])


def test_a_layer_stands_alone_as_a_whole_or_not_at_all_unless_as_many_as_have_room_are_asked_for() -> None:
    spots = [
        START,
        *near("b", 1, 2),
        *near("c", 3),
        *near("b", 4, 5, distance=2),
        *near("c", 6, 7, distance=2),
    ]
    assert shown(spots, 6)[0] == [0, 1, 2, 3]
    assert shown(spots, 5)[0] == [0]
    assert shown(spots, 5, by_unit=False)[0] == [0, 1, 2, 3]


def test_a_box_for_one_is_the_one() -> None:
    spots = [START, *near("b", 1, 2, 3), *near("c", 9, distance=4)]
    assert shown(spots, 4) == ([0, 9], [Folded("b", (1, 2, 3), 1, -1)])


@pytest.mark.parametrize(
    ("distances", "distance", "levels", "level"),
    [((3, 1, 2), 1, (-1, 4, 0), 4), ((-3, -2, 5), -2, (0, -1, -1), 0), ((2, -2, 4), 2, (-1, -1, -1), -1)],
)
def test_a_shared_box_lies_where_its_nearest_does_and_has_the_highest_level(
    distances: tuple[int, ...], distance: int, levels: tuple[int, ...], level: int
) -> None:
    spots = [
        Spot(n, "b", far, high) for n, (far, high) in enumerate(zip(distances, levels, strict=True), start=1)
    ]
    others = near("c", 11, 12, 13, distance=9)
    [first, second] = shown([START, *spots, *others], 3)[1]
    assert (first, second) == (Folded("b", (1, 2, 3), distance, level), Folded("c", (11, 12, 13), 9, -1))


def test_of_more_units_than_boxes_the_largest_have_their_own_and_the_rest_stands_last() -> None:
    spots = [
        START,
        *(spot for n, unit in enumerate("bcdef") for spot in near(unit, *range(n * 10 + 1, n * 10 + n + 3))),
    ]
    folded = shown(spots, 4)[1]
    assert [(box.unit, len(box.nodes)) for box in folded] == [("f", 6), ("e", 5), (REST, 9)]
