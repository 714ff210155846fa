"""Placeholders in a template's text, replaced when a document is created: `{unit}`, `{head}` and `{role:chef}`."""

import re
from collections.abc import Mapping, Sequence

from akropolis.base.lib.swedish import capitalised, listing

MARK = re.compile(r"\{(unit|head|Head|the_head|The_head|role:([a-z0-9_-]+))\}")
HEADS = {"company": ("vd", "vd:n"), "city": ("stadsdirektör", "stadsdirektören")}
USUAL_HEAD = ("förvaltningschef", "förvaltningschefen")
"""The head's title, and the same in the definite form, by kind of unit; Swedish, as all documents are."""
NOBODY = "ingen utsedd än"
"""Text used for a role without holders; Swedish, as all documents are."""


def fill_marks(text: str, unit: str, holders: Mapping[str, Sequence[str]], kind: str = "") -> str:
    """Return the text with the placeholders replaced: by the unit's name, by its head's title for a unit of that
    `kind`, and by the names of each role's holders.
    """
    head, the_head = HEADS.get(kind, USUAL_HEAD)
    words = {"unit": unit, "head": head, "the_head": the_head}
    words |= {"Head": capitalised(head), "The_head": capitalised(the_head)}
    return MARK.sub(
        lambda found: words.get(found[1]) or listing(list(holders.get(found[2], ())), "och") or NOBODY, text
    )


def roles_in(text: str) -> set[str]:
    """Return the codes of the roles in the text's placeholders."""
    return {found[2] for found in MARK.finditer(text) if found[2]}
