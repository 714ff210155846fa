"""The roles that carry out a unit's work with information security: its own, and those above that it works with."""

from datetime import date

from django.db.models import Q

from akropolis.base.kernel.access.grants import appointments_in_force
from akropolis.base.kernel.access.models import Unit
from akropolis.review.review_inputs.rules.figures import CarryingRole

BECAUSE = "a review says which roles carry out the work and where, but not who holds them"
CARRYING = (
    "chef",
    "ciso",
    "samordnare",
    "itsakerhetsansvarig",
    "dso",
    "dataskyddssamordnare",
    "informationsagare",
    "objektagare",
    "risksamordnare",
    "incidentledare",
    "cert",
)
"""Codes of the roles that carry out the work, in the order in which they are named."""
TOGETHER = ("ciso", "itsakerhetsansvarig", "dso", "incidentledare", "cert")
"""Codes of the roles above a unit that it works with."""


def held_roles(unit: Unit, day: date) -> tuple[CarryingRole, ...]:
    """Return the roles held in the unit and below on that day, and then those above that it works with. One query."""
    rows = appointments_in_force(day, BECAUSE, Q(role__code__in=CARRYING))
    held: dict[tuple[bool, str], tuple[str, dict[str, str]]] = {}
    for row in rows:
        there = row.unit
        if there is None:
            continue
        below = there.path.startswith(unit.path)
        if below or (row.role.code in TOGETHER and unit.path.startswith(there.path)):
            _name, places = held.setdefault((not below, row.role.code), (row.role.name, {}))
            places[there.path] = there.name
    ordered = sorted(held, key=lambda key: (key[0], CARRYING.index(key[1])))
    return tuple(
        CarryingRole(code, held[wider, code][0], tuple(sorted(held[wider, code][1].values())), wider)
        for wider, code in ordered
    )
