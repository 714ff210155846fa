"""An exercise being played: which injects have been given, and what was logged after each of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from akropolis.base.kernel.access.gate import Access
from akropolis.events.exercises.models import Exercise, Inject
from akropolis.events.exercises.rules.injects import given_at, passed
from akropolis.events.incidents.models import Incident, LogEntry

GIVEN = "who plays reads what has been given, as anybody who may read the event; the rest lies with who leads"


@dataclass(slots=True)
class PlayedInject:
    """An inject that has been given, when, and the log entries made before the next inject."""

    inject: Inject
    at: datetime
    done: list[LogEntry] = field(default_factory=list)


def exercise_of_event(incident: Incident) -> Exercise | None:
    """Return the exercise of the event; None for a real event. The caller has found the event through the gate."""
    if not incident.exercise:
        return None
    rows = Exercise.objects.unscoped(because=GIVEN)
    return rows.select_related("owner_unit", "incident").filter(incident=incident).first()


def clock(exercise: Exercise, now: datetime) -> timedelta:
    """Return how much exercise time has passed; it stops when the exercise ends, and is 0 before it starts."""
    if exercise.started_at is None:
        return timedelta()
    return passed(exercise.started_at, min(now, exercise.ended_at or now), pace_of(exercise))


def pace_of(exercise: Exercise) -> int:
    """Return its pace: as it was when started, whatever is planned now."""
    return exercise.incident.pace if exercise.incident else exercise.pace


def list_given_injects(access: Access, exercise: Exercise, now: datetime) -> list[PlayedInject]:
    """Return the injects given so far, in order, each with the log entries after it that the user may read."""
    if exercise.started_at is None:
        return []
    end, pace = min(now, exercise.ended_at or now), pace_of(exercise)
    rows = Inject.objects.unscoped(because=GIVEN).filter(exercise=exercise)
    every = [PlayedInject(row, given_at(exercise.started_at, row.minute, pace)) for row in rows]
    found = [each for each in every if each.at <= end]
    _assign_entries(found, list(LogEntry.objects.visible(access).filter(incident=exercise.incident)))
    return found


def _assign_entries(found: Sequence[PlayedInject], entries: Sequence[LogEntry]) -> None:
    """Assign each log entry to the last inject given before the entry's time."""
    for entry in sorted(entries, key=lambda entry: entry.happened_at):
        before = [each for each in found if each.at <= entry.happened_at]
        if before:
            before[-1].done.append(entry)
