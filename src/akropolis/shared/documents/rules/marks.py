"""Marks in a template's text: `{unit}` and `{role:chef}` are put in words when a document is begun."""

import re
from collections.abc import Mapping, Sequence

from akropolis.base.lib.swedish import listing

MARK = re.compile(r"\{(unit|role:([a-z0-9_-]+))\}")
NOBODY = "ingen utsedd än"
"""Documents are in Swedish, whoever begins them."""


def fill_marks(text: str, unit: str, holders: Mapping[str, Sequence[str]]) -> str:
    """The text with the unit's name and the names of those who hold each role there."""
    return MARK.sub(lambda found: _words(found, unit, holders), text)


def _words(found: re.Match[str], unit: str, holders: Mapping[str, Sequence[str]]) -> str:
    role = found[2]
    return unit if role is None else listing(list(holders.get(role, ())), "och") or NOBODY


def roles_in(text: str) -> set[str]:
    """The codes of the roles that the text names."""
    return {found[2] for found in MARK.finditer(text) if found[2]}
