"""Who can have the duty to tell of an event, and tracks of those who were given one before that was asked."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import responsible_people
from akropolis.base.kernel.records.writer import create, writing
from akropolis.events.incidents.models import Incident, Track
from akropolis.events.incidents.rules.permissions import EDIT_TRACKS
from akropolis.events.incidents.services.tracks import Wanted, begin, mark_units_affected
from akropolis.graph.compliance.models import EntityProfile
from tests.world import SYSTEM, World


def classed(
    world: World, *codes: str, kind: str = "important", day: date = date(2026, 2, 1)
) -> list[EntityProfile]:
    """It is decided of these legal entities what they are under the Cybersecurity Act."""
    values = {"entity_class": kind, "provision": "1 kap. 4 §", "decided_on": day, "decided_by": "Katarina"}
    return [create(SYSTEM, EntityProfile, {"unit": world.units[code], **values}) for code in codes]


def opened_before(access: Access, incident: Incident, wanted: Sequence[Wanted]) -> list[Track]:
    """Tracks as 0.2.0 let them be opened, of a nämnd under the Cybersecurity Act too: they are walked as ever."""
    with writing(access) as w:
        units = [unit for unit, _regime in wanted]
        people = responsible_people(EDIT_TRACKS, units, timezone.localdate(), because="tests")
        alone = {unit: found[0] for unit, found in people.items() if len(found) == 1}
        rows = [
            {"incident": incident, "owner_unit": unit, "regime": regime, "title": incident.title}
            | {"responsible": alone.get(unit.pk)}
            for unit, regime in wanted
        ]
        made = w.create_many(Track, rows)
        begin(w, made)
        mark_units_affected(w, incident, units)
        return made
