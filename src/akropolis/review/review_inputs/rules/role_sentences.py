"""Sentences on who carries out the work and with whom, from the roles that are held and last year's directions."""

from __future__ import annotations

from collections.abc import Sequence

from akropolis.base.lib.swedish import lower_first
from akropolis.review.review_inputs.rules.figures import PackContent
from akropolis.review.review_inputs.rules.telling import COURSES
from akropolis.review.review_inputs.rules.wording import cutoff, names, plain, subject_phrase

NAMED = 3
"""Maximum number of units named for a role; more are counted."""
CERT = "cert"


def carriers(pack: PackContent) -> str:
    """Return a list of the roles that are held in the unit and below, each with the units where it is held."""
    own = [role for role in pack.roles if not role.wider]
    if not own:
        return f"Underlag saknas om vilka roller som bär arbetet hos {subject_phrase(pack)}."
    lines = "\n".join(f"- {plain(role.name)}: {_where(role.units)}" for role in own)
    return f"De här rollerna bar arbetet hos {subject_phrase(pack)} {cutoff(pack)}:\n\n{lines}"


def together(pack: PackContent) -> str:
    """Return a sentence on the roles above that the unit works with, and on whether there is a CERT."""
    wider = [role for role in pack.roles if role.wider]
    said = (
        f"Enheten arbetar tillsammans med {names([lower_first(role.name) for role in wider])}."
        if wider
        else ""
    )
    if not pack.roles or any(role.code == CERT for role in pack.roles):
        return said
    return f"{said} Ingen har rollen stadens CERT.".strip()


def ways(pack: PackContent) -> str:
    """Return a sentence on how the unit has worked with last year's directions, by how far each has come."""
    if pack.unit.is_city or not pack.directions:
        return ""
    said = [
        f"{words.sv}: {names([one.title for one in pack.directions if one.named(course)])}."
        for course, words in COURSES.items()
        if any(one.named(course) for one in pack.directions)
    ]
    return f"Arbetssättet har följt förra årets inriktningar. {' '.join(said)}" if said else ""


def _where(units: Sequence[str]) -> str:
    return names(units) if len(units) <= NAMED else f"{len(units)} enheter"
