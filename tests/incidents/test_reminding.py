"""Of whom the steps of tracks are asked, and when: what has no moment is asked of nobody by a day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.events.incidents.models import (
    Incident,
    IncidentStatus,
    Severity,
    StepState,
    Track,
    TrackRegime,
    TrackState,
    TrackStep,
)
from akropolis.events.incidents.services import tracks
from akropolis.events.incidents.web.walking import due_everywhere
from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES
from tests.authority_reports import scenes
from tests.factories.duties import opened_before
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def event(world: World) -> Incident:
    """An event that the city leads, known for two hours."""
    CLOCK_RULES.load(SYSTEM)
    now = timezone.now()
    return scenes.event(
        world,
        "stad",
        occurred_at=now - 5 * HOUR,
        aware_at=now - 2 * HOUR,
        severity=Severity.SERIOUS,
    )


def opened(world: World, event: Incident, *wanted: tuple[str, TrackRegime]) -> list[Track]:
    pairs = [(world.units[code], regime) for code, regime in wanted]
    return tracks.open_tracks(world.access("ciso"), event, pairs)


def fed(world: World) -> list[tuple[str, str, date]]:
    """Clock, person and moment of all that is told."""
    clocks = {f"track-step:{step.pk}": step.clock for step in TrackStep.everything.all()}
    people = {person.pk: who for who, person in world.people.items()}
    found = due_everywhere(timezone.localdate())
    return sorted((clocks[due.task], people[due.person], due.by) for due in found)


def test_what_nothing_has_started_and_what_is_to_be_done_at_once_have_no_day_to_be_told_of(
    world: World, event: Incident
) -> None:
    track, _police = opened(world, event, ("utb", TrackRegime.PRIVACY), ("utb", TrackRegime.POLICE))
    create(SYSTEM, TrackStep, {"track": track, "clock": "nis2-final-after"})
    assert event.aware_at is not None
    assert fed(world) == [("gdpr-33", "owner", event.aware_at + 72 * HOUR)]
    update(SYSTEM, event, {"handled_at": event.aware_at + HOUR})
    assert [clock for clock, _who, _by in fed(world)] == ["gdpr-33", "nis2-final-after"]


def test_each_step_is_told_to_everybody_who_walks_the_tracks_of_its_own_unit(
    world: World, event: Incident
) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "second", "Tuva Lind", "samordnare", "utb")
    opened(world, event, ("utb", TrackRegime.PRIVACY), ("kul", TrackRegime.PRIVACY))
    assert event.aware_at is not None
    by = event.aware_at + 72 * HOUR
    assert fed(world) == [("gdpr-33", who, by) for who in ("neighbour", "owner", "second")]


def test_what_is_sent_without_a_receipt_is_told_of_and_what_is_done_or_dropped_is_not(
    world: World, event: Incident
) -> None:
    opened_before(SYSTEM, event, [(world.units["utb"], TrackRegime.CYBER)])
    told = []
    for state in StepState:
        early = TrackStep.everything.get(clock="nis2-early")
        given = {"submitted_at": timezone.now(), "receipt": "NCSC-1", "because": "Prov"}
        update(SYSTEM, early, {"state": state, **given})
        told.append((state, [clock for clock, _who, _by in fed(world)]))
    rest = ["nis2-notification"]
    assert told == [
        (StepState.WAITING, ["nis2-early", *rest]),
        (StepState.SENT, ["nis2-early", *rest]),
        (StepState.DONE, rest),
        (StepState.DROPPED, rest),
    ]


def test_a_track_that_is_not_to_be_reported_or_is_closed_is_told_of_no_more(
    world: World, event: Incident
) -> None:
    one, other = opened(world, event, ("utb", TrackRegime.PRIVACY), ("kul", TrackRegime.PRIVACY))
    told = []
    for track, state in (
        (one, TrackState.NOT_REPORTED),
        (other, TrackState.REPORTED),
        (other, TrackState.CLOSED),
    ):
        Track.everything.filter(pk=track.pk).update(state=state)  # also as rows stand from earlier versions
        told.append([who for _clock, who, _by in fed(world)])
    assert told == [["neighbour"], ["neighbour"], []]


def test_an_archived_track_and_the_tracks_of_an_archived_event_are_told_of_no_more(
    world: World, event: Incident
) -> None:
    one, _other = opened(world, event, ("utb", TrackRegime.PRIVACY), ("kul", TrackRegime.PRIVACY))
    with writing(SYSTEM) as w:
        w.archive(one)
    assert [who for _clock, who, _by in fed(world)] == ["neighbour"]
    with writing(SYSTEM) as w:
        w.archive(event)
    assert fed(world) == []


def test_the_clocks_of_a_closed_event_run_on_and_those_of_a_closed_exercise_do_not(
    world: World, event: Incident
) -> None:
    exercise = create(
        SYSTEM,
        Incident,
        {
            "title": "Provet",
            "owner_unit": world.units["stad"],
            "exercise": True,
            "occurred_at": event.occurred_at,
            "aware_at": event.aware_at,
        },
    )
    opened(world, event, ("utb", TrackRegime.PRIVACY))
    opened(world, exercise, ("kul", TrackRegime.PRIVACY))
    assert [who for _clock, who, _by in fed(world)] == ["neighbour", "owner"]
    for row in (event, exercise):
        update(SYSTEM, row, {"status": IncidentStatus.RESOLVED})
        update(SYSTEM, row, {"status": IncidentStatus.CLOSED, "closed_at": timezone.now(), "cause": "Prov"})
    assert [who for _clock, who, _by in fed(world)] == ["owner"]
