"""Strict parsing of the content files."""

from collections.abc import Iterable, Mapping
from typing import Any

from akropolis.base.lib.plain import Plain
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.rules.scheme import read_body, scheme_problems, write_body

SCHEME = ("code", "edition", "name", "name_en", "valid_from", "source", "body")
BEYOND = "beyond"
"""Key in a legal basis's levels, meaning that information under it lies above the catalogue."""


def read_schemes(rows: Iterable[Plain]) -> list[dict[str, Any]]:
    """Return the schemes ready to be stored. Raises ValueError naming one that is incomplete."""
    read: list[dict[str, Any]] = []
    for row in rows:
        _keys(row, set(SCHEME))
        body = read_body(row["body"])
        if problems := scheme_problems(body):
            raise ValueError(f"scheme {row['code']}: {problems}")
        read.append({**row, "body": write_body(body)})
    return read


def level_problem(levels: object) -> str:
    """Return what is wrong with the levels that a legal basis proposes; empty if nothing is.

    They are whole numbers by aspect, or only `beyond`.
    """
    if levels == {BEYOND: True}:
        return ""
    if not isinstance(levels, dict) or not set(levels) <= {aspect.value for aspect in ORDER}:
        return "not_levels"
    return "" if all(type(level) is int and level >= 0 for level in levels.values()) else "not_levels"


def _keys(row: Mapping[str, object], wanted: set[str]) -> None:
    if set(row) != wanted:
        raise ValueError(f"{row.get('code')}: {sorted(set(row) ^ wanted)}")
