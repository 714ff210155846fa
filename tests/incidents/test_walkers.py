"""Who opens a track and gives it a step, who walks it, and at which moment a step is late."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.records.writer import create, update
from akropolis.events.incidents.models import Incident, StepState, Track, TrackRegime, TrackState, TrackStep
from akropolis.events.incidents.rules.tracks import INTERMEDIATE, OWN
from akropolis.events.incidents.selectors.clocks import clocks_of
from akropolis.events.incidents.services import tracks
from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES
from tests.authority_reports import scenes
from tests.factories.duties import opened_before
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def event(world: World) -> Incident:
    """An event that `utb` leads, known for a hundred hours and a little."""
    CLOCK_RULES.load(SYSTEM)
    known = timezone.now().replace(second=30, microsecond=0) - 100 * HOUR
    return scenes.event(
        world,
        "utb",
        occurred_at=known - HOUR,
        aware_at=known,
    )


def opened(
    world: World, event: Incident, who: str, unit: str, regime: TrackRegime = TrackRegime.PRIVACY
) -> Track:
    act = opened_before if regime is TrackRegime.CYBER else tracks.open_tracks
    (track,) = act(world.access(who), event, [(world.units[unit], regime)])
    return track


def step(track: Track, clock: str = "gdpr-33") -> TrackStep:
    related = ("track__incident__owner_unit", "track__owner_unit")
    return TrackStep.everything.select_related(*related).get(track=track, clock=clock)


def test_a_track_is_opened_from_where_the_event_is_led_or_in_the_unit_itself(
    world: World, event: Incident
) -> None:
    with pytest.raises(Hidden):
        opened(world, event, "neighbour", "hamn")
    values = {
        "incident": event,
        "owner_unit": world.units["hamn"],
        "regime": TrackRegime.PRIVACY,
        "title": "Nej",
    }
    with pytest.raises(Hidden):  # also where it has no steps yet
        create(world.access("neighbour"), Track, values)
    assert Track.everything.count() == 0
    made = [opened(world, event, "owner", "hamn"), opened(world, event, "neighbour", "kul")]
    assert [track.owner_unit.code for track in made] == ["hamn", "kul"]


def test_a_step_is_given_by_the_unit_and_by_who_leads_the_event_and_by_no_other(
    world: World, event: Incident
) -> None:
    track = opened(world, event, "owner", "hamn")
    at = timezone.now() + HOUR
    with pytest.raises(Hidden):
        tracks.add_step(world.access("neighbour"), track, INTERMEDIATE, "En gång till", at)
    asked = tracks.add_step(world.access("owner"), track, OWN, "  Ring hamnkaptenen ", at)
    assert (asked.name, asked.due_at, asked.state) == ("Ring hamnkaptenen", at, StepState.WAITING)
    with pytest.raises(Hidden):
        update(world.access("owner"), asked, {"name": "Ring ingen"})
    with pytest.raises(Hidden):
        update(world.access("owner"), track, {"title": "Något annat"})


def test_a_step_is_late_from_the_moment_after_its_last(world: World, event: Incident) -> None:
    track, access = opened(world, event, "owner", "utb"), world.access("owner")
    last = clocks_of([step(track)])[0].moment
    assert last is not None
    with pytest.raises(Invalid) as refused:
        tracks.file(access, step(track), submitted_at=last + MINUTE, receipt="IMY-1", because="  ")
    assert set(refused.value.errors) == {"because"}
    found = tracks.file(access, step(track), submitted_at=last, receipt=" IMY-1 ")
    assert (found.state, found.receipt, found.submitted_by) == (StepState.DONE, "IMY-1", "Nadja Perić")
    (clock,) = clocks_of([step(track)])
    assert (clock.late(timezone.now()), clock.waits) == (False, False)


def test_the_minute_in_which_the_clock_started_counts_from_its_first_second(
    world: World, event: Incident
) -> None:
    track, access = opened(world, event, "owner", "utb"), world.access("owner")
    assert event.aware_at is not None
    first = event.aware_at - timedelta(seconds=30)
    with pytest.raises(Invalid) as refused:
        tracks.file(access, step(track), submitted_at=first - timedelta(seconds=1), receipt="IMY-1")
    assert (set(refused.value.errors), step(track).state) == ({"submitted_at"}, StepState.WAITING)
    tracks.file(access, step(track), submitted_at=first, receipt="IMY-1")
    assert step(track).submitted_at == first


def test_a_step_that_waits_is_late_once_its_time_is_out_and_one_that_is_dropped_never(
    world: World, event: Incident
) -> None:
    track = opened(world, event, "owner", "utb")

    def late(now: datetime) -> bool:
        return clocks_of([step(track)])[0].late(now)

    last = clocks_of([step(track)])[0].moment
    assert last is not None
    assert (late(last), late(last + MINUTE)) == (False, True)
    tracks.file(world.access("owner"), step(track), submitted_at=last, receipt="")
    assert late(last + MINUTE) is False
    other = tracks.add_step(SYSTEM, track, OWN, "Ring IMY", last)
    tracks.drop(SYSTEM, other, " Låg risk ")
    assert (other.because, clocks_of([other])[0].late(last + MINUTE)) == ("Låg risk", False)


def test_a_step_is_not_left_without_reasons(world: World, event: Incident) -> None:
    track = opened(world, event, "owner", "utb")
    with pytest.raises(Invalid) as refused:
        tracks.drop(SYSTEM, step(track), " \n")
    assert (set(refused.value.errors), step(track).state) == ({"because"}, StepState.WAITING)


def test_what_follows_is_begun_once_and_only_the_first_steps_make_a_track_reported(
    world: World, event: Incident
) -> None:
    track, access = opened(world, event, "owner", "utb", TrackRegime.CYBER), world.access("owner")
    own = tracks.add_step(access, track, OWN, "Ring NCSC", timezone.now())
    given: dict[str, Any] = {"submitted_at": event.aware_at, "receipt": "NCSC-1"}
    tracks.file(access, step(track, "nis2-notification"), **given)
    assert (step(track, "nis2-final").started_at, state(track)) == (event.aware_at, TrackState.OPEN)
    tracks.file(
        access, step(track, "nis2-notification"), **given | {"receipt": "NCSC-2"}, correction="Fel nummer"
    )
    assert TrackStep.everything.filter(track=track, clock="nis2-final").count() == 1
    tracks.file(access, step(track, "nis2-early"), **given)
    assert (state(track), TrackStep.everything.get(pk=own.pk).state) == (
        TrackState.REPORTED,
        StepState.WAITING,
    )


def state(track: Track) -> str:
    return str(Track.everything.get(pk=track.pk).state)


def test_a_situation_report_is_given_only_for_a_final_one_that_waits(world: World, event: Incident) -> None:
    track = opened(world, event, "owner", "utb", TrackRegime.CYBER)
    with pytest.raises(Refused):
        tracks.file_situation_report_instead(SYSTEM, step(track, "nis2-early"))
    given: dict[str, Any] = {"submitted_at": event.aware_at, "receipt": "NCSC-1"}
    tracks.file(SYSTEM, step(track, "nis2-notification"), **given)
    final = step(track, "nis2-final")
    update(SYSTEM, final, {"state": StepState.SENT, "submitted_at": timezone.now()})
    with pytest.raises(Refused):
        tracks.file_situation_report_instead(SYSTEM, final)
    assert not TrackStep.everything.filter(track=track, clock="nis2-situation").exists()


@pytest.mark.parametrize(
    ("exercise", "closed", "archived", "state", "living"),
    [
        (False, False, False, TrackState.OPEN, True),
        (False, True, False, TrackState.OPEN, True),
        (True, False, False, TrackState.REPORTED, True),
        (True, True, False, TrackState.OPEN, False),
        (False, False, True, TrackState.OPEN, False),
        (False, False, False, TrackState.NOT_REPORTED, False),
        (False, False, False, TrackState.CLOSED, False),
    ],
)
def test_a_tracks_clocks_run_until_it_or_the_exercise_is_over(
    exercise: bool, closed: bool, archived: bool, state: TrackState, living: bool
) -> None:
    now = timezone.now()
    incident = Incident(exercise=exercise, closed_at=now if closed else None)
    assert Track(incident=incident, archived_at=now if archived else None, state=state).living is living
