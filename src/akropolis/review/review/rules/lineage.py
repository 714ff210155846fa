"""For how many years a direction has been kept: each direction may continue one of the year before."""

from collections.abc import Mapping


def count_continuations(direction: str, continues: Mapping[str, str | None]) -> int:
    """Return how many reviews the direction has been carried on in. A cycle is counted once round."""
    seen = {direction}
    following = continues.get(direction)
    while following is not None and following not in seen:
        seen.add(following)
        following = continues.get(following)
    return len(seen) - 1
