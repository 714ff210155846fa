"""The wings: few arrows between them, none back, and each package in one of them."""

import ast
from collections.abc import Iterator

from tests.architecture import source

MOST = 39
"""Arrows between wings."""


def _arrows() -> set[tuple[str, str]]:
    """Each pair of wings of which the first imports the second."""
    return {
        (wing, name.split(".")[1])
        for wing in source.wings()
        for path in source.modules(source.PACKAGE / wing)
        for name in _imports(source.tree(path))
        if name.startswith("akropolis.") and name.split(".")[1] != wing
    }


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_there_are_few_arrows_between_wings_and_all_point_down() -> None:
    arrows, order = _arrows(), source.wings()
    assert {pair for pair in arrows if order.index(pair[0]) > order.index(pair[1])} == set()
    assert 8 < len(arrows) <= MOST


def test_each_folder_is_a_wing_and_says_what_it_holds() -> None:
    folders = {path.parent.name for path in source.PACKAGE.glob("*/__init__.py")}
    assert folders == set(source.wings())
    assert [
        wing for wing in folders if not ast.get_docstring(source.tree(source.PACKAGE / wing / "__init__.py"))
    ] == []


def test_no_package_stands_in_two_wings() -> None:
    names = source.spine()
    assert sorted(names) == sorted(set(names))
