"""The unit tree: what lies where, and how it is read."""

from datetime import date
from typing import Any

import pytest

from akropolis.people.organisation.rules.tree import (
    exists_on,
    in_tree_order,
    lies_in,
    nested,
    would_be_circular,
)


def row(key: str, parent: str | None = None) -> dict[str, Any]:
    return {"id": key, "parent_id": parent}


def test_the_tree_is_read_from_above_with_the_depth_of_each() -> None:
    rows = [
        row("kulf", "kul"),
        row("kul", "stad"),
        row("stad"),
        row("utb", "stad"),
        row("skola", "utbf"),
        row("utbf", "utb"),
    ]
    assert [(depth, each["id"]) for depth, each in in_tree_order(rows)] == [
        (0, "stad"),
        (1, "kul"),
        (2, "kulf"),
        (1, "utb"),
        (2, "utbf"),
        (3, "skola"),
    ]


def test_what_has_no_parent_among_the_rows_stands_at_the_top() -> None:
    rows = [row("utbf", "utb"), row("skola", "utbf"), row("hamn", "stad")]
    assert [(depth, each["id"]) for depth, each in in_tree_order(rows)] == [
        (0, "utbf"),
        (1, "skola"),
        (0, "hamn"),
    ]
    assert in_tree_order([]) == []


def test_a_path_lies_in_itself_and_in_what_is_above_it() -> None:
    assert [lies_in("/stad/utb/", top) for top in ("/stad/", "/stad/utb/", "/stad/utb/f/", "/stad/kul/")] == [
        True,
        True,
        False,
        False,
    ]
    assert would_be_circular("/stad/utb/", "/stad/utb/f/")
    assert not would_be_circular("/stad/utb/", "/stad/")


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["/stad/kul/", "/stad/utb/", "/stad/utb/f/"], True),
        (["/stad/utb/", "/stad/kul/"], False),
        (["/stad/utb/", "/stad/utbf/"], False),
        (["/stad/utb/"], False),
        ([], False),
    ],
)
def test_units_are_nested_when_one_lies_below_another(paths: list[str], expected: bool) -> None:
    assert nested(paths) is expected


@pytest.mark.parametrize(
    ("last", "days"),
    [(date(2026, 6, 30), [False, True, True, False]), (None, [False, True, True, True])],
)
def test_a_unit_exists_on_its_first_day_and_its_last(last: date | None, days: list[bool]) -> None:
    first = date(2026, 1, 1)
    asked = (date(2025, 12, 31), first, date(2026, 6, 30), date(2026, 7, 1))
    assert [exists_on(first, last, day) for day in asked] == days
