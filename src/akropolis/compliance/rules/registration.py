"""How the registration of a legal entity stands (CSL 2 kap. 2 §): made, confirmed, and told of what has changed."""

from datetime import date
from enum import StrEnum

from akropolis.compliance.rules.entity_class import Kind


class Standing(StrEnum):
    """How it stands, the worst first."""

    LATE = "late"
    UNCLASSED = "unclassed"
    UNREGISTERED = "unregistered"
    CHANGED = "changed"
    SENT = "sent"
    CONFIRMED = "confirmed"
    OUTSIDE = "outside"


def standing(
    kind: str, *, registered: bool, confirmed: bool, changed: bool, last_day: date | None, today: date
) -> Standing:
    """How it stands on a day. `last_day` is that of the change which has waited longest, where the city has a clock."""
    if kind == Kind.OUTSIDE:
        return Standing.OUTSIDE
    if registered and changed and last_day is not None and last_day < today:
        return Standing.LATE
    if not kind:
        return Standing.UNCLASSED
    if not registered:
        return Standing.UNREGISTERED
    if changed:
        return Standing.CHANGED
    return Standing.CONFIRMED if confirmed else Standing.SENT
