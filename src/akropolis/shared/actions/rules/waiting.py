"""Actions that wait for each other."""

from collections.abc import Mapping
from uuid import UUID


def find_loop(start: UUID, waits_for: Mapping[UUID, UUID]) -> list[UUID]:
    """Return the actions from `start` back to itself, each waiting for the next; empty if there is no loop.

    Another loop that `start` leads into, but is not part of, is not returned.
    """
    way = [start]
    seen = {start}
    while (follows := waits_for.get(way[-1])) is not None:
        way.append(follows)
        if follows == start:
            return way
        if follows in seen:
            break
        seen.add(follows)
    return []
