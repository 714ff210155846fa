"""Paths in the tree of units: the codes from the top unit's down to a unit's own, between slashes."""


def downwards(path: str) -> list[str]:
    """The paths of all above it, the top unit's first, and last its own; none for that of the whole installation."""
    codes = path.split("/")[1:-1]
    return [f"/{'/'.join(codes[: depth + 1])}/" for depth in range(len(codes))]
