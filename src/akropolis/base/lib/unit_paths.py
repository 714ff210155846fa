"""Paths in the unit tree: the codes from the top unit's down to a unit's own, between slashes."""


def downwards(path: str) -> list[str]:
    """Return the paths of all units above, the top unit's first, and its own; none for the whole installation."""
    codes = path.split("/")[1:-1]
    return [f"/{'/'.join(codes[: depth + 1])}/" for depth in range(len(codes))]
