"""Rules of the unit tree, as plain tests on paths, codes and days. A path ends with a slash."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise


def lies_in(path: str, top: str) -> bool:
    """Return whether the unit with `path` is the unit with path `top`, or lies below it."""
    return path.startswith(top)


def would_be_circular(unit_path: str, parent_path: str) -> bool:
    """Return whether the unit would become its own descendant."""
    return lies_in(parent_path, unit_path)


def nested(paths: Iterable[str]) -> bool:
    """Return whether one of the units lies below another one of them."""
    ordered = sorted(paths)
    return any(lies_in(below, above) for above, below in pairwise(ordered))


def ways_up(path: str) -> list[str]:
    """Return the paths of the unit and of all its ancestors, topmost first."""
    steps = path.strip("/").split("/")
    return [f"/{'/'.join(steps[:count])}/" for count in range(1, len(steps) + 1)]


def exists_on(valid_from: date, valid_to: date | None, day: date) -> bool:
    """Return whether a unit with these first and last days exists on the day."""
    return valid_from <= day and (valid_to is None or day <= valid_to)


def in_tree_order(rows: Sequence[Mapping[str, object]]) -> list[tuple[int, Mapping[str, object]]]:
    """Return the rows with their depth (0 at the root), each below its parent, siblings in the order in which
    they were passed.

    A row whose parent is not among the rows is treated as a root, so that a search leaves nothing out.
    """
    here = {row["id"] for row in rows}
    below: dict[object, list[Mapping[str, object]]] = {}
    for row in rows:
        below.setdefault(row["parent_id"] if row["parent_id"] in here else None, []).append(row)
    ordered: list[tuple[int, Mapping[str, object]]] = []
    waiting = [(0, row) for row in reversed(below.get(None, []))]
    while waiting:
        depth, row = waiting.pop()
        ordered.append((depth, row))
        waiting += [(depth + 1, child) for child in reversed(below.get(row["id"], []))]
    return ordered
