"""Which step of a track is to be done first, and how long there is left for it."""

from datetime import UTC, datetime, timedelta

import pytest

from akropolis.events.incidents.models import Incident, StepState, Track, TrackStep
from akropolis.events.incidents.selectors.clocks import StepClock, next_of, sort_clocks
from akropolis.shared.clocks.rules.due import Clock, due

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def clock(
    name: str,
    hours: int | None = None,
    *,
    own: datetime | None = None,
    started: bool = True,
    state: StepState = StepState.WAITING,
    pace: int = 1,
) -> StepClock:
    """A step for which the law gives so many hours from now, or says at once; `own` is a time of its own."""
    track = Track(incident=Incident(exercise=pace > 1, pace=pace))
    step = TrackStep(track=track, name=name, due_at=own, state=state)
    return (
        StepClock(step, NOW, None, due(Clock(hours), NOW)) if started else StepClock(step, None, None, None)
    )


def test_at_once_comes_first_then_the_nearest_and_what_nothing_has_started_last() -> None:
    clocks = [
        clock("Inte börjat", started=False),
        clock("Tre dygn", 72),
        clock("Eget", own=NOW + 30 * HOUR, started=False),
        clock("Ett dygn", 24),
        clock("Genast"),
    ]
    assert [each.name for each in sort_clocks(clocks)] == [
        "Genast",
        "Ett dygn",
        "Eget",
        "Tre dygn",
        "Inte börjat",
    ]


def test_the_next_is_the_first_of_those_that_are_still_to_be_done() -> None:
    given = [
        clock("Klart", 1, state=StepState.DONE),
        clock("Görs inte", 2, state=StepState.DROPPED),
        clock("Väntar", 4),
        clock("Utan kvitto", 3, state=StepState.SENT),
    ]
    assert [getattr(next_of(clocks), "name", None) for clocks in (given, given[:3], given[:2], [])] == [
        "Utan kvitto",
        "Väntar",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        (clock("Lagens", 24), NOW + 24 * HOUR),
        (clock("Övning", 24, pace=4), NOW + 6 * HOUR),
        (clock("Eget går före", 24, own=NOW + HOUR), NOW + HOUR),
        (clock("Eget går inte fortare", 24, own=NOW + 8 * HOUR, pace=4), NOW + 8 * HOUR),
        (clock("Genast"), None),
        (clock("Inte börjat", started=False), None),
    ],
    ids=lambda value: value.name if isinstance(value, StepClock) else "",
)
def test_a_time_of_its_own_goes_before_the_laws_which_an_exercise_passes_faster(
    given: StepClock, moment: datetime | None
) -> None:
    assert given.moment == moment
    assert given.left(NOW) == (moment - NOW if moment else None)
    assert given.late(NOW + 200 * HOUR) is (moment is not None)


def test_what_is_done_at_once_has_no_time_of_its_own() -> None:
    found = [clock("A"), clock("B", 24), clock("C", own=NOW), clock("D", started=False)]
    assert [each.at_once for each in found] == [True, False, False, False]
