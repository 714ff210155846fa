"""Strict parser of a role file, and comparison of sets of rights."""

from collections.abc import Iterable

from akropolis.base.lib.plain import Plain

FIELDS = ("code", "name", "name_en", "purpose", "purpose_en", "basis", "basis_en", "grants", "position")


def read_roles(rows: Iterable[Plain]) -> list[Plain]:
    """Return the roles of a role file, in the file's order.

    Raises ValueError, naming the role, if a role's keys are not exactly the expected ones.
    """
    read: list[Plain] = []
    for position, row in enumerate(rows, start=1):
        wanted = set(FIELDS) - {"position"}
        if set(row) != wanted:
            raise ValueError(f"role {row.get('code', position)}: {sorted(set(row) ^ wanted)}")
        values = {name: row[name].strip() if isinstance(row[name], str) else row[name] for name in wanted}
        read.append({**values, "position": position * 10})
    codes = [row["code"] for row in read]
    if len(set(codes)) != len(codes):
        raise ValueError("a role is written twice")
    return read
