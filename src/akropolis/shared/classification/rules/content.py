"""Strict parsing of the content files that ship with the system."""

from collections.abc import Iterable, Mapping
from typing import Any

from akropolis.base.lib.plain import Plain
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.rules.scheme import read_body, scheme_problems, write_body

SCHEME = ("code", "edition", "name", "name_en", "valid_from", "source", "body")
BEYOND = "beyond"
"""Key in the `levels` of a legal basis: information under it is above the catalogue, so it proposes no level."""


def read_schemes(rows: Iterable[Plain]) -> list[dict[str, Any]]:
    """Return the schemes as values ready to store. Raises ValueError naming the scheme that is incomplete."""
    read: list[dict[str, Any]] = []
    for row in rows:
        _keys(row, set(SCHEME))
        body = read_body(row["body"])
        if problems := scheme_problems(body):
            raise ValueError(f"scheme {row['code']}: {problems}")
        read.append({**row, "body": write_body(body)})
    return read


def level_problem(levels: object) -> str:
    """Return an error code for the levels that a legal basis proposes; empty if they are valid.

    Valid levels are whole numbers keyed by aspect, or only the key `beyond` with the value True.
    """
    if levels == {BEYOND: True}:
        return ""
    if not isinstance(levels, dict) or not set(levels) <= {aspect.value for aspect in ORDER}:
        return "not_levels"
    return "" if all(type(level) is int and level >= 0 for level in levels.values()) else "not_levels"


def _keys(row: Mapping[str, object], wanted: set[str]) -> None:
    if set(row) != wanted:
        raise ValueError(f"{row.get('code')}: {sorted(set(row) ^ wanted)}")
