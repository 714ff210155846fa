"""An event with tracks of two nämnder side by side, led by the city."""

from typing import Any

from django.utils import timezone

from akropolis.base.kernel.records.writer import create
from akropolis.events.incidents.models import Incident, Track, TrackRegime
from tests.factories.duties import opened_before
from tests.world import SYSTEM, WORD, World

BOTH = (
    (TrackRegime.CYBER, "utb"),
    (TrackRegime.PRIVACY, "utb"),
    (TrackRegime.CYBER, "kul"),
    (TrackRegime.PRIVACY, "kul"),
)


def event(world: World, unit: str = "stad", **values: Any) -> Incident:
    """An event that is known since now."""
    now = timezone.now()
    usual = {"title": "Intrång", "owner_unit": world.units[unit], "occurred_at": now, "aware_at": now}
    return create(SYSTEM, Incident, usual | values)


def tracks(
    world: World, incident: Incident, *wanted: tuple[TrackRegime, str]
) -> dict[tuple[str, str], Track]:
    """Its tracks by set of rules and unit."""
    made = opened_before(SYSTEM, incident, [(world.units[unit], regime) for regime, unit in wanted or BOTH])
    return {(row.regime, row.owner_unit.code): row for row in made}


SECRET = f"{WORD}: elevhälsans journaler"
"""Stands in what utb has written and nowhere else."""
