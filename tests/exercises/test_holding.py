"""An exercise is filled, started, ended and reported, and what belongs to it kept: each by who may, and whole."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.records.writer import writing
from akropolis.events.exercises.models import (
    Exercise,
    ExerciseAction,
    ExerciseState,
    ExerciseThreat,
    Inject,
    Observed,
    Script,
    ScriptInject,
)
from akropolis.events.exercises.register.exercises import EXERCISES
from akropolis.events.exercises.rules.injects import InjectWords
from akropolis.events.exercises.services.causes import EXERCISE
from akropolis.events.exercises.services.keeping import child_of, exercise_of, keep, remove
from akropolis.events.exercises.services.planning import fill_from, lines_of
from akropolis.events.incidents.models import Incident, IncidentThreat
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.services.causes import raise_from
from akropolis.shared.threats.models import Threat
from tests.world import START, SYSTEM, World

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def stage(stage: World, django_db_blocker: Any) -> World:
    """An exercise of `utb` and one of `kul`, a threat, and a written exercise about it."""
    with django_db_blocker.unblock(), writing(SYSTEM) as w:
        for unit in ("utb", "kul"):
            values = {"title": unit, "owner_unit": stage.units[unit], "planned_on": date(2026, 11, 25)}
            stage.rows[unit] = w.create(Exercise, values)
        threat = w.create(
            Threat, {"code": "ransom", "name": "Utpressning", "description": "Prov", "valid_from": START}
        )
        script = {"name": "Prov", "threat": threat, "scene": "{enhet} väntar.", "goals": "Svara {enhet}"}
        for name, given in (("Prov", {}), ("Annat", {"threat": None})):
            made = w.create(Script, {**script, "name": name, "valid_from": START, **given})
            line = {"script": made, "valid_from": START}
            w.create(ScriptInject, {**line, "minute": 9, "text": f"{name} sent", "from_severity": 4})
            w.create(
                ScriptInject,
                {**line, "minute": 5, "text": f"{name} {{hot}}", "whom": "{enhet}", "expected": "Ring"},
            )
    return stage


@pytest.fixture
def exercise(world: World) -> Exercise:
    return fresh(world.rows["utb"])


def fresh(row: Any) -> Exercise:
    found: Exercise = Exercise.everything.select_related("incident", "owner_unit").get(pk=row.pk)
    return found


def script(name: str = "Prov") -> Script:
    return Script.everything.get(name=name)


def step(row: Exercise, name: str, access: Access = SYSTEM, **more: Any) -> Exercise:
    EXERCISES.verbs.step(access, row, name, {}, **more)
    return fresh(row)


def seen(row: Exercise, **more: Any) -> Observed:
    with writing(SYSTEM) as w:
        return w.create(Observed, {"exercise": row, "goal": "Mål", "outcome": "met", "text": "Bra", **more})


def test_a_written_exercise_has_the_key_that_is_said_or_that_of_its_name(world: World) -> None:
    with writing(SYSTEM) as w:
        values = {"name": "Prov", "scene": "x", "goals": "x", "valid_from": START}
        made = [w.create(Script, values | given) for given in ({}, {"code": "mitt"})]
    assert [row.code for row in made] == ["prov-2", "mitt"]
    assert script("Annat").code == "annat"


def test_the_lines_of_a_written_exercise_are_its_own_in_force_and_as_serious(world: World) -> None:
    with writing(SYSTEM) as w:
        over = {"script": script(), "minute": 1, "text": "Utgånget", "valid_from": START}
        w.create(ScriptInject, {**over, "valid_to": timezone.localdate() - DAY})
    first, last = InjectWords(5, "Prov {hot}", "{enhet}", "Ring"), InjectWords(9, "Prov sent")
    found = [lines_of(SYSTEM, script(), severity) for severity in (1, 3, 4)]
    assert found == [[first], [first], [first, last]]


def test_filling_replaces_its_own_injects_and_sets_what_is_empty(world: World, exercise: Exercise) -> None:
    with writing(SYSTEM) as w:
        for row in (exercise, world.rows["kul"]):
            w.create(Inject, {"exercise": row, "minute": 1, "text": "Gammalt"})
    made = fill_from(world.access("ciso"), exercise, script())
    mine = Inject.everything.filter(exercise=exercise)
    assert list(mine) == made
    assert [(row.minute, row.text, row.whom, row.expected) for row in made] == [
        (5, "Prov utpressning", "Utbildningsnämnden", "Ring")
    ]
    assert [row.text for row in Inject.everything.exclude(exercise=exercise)] == ["Gammalt"]
    row = fresh(exercise)
    assert (row.scene, row.goals) == ("Utbildningsnämnden väntar.", "Svara Utbildningsnämnden")
    assert [tie.threat.code for tie in ExerciseThreat.everything.filter(exercise=exercise)] == ["ransom"]
    assert not ExerciseThreat.everything.exclude(exercise=exercise).exists()


@pytest.mark.parametrize(
    ("scene", "goals", "expected"),
    [
        ("Vår egen", "Våra", ("Vår egen", "Våra")),
        (" \n", "Våra", ("Utbildningsnämnden väntar.", "Våra")),
        ("Vår egen", "", ("Vår egen", "Svara Utbildningsnämnden")),
    ],
)
def test_what_is_written_in_it_already_stays(
    world: World, exercise: Exercise, scene: str, goals: str, expected: tuple[str, str]
) -> None:
    Exercise.everything.filter(pk=exercise.pk).update(scene=scene, goals=goals)
    fill_from(SYSTEM, fresh(exercise), script())
    row = fresh(exercise)
    assert (row.scene, row.goals) == expected


def test_a_kind_of_attack_that_is_named_already_stays_and_one_of_none_names_none(
    world: World, exercise: Exercise
) -> None:
    def named(row: Exercise) -> list[str]:
        return [tie.threat.code for tie in ExerciseThreat.everything.filter(exercise=row)]

    fill_from(SYSTEM, exercise, script("Annat"))
    assert named(exercise) == []
    assert [row.text for row in Inject.everything.filter(exercise=exercise)] == ["Annat {hot}"]
    with writing(SYSTEM) as w:
        other = w.create(
            Threat, {"code": "fire", "name": "Brand", "description": "Prov", "valid_from": START}
        )
        w.create(ExerciseThreat, {"exercise": exercise, "threat": other})
    fill_from(SYSTEM, exercise, script())
    assert named(exercise) == ["fire"]
    assert [row.text for row in Inject.everything.filter(exercise=exercise)] == ["Prov brand"]


@pytest.mark.parametrize("who", ["neighbour", "auditor", "outsider"])
def test_who_may_not_hold_it_neither_finds_nor_fills_it(world: World, exercise: Exercise, who: str) -> None:
    access = world.access(who)
    row = seen(exercise)
    for act in (
        lambda: exercise_of(access, exercise.pk),
        lambda: child_of(access, Observed, row.pk),
        lambda: fill_from(access, exercise, script()),
        lambda: keep(access, Observed(exercise=exercise), {"goal": "G", "outcome": "met", "text": "T"}),
        lambda: keep(access, row, {"text": "Annat"}),
        lambda: remove(access, row),
        lambda: step(exercise, "start", access),
    ):
        with pytest.raises(Hidden):
            act()
    assert (
        fresh(exercise).state,
        Inject.everything.count(),
        [row.text for row in Observed.everything.all()],
    ) == (
        "planned",
        0,
        ["Bra"],
    )


def test_who_may_hold_it_finds_it_and_what_belongs_to_it(world: World, exercise: Exercise) -> None:
    row, access = seen(exercise), world.access("ciso")
    assert (exercise_of(access, exercise.pk), child_of(access, Observed, row.pk)) == (exercise, row)
    with pytest.raises(Hidden):
        child_of(access, Inject, row.pk)


def test_what_was_seen_is_kept_changed_by_who_saw_it_last_and_taken_away(
    world: World, exercise: Exercise
) -> None:
    access = world.access("ciso")
    values = {"goal": "Mål", "outcome": "partly", "text": "Sent"}
    made = keep(access, Observed(exercise=exercise), values)
    assert (made.exercise, made.version, getattr(made, "outcome", "")) == (exercise, 1, "partly")
    changed = keep(access, made, {"text": "Mycket sent"}, version=1)
    assert (changed.pk, changed.version) == (made.pk, 2)
    with pytest.raises(Stale):
        keep(access, changed, {"text": "Igen"}, version=1)
    other = seen(exercise)
    remove(access, changed)
    assert list(Observed.everything.all()) == [other]


def test_what_an_action_was_raised_for_stands_and_nothing_else_does(world: World, exercise: Exercise) -> None:
    row, other = seen(exercise), seen(exercise)
    with writing(SYSTEM) as w:
        values = {"title": "Öva", "owner_unit": world.units["utb"], "due_on": date(2027, 1, 1)}
        action = w.create(Action, values)
        w.create(ExerciseAction, {"exercise": exercise, "observed": row, "action": action})
    with pytest.raises(Refused):
        remove(SYSTEM, row)
    remove(SYSTEM, other)
    assert list(Observed.everything.all()) == [row]


def test_an_action_is_raised_for_the_whole_before_anything_is_seen_and_for_what_was_seen_after(
    world: World, exercise: Exercise
) -> None:
    access = world.access("ciso")
    values = {"title": "Öva", "owner_unit": world.units["utb"], "due_on": date(2027, 1, 1)}
    raise_from(access, EXERCISE, EXERCISE.origin(access, str(exercise.pk)), values)
    row, _deaf, theirs = seen(exercise), seen(exercise), seen(fresh(world.rows["kul"]))
    origin = EXERCISE.origin(access, str(exercise.pk))
    assert (len(origin.parts), origin.apart, str(theirs.pk) in origin.parts) == (2, True, False)
    part = origin.parts[str(row.pk)]
    assert (part.label, part.values, part.title) == ("Nått: Bra", {"observed": row}, "Mål")
    raise_from(access, EXERCISE, origin, values, parts=[str(row.pk)])
    assert [tie.observed for tie in ExerciseAction.everything.order_by("created_at")] == [None, row]


def test_to_start_makes_the_event_as_it_was_planned(world: World, exercise: Exercise) -> None:
    with writing(SYSTEM) as w:
        w.create(ExerciseThreat, {"exercise": exercise, "threat": Threat.everything.get(code="ransom")})
        lead = {"lead": world.people["ciso"], "pace": 60, "severity": 4, "scene": "Tisdag."}
        w.update(exercise, lead)
    row = step(fresh(exercise), "start")
    event = row.incident
    assert event is not None
    assert (row.state, row.started_at, row.ended_at) == ("running", event.occurred_at, None)
    assert (event.title, event.description, event.owner_unit) == (
        "ÖVNING: utb",
        "Tisdag.",
        world.units["utb"],
    )
    assert (event.severity, event.lead, event.exercise, event.pace) == (4, world.people["ciso"], True, 60)
    assert [(tie.incident, tie.threat.code) for tie in IncidentThreat.everything.all()] == [(event, "ransom")]


def test_who_holds_exercises_and_leads_no_incidents_starts_none(world: World, exercise: Exercise) -> None:
    with pytest.raises(Refused, match="Utbildningsnämnden"):
        step(exercise, "start", narrowed(world.access("ciso")))
    assert (fresh(exercise).state, Incident.everything.count()) == ("planned", 0)


def narrowed(access: Access) -> Access:
    """Without the right to lead incidents."""
    granted = {key: scopes for key, scopes in access.granted.items() if not key.startswith("incidents:")}
    return Access(access.actor, type(access.granted)(granted))


def test_to_end_closes_the_event_unless_somebody_has(world: World, exercise: Exercise) -> None:
    row = step(step(exercise, "start"), "end")
    assert row.incident is not None
    assert (row.state, row.incident.status, row.ended_at) == ("ended", "closed", row.incident.closed_at)
    other = step(fresh(world.rows["kul"]), "start")
    assert other.incident is not None
    closed = timezone.now()
    Incident.everything.filter(pk=other.incident.pk).update(status="closed", closed_at=closed)
    row = step(fresh(other), "end")
    assert row.incident is not None
    assert (row.state, row.incident.closed_at, row.ended_at is None) == ("ended", closed, False)


def test_one_held_without_the_system_has_no_event_and_is_reported_once_something_is_seen(
    world: World, exercise: Exercise
) -> None:
    seen(fresh(world.rows["kul"]))
    row = step(exercise, "hold")
    assert (row.state, row.incident, row.started_at, row.ended_at) == ("ended", None, None, None)
    with pytest.raises(Refused):
        step(row, "report")
    seen(row)
    assert step(row, "report").state == ExerciseState.REPORTED


def test_a_step_is_refused_to_who_saw_another_version_and_keeps_its_reason(
    world: World, exercise: Exercise
) -> None:
    with pytest.raises(Stale):
        step(exercise, "call_off", version=exercise.version + 1, because="Influensa")
    with pytest.raises(Invalid):
        step(exercise, "call_off")
    row = step(exercise, "call_off", version=exercise.version, because="Influensa")
    assert (row.state, next(each.because for each in events_of([row.pk]))) == ("called_off", "Influensa")
    assert step(row, "plan").state == ExerciseState.PLANNED
