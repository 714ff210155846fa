"""The city's exercise programme: one held last year, and one planned for this winter."""

from collections.abc import Mapping
from datetime import timedelta

from akropolis.base.kernel.records.writer import Writer
from akropolis.base.lib.marks import add_mark
from akropolis.events.exercises.models import Exercise, ExerciseAction, ExerciseState, Observed, Script
from akropolis.events.exercises.rules.injects import given_at
from akropolis.events.exercises.services.causes import EXERCISE as RAISES
from akropolis.events.exercises.services.planning import fill_within
from akropolis.events.incidents.models import Incident, IncidentKind, IncidentStatus, LogEntry, Severity
from akropolis.events.incidents.rules.tracks import EXERCISE
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.tools.demo.frame import City, moment
from akropolis.tools.demo.source import Row, read
from akropolis.tools.demo.suppliers import supplier_name

OWNER = "stad"


def build(city: City) -> None:
    """Create both exercises, from the exercise templates shipped with the system."""
    for told_of in read("exercises")["exercises"]:
        _build(city, told_of)


def _build(city: City, row: dict[str, object]) -> None:
    with city.writing() as w:
        exercise = _planned(city, w, row)
        fill_within(w, exercise, Script.everything.get(code=row["script"]))
        if "observations" in row:
            _held(city, w, exercise, row)


def _planned(city: City, w: Writer, row: Row) -> Exercise:
    values = {
        "title": row["title"],
        "owner_unit": city.units[OWNER],
        "planned_on": row["day"],
        "lead": city.people["incidentledare"],
        "supplier": city.suppliers[supplier_name(row["supplier"])],
        "severity": Severity.SERIOUS,
        "pace": row["pace"],
    }
    return city.add(w, Exercise, [values])[0]


def _held(city: City, w: Writer, exercise: Exercise, row: Row) -> None:
    started = moment(row["day"], 9)
    ended = started + timedelta(hours=4)
    event = {
        "title": add_mark(EXERCISE, row["title"]),
        "description": exercise.scene,
        "owner_unit": exercise.owner_unit,
        "kind": IncidentKind.INCIDENT,
        "exercise": True,
        "pace": exercise.pace,
        "occurred_at": started,
        "aware_at": started + timedelta(minutes=1),
        "severity": exercise.severity,
        "lead": exercise.lead,
        "status": IncidentStatus.CLOSED,
        "closed_at": ended,
        "cause": row["over"],
    }
    (incident,) = city.add(w, Incident, [event])
    times = {"incident": incident, "started_at": started, "ended_at": ended}
    w.update(exercise, {"state": ExerciseState.ENDED, **times})
    entries = [
        {"incident": incident, "unit": exercise.owner_unit, "written_by": row["wrote"], "kind": each["kind"]}
        | {"text": each["text"], "basis": each.get("basis", "")}
        | {"happened_at": given_at(started, each["minute"], exercise.pace)}
        for each in row["log"]
    ]
    city.add(w, LogEntry, entries)
    goals = exercise.goal_lines
    seen = [
        {"exercise": exercise, "goal": goals[each["goal"]], "outcome": each["outcome"], "text": each["text"]}
        | {"seen_by": each["by"]}
        for each in row["observations"]
    ]
    city.add(w, Observed, seen)
    w.update(exercise, {"state": ExerciseState.REPORTED})
    for action in row["actions"]:
        _raise(city, w, exercise, action)


def _raise(city: City, w: Writer, exercise: Exercise, row: Mapping[str, object]) -> None:
    values = {
        "title": row["title"],
        "owner_unit": exercise.owner_unit,
        "responsible": exercise.lead,
        "due_on": row["due"],
        "status": ActionStatus.DONE,
        "done_on": row["done"],
        "cause": RAISES.cause.key,
        "cause_note": exercise.label(),
    }
    (action,) = city.add(w, Action, [values])
    city.add(w, ExerciseAction, [{"exercise": exercise, "action": action}])
