"""The level on which an event is led, the level its facts propose, and who is called there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.events.incidents.models import Incident
from akropolis.events.leadership.models import CallEntry, LeadershipLevel
from akropolis.events.leadership.rules.levels import LevelProposal, LevelRule, propose_level


@dataclass(frozen=True, slots=True)
class Led:
    """The level on which the event is led now, None while nobody has decided it, and the level its facts propose."""

    now: LeadershipLevel | None
    proposed: LeadershipLevel | None
    why: LevelProposal | None


def levels_of(access: Access) -> list[LeadershipLevel]:
    """Return the levels of leadership in force, from lowest to highest."""
    return LeadershipLevel.in_force(access, timezone.localdate())


def leadership_of(access: Access, incident: Incident, units: int) -> Led:
    """Return how the event is led, given how many affected units the reader sees."""
    rows = levels_of(access)
    by_code = {row.code: row for row in rows}
    why = propose_level(
        [LevelRule(r.code, r.from_severity, r.from_units) for r in rows], incident.severity, units
    )
    return Led(by_code.get(incident.level), by_code[why.code] if why else None, why)


def call_list(access: Access, incident: Incident, level: LeadershipLevel | None) -> list[CallEntry]:
    """Return whom to call on the level, in turn, by the leading unit's list or the nearest above."""
    if level is None:
        return []
    path = incident.owner_unit.path
    above = Q(pk__in=[])
    for end in (index for index, sign in enumerate(path) if sign == "/" and index):
        above |= Q(owner_unit__path=path[: end + 1])
    rows = CallEntry.objects.visible(access).filter(above, level=level.code, archived_at=None)
    found = list(
        rows.select_related("owner_unit", "person", "stand_in").order_by("position", "sort_key", "id")
    )
    return _nearest(found)


def _nearest(found: Sequence[CallEntry]) -> list[CallEntry]:
    deepest = max((len(entry.owner_unit.path) for entry in found), default=0)
    return [entry for entry in found if len(entry.owner_unit.path) == deepest]
