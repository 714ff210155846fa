"""Paths in the tree of units."""

import pytest

from akropolis.base.lib.unit_paths import downwards


@pytest.mark.parametrize(
    ("path", "found"),
    [("/", []), ("/stad/", ["/stad/"]), ("/stad/utb/for/", ["/stad/", "/stad/utb/", "/stad/utb/for/"])],
)
def test_the_way_down_to_a_unit_ends_with_itself(path: str, found: list[str]) -> None:
    assert downwards(path) == found
