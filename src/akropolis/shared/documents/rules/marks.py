"""Placeholders in a template's text: `{unit}` and `{role:chef}` are replaced when a document is created."""

import re
from collections.abc import Mapping, Sequence

from akropolis.base.lib.swedish import listing

MARK = re.compile(r"\{(unit|role:([a-z0-9_-]+))\}")
NOBODY = "ingen utsedd än"
"""Text used for a role without holders; Swedish, as all documents are."""


def fill_marks(text: str, unit: str, holders: Mapping[str, Sequence[str]]) -> str:
    """Return the text with the placeholders replaced by the unit's name and by the names of each role's holders."""
    return MARK.sub(lambda found: _words(found, unit, holders), text)


def _words(found: re.Match[str], unit: str, holders: Mapping[str, Sequence[str]]) -> str:
    role = found[2]
    return unit if role is None else listing(list(holders.get(role, ())), "och") or NOBODY


def roles_in(text: str) -> set[str]:
    """Return the codes of the roles in the text's placeholders."""
    return {found[2] for found in MARK.finditer(text) if found[2]}
