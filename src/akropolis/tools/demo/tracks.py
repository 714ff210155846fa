"""Tracks of controllers for incidents with personal data, notified or decided not to be notified; and a call list."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from django.utils.translation import override

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.models import Unit
from akropolis.events.authority_reports.models import Assessment, AssessmentOutcome
from akropolis.events.authority_reports.rules.questions import Question
from akropolis.events.authority_reports.selectors.assessments import criteria_of, facts_of
from akropolis.events.incidents.models import (
    Incident,
    IncidentStatus,
    IncidentUnit,
    PersonalData,
    StepState,
    Track,
    TrackRegime,
    TrackState,
    TrackStep,
)
from akropolis.events.incidents.rules.tracks import IMY
from akropolis.events.incidents.selectors.awareness import Knowledge, KnowledgeRule
from akropolis.events.leadership.models import CallEntry
from akropolis.tools.demo.frame import City
from akropolis.tools.demo.source import read

WHY = "the demo city tells what its controllers did"
LATE = "Vilka uppgifter som berördes var oklart. En första anmälan borde ha gjorts ändå."


def build(city: City) -> None:
    """Create a track with its step for each closed incident: most notified in time, some late, and some
    not reported, since there was no risk.

    The track belongs to the controller: for an administration that is the committee above it (GDPR art.
    4.7).
    """
    chance, known = city.chance("tracks"), Units()
    rows = Incident.objects.unscoped(because=WHY).filter(
        personal_data=PersonalData.YES, status=IncidentStatus.CLOSED
    )
    every = [(row, known.authority(row.owner_unit_id)) for row in rows.order_by("number")]
    with city.writing() as w:
        found = [_report_texts(row, unit, chance) for row, unit in every]
        made = city.add(w, Track, [track for track, _step in found])
        steps = zip(made, found, strict=True)
        city.add(w, TrackStep, [{"track": track, **step} for track, (_track, step) in steps])
        affected = [{"incident": row, "unit": unit} for row, unit in every if unit.pk != row.owner_unit_id]
        city.add(w, IncidentUnit, affected)
        city.add(w, Assessment, [_judged(city, row) for row in made if row.state == TrackState.NOT_REPORTED])


def _report_texts(
    row: Incident, unit: Unit, chance: Random
) -> tuple[dict[str, object], Mapping[str, object]]:
    track = {"incident": row, "owner_unit": unit, "regime": TrackRegime.PRIVACY, "title": row.title}
    assert row.detected_at is not None
    with override("sv"):
        track["aware_because"] = str(Knowledge(row.detected_at, KnowledgeRule.DETECTED))
    said = {each["title"]: each.get("no_risk") for each in read("incidents")["templates"]}
    if why := said.get(row.title):
        step = {"clock": IMY, "state": StepState.DROPPED, "because": why}
        return track | {"state": TrackState.NOT_REPORTED, "text": why}, step
    hours, number = chance.choice((9, 20, 31, 46, 60, 70, 95)), chance.randint(1000, 9999)
    return track | {"state": TrackState.CLOSED}, dict(_filed(row.detected_at, hours, number))


def _judged(city: City, track: Track) -> dict[str, object]:
    """Return an assessment that a risk is unlikely (GDPR art. 33.1): every criterion of a risk is answered no."""
    at = or_hidden(track.incident.detected_at) + timedelta(hours=20)
    answers = [
        {"criterion": str(row.pk), "sentence": row.sentence, "mark": row.mark, "evidence": "", "reason": ""}
        | {"has": AssessmentOutcome.NO, "can": AssessmentOutcome.NO if row.can else ""}
        for row in criteria_of(city.access, track, Question.RISK, at.date())
    ]
    values = {"track": track, "question": Question.RISK, "answers": answers, "facts": facts_of(track)}
    values |= {"proposed": AssessmentOutcome.NO, "outcome": AssessmentOutcome.NO, "reasons": track.text}
    return values | {"decided_by": or_hidden(track.incident.lead).name, "decided_at": at}


def _filed(aware: datetime, hours: int, number: int) -> Iterator[tuple[str, object]]:
    yield from (("clock", IMY), ("state", StepState.DONE), ("submitted_by", "Dataskyddssamordnaren"))
    yield from (("submitted_at", aware + timedelta(hours=hours)), ("receipt", f"IMY-{aware.year}-{number}"))
    yield "because", LATE if hours > 72 else ""  # GDPR art. 33.1


def build_call_list(city: City) -> None:
    """Create the call list used when the city as a whole leads an event."""
    lines = (("Leder", "incidentledare", "08-508 000 01"), ("Beslutar", "ciso", "08-508 000 02"))
    with city.writing() as w:
        rows = [
            {"duty": duty, "owner_unit": city.units["stad"], "level": "staden", "position": place}
            | {"person": city.people[who], "telephone": telephone, "note": "Dygnet runt."}
            for place, (duty, who, telephone) in enumerate(lines, start=1)
        ]
        city.add(w, CallEntry, rows)
