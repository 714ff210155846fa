"""What controllers have done because of incidents with personal data: notified, or decided not to; and a call list."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from akropolis.demo.frame import City
from akropolis.incidents.models import (
    Incident,
    IncidentStatus,
    PersonalData,
    Regime,
    Severity,
    StepState,
    Track,
    TrackState,
    TrackStep,
)
from akropolis.incidents.rules.tracks import IMY
from akropolis.leadership.models import CallEntry

WHY = "the demo city tells what its controllers did"
NOT_REPORTED = (
    "Det är osannolikt att den medför en risk: uppgifterna nådde bara en behörig kollega och är raderade."
)
LATE = "Händelsen blev känd i enheten först sedan helgen var över."


def build(city: City) -> None:
    """A track for each closed one, with its step; most were notified in time, some late, the small ones not at all."""
    chance = city.chance("tracks")
    rows = Incident.objects.unscoped(because=WHY).filter(
        personal_data=PersonalData.YES, status=IncidentStatus.CLOSED, aware_at__isnull=False
    )
    every = [
        row for row in rows.select_related("owner_unit").order_by("number") if row.owner_unit.own_authority
    ]
    with city.writing() as w:
        found = [_told(row, chance) for row in every]
        made = city.add(w, Track, [track for track, _step in found])
        city.add(
            w, TrackStep, [{"track": track, **step} for track, (_t, step) in zip(made, found, strict=True)]
        )


def _told(row: Incident, chance: Random) -> tuple[dict[str, object], Mapping[str, object]]:
    track = {"incident": row, "owner_unit": row.owner_unit, "regime": Regime.PRIVACY, "title": row.title}
    if row.severity == Severity.MINOR:
        step = {"clock": IMY, "state": StepState.DROPPED, "because": NOT_REPORTED}
        return track | {"state": TrackState.NOT_REPORTED, "text": NOT_REPORTED}, step
    assert row.aware_at is not None
    hours = chance.choice((9, 20, 31, 46, 60, 70, 95))
    return track | {"state": TrackState.CLOSED}, dict(_filed(row.aware_at, hours, chance.randint(1000, 9999)))


def _filed(aware: datetime, hours: int, number: int) -> Iterator[tuple[str, object]]:
    yield from (("clock", IMY), ("state", StepState.DONE), ("submitted_by", "Dataskyddssamordnaren"))
    yield from (("submitted_at", aware + timedelta(hours=hours)), ("receipt", f"IMY-{aware.year}-{number}"))
    yield "because", LATE if hours > 72 else ""  # GDPR art. 33.1


def build_call_list(city: City) -> None:
    """Who is rung when the city leads an event."""
    lines = (("Leder", "incidentledare", "08-508 000 01"), ("Beslutar", "ciso", "08-508 000 02"))
    with city.writing() as w:
        rows = [
            {"duty": duty, "owner_unit": city.units["stad"], "level": "staden", "position": place}
            | {"person": city.people[who], "telephone": telephone, "note": "Dygnet runt."}
            for place, (duty, who, telephone) in enumerate(lines, start=1)
        ]
        city.add(w, CallEntry, rows)
