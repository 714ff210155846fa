"""What has been given when, what was done after it, and how the report and the pages tell of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.records.writer import writing
from akropolis.events.exercises.models import Exercise, ExerciseAction, Inject, Observed
from akropolis.events.exercises.register.exercises import EXERCISES
from akropolis.events.exercises.reports import exercise_words
from akropolis.events.exercises.reports.exercise_words import on_clock, report_of
from akropolis.events.exercises.rules.report import Goal, Played
from akropolis.events.exercises.selectors.playing import clock, exercise_of_event, list_given_injects, pace_of
from akropolis.events.exercises.web import panels
from akropolis.events.incidents.models import EntryKind, Incident
from akropolis.events.leadership.services import log
from akropolis.shared.actions.models import Action
from tests.world import SYSTEM, World

START = datetime(2026, 11, 25, 8, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MINUTES = (0, 10, 30)
LONG = "Larma " + "mycket " * 80 + "fort"
"""A goal of more than 500 characters."""


@pytest.fixture(scope="module")
def stage(stage: World, django_db_blocker: Any) -> World:
    """A running exercise of `utb` and a planned one of `kul`, each with injects and goals; nobody has done anything."""
    with django_db_blocker.unblock():
        for key, unit in (("run", "utb"), ("planned", "kul")):
            values = {"title": key, "owner_unit": stage.units[unit], "planned_on": date(2026, 11, 25)}
            with writing(SYSTEM) as w:
                made = w.create(Exercise, {**values, "pace": 60, "goals": f"- Larma\n\n• Logga\n{LONG}"})
                for minute in MINUTES:
                    w.create(Inject, {"exercise": made, "minute": minute, "text": f"{key} {minute}"})
            stage.rows[key] = made
        stage.rows["run"] = EXERCISES.verbs.step(SYSTEM, stage.rows["run"], "start", {})
    return stage


@pytest.fixture
def exercise(world: World) -> Exercise:
    """The one that runs, since nine o'clock."""
    moved(world, started_at=START)
    found: Exercise = Exercise.everything.select_related("incident", "owner_unit").get(
        pk=world.rows["run"].pk
    )
    return found


def moved(world: World, **times: datetime) -> None:
    Exercise.everything.filter(pk=world.rows["run"].pk).update(**times)


def seen(exercise: Exercise, goal: str, text: str = "Gick bra.", **more: str) -> Observed:
    with writing(SYSTEM) as w:
        return w.create(
            Observed, {"exercise": exercise, "goal": goal, "outcome": "met", "text": text, **more}
        )


def entered(exercise: Exercise, minute: float, text: str) -> None:
    """Something happened in that minute of the exercise."""
    assert exercise.incident is not None
    at = START + minute * MINUTE / 60
    log.enter(SYSTEM, exercise.incident, exercise.owner_unit, kind=EntryKind.FACT, text=text, happened_at=at)


@pytest.mark.parametrize(
    ("after", "ended", "passed"),
    [
        (-MINUTE, None, timedelta()),
        (MINUTE, None, HOUR),
        (2 * MINUTE, MINUTE, HOUR),
        (MINUTE, 2 * MINUTE, HOUR),
    ],
)
def test_its_clock_stands_still_once_it_is_over(
    exercise: Exercise, after: timedelta, ended: timedelta | None, passed: timedelta
) -> None:
    exercise.ended_at = START + ended if ended else None
    assert clock(exercise, START + after) == passed


def test_one_that_has_not_begun_has_no_time_and_nothing_is_given(world: World) -> None:
    planned = Exercise.everything.get(pk=world.rows["planned"].pk)
    now = timezone.now()
    assert (clock(planned, now), list_given_injects(SYSTEM, planned, now)) == (timedelta(), [])
    assert (pace_of(planned), pace_of(Exercise(pace=7))) == (60, 7)


def test_it_goes_as_fast_as_when_it_was_started(exercise: Exercise) -> None:
    exercise.pace = 1
    assert (pace_of(exercise), clock(exercise, START + MINUTE)) == (60, HOUR)


@pytest.mark.parametrize(
    ("seconds", "ended", "minutes"),
    [
        (-1, None, []),
        (0, None, [0]),
        (9.9, None, [0]),
        (10, None, [0, 10]),
        (30, None, [0, 10, 30]),
        (60, 10, [0, 10]),
        (10, 60, [0, 10]),
    ],
)
def test_an_inject_is_given_from_its_minute_and_none_after_the_end(
    exercise: Exercise, seconds: float, ended: float | None, minutes: list[int]
) -> None:
    second = timedelta(seconds=1)
    exercise.ended_at = None if ended is None else START + ended * second
    found = list_given_injects(SYSTEM, exercise, START + seconds * second)
    assert [(each.inject.text, each.at) for each in found] == [
        (f"run {minute}", START + minute * second) for minute in minutes
    ]


def test_what_is_done_belongs_to_the_last_inject_before_it(exercise: Exercise) -> None:
    for minute, text in ((30, "sist"), (-1, "före"), (10, "strax"), (9.9, "näst"), (0, "först"), (29, "sen")):
        entered(exercise, minute, text)
    found = list_given_injects(SYSTEM, exercise, START + MINUTE)
    assert [[entry.text for entry in each.done] for each in found] == [
        ["först", "näst"],
        ["strax", "sen"],
        ["sist"],
    ]


def test_who_may_not_read_the_log_is_told_of_nothing_that_was_done(world: World, exercise: Exercise) -> None:
    entered(exercise, 1, "Stängde")
    found = {
        who: list_given_injects(world.access(who), exercise, START)[0].done
        for who in ("ciso", "neighbour", "outsider")
    }
    assert {who: len(done) for who, done in found.items()} == {"ciso": 1, "neighbour": 0, "outsider": 0}


def test_an_event_is_played_where_it_is_an_exercise_and_its_own(world: World, exercise: Exercise) -> None:
    event = exercise.incident
    assert event is not None
    values = {"title": "Brand", "owner_unit": world.units["utb"], "occurred_at": START}
    with writing(SYSTEM) as w:
        real = w.create(Incident, values)
    assert (exercise_of_event(event), exercise_of_event(real)) == (exercise, None)
    assert panels.room_panel(world.access("ciso"), real) is None


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, "00.00"),
        (59, "00.59"),
        (60, "01.00"),
        (24 * 60 - 1, "23.59"),
        (24 * 60, "dag 2, 00.00"),
        (49 * 60 + 5, "dag 3, 01.05"),
    ],
)
def test_the_clock_says_the_day_from_the_second(world: World, minutes: int, told: str) -> None:
    assert on_clock(minutes * MINUTE + timedelta(seconds=59)) == told


def test_the_report_holds_goals_with_what_was_seen_injects_with_what_was_done_and_actions(
    world: World, exercise: Exercise
) -> None:
    with writing(SYSTEM) as w:
        for title in ("Öva larm", "Annat"):
            values = {"title": title, "owner_unit": world.units["utb"], "due_on": date(2027, 1, 1)}
            made = w.create(Action, values)
            if title == "Öva larm":
                w.create(ExerciseAction, {"exercise": exercise, "action": made})
        other = {"exercise": world.rows["planned"], "goal": "Larma", "outcome": "met", "text": "Deras"}
        w.create(Observed, other)
    seen(exercise, "Larma", seen_by="Observatör")
    seen(exercise, "Borttaget", "Sågs ändå.")
    entered(exercise, 1, "Stängde.")
    entered(exercise, 2, "Ringde.")
    moved(world, ended_at=START + timedelta(seconds=10))
    exercise.refresh_from_db()
    found = exercise_words._exercise_report(SYSTEM, exercise)
    assert found.goals == [
        Goal("Larma", [("Nått", "Gick bra.", "Observatör")]),
        Goal("Logga", []),
        Goal(LONG, []),
        Goal("Borttaget", [("Nått", "Sågs ändå.", "")]),
    ]
    assert found.played == [
        Played("00.00", "run 0", "", "", "Stängde. Ringde."),
        Played("00.10", "run 10", "", "", ""),
    ]
    assert len(found.actions) == 1
    assert "Öva larm" in found.actions[0]


def test_the_report_has_the_terms_that_are_known_and_the_pace_of_the_start(
    world: World, exercise: Exercise
) -> None:
    exercise.pace = 1
    assert exercise_words._exercise_report(SYSTEM, exercise).terms == [
        ("Dag", "2026-11-25"),
        ("Allvarlighetsgrad", "Allvarlig"),
        ("Startad", "25 november 2026 kl. 09.00"),
        ("Tidsskala", "60 gånger så fort som i verkligheten"),
    ]
    meta = report_of(SYSTEM, exercise).meta
    assert (meta.authority, meta.handler, meta.diary_number, meta.date) == (
        "Utbildningsnämnden",
        "",
        exercise.number,
        timezone.localdate().isoformat(),
    )
    exercise.lead = world.people["ciso"]
    assert report_of(SYSTEM, exercise).meta.handler == "Katarina Vesterlund"


def test_a_goal_of_many_words_stands_once_with_what_was_seen_of_it(world: World, exercise: Exercise) -> None:
    row = seen(exercise, LONG[:500])
    panel = panels.observations_panel(world.access("ciso"), exercise)
    assert panel is not None
    goals: Any = panel["goals"]
    assert [(each["goal"], [one["row"] for one in each["rows"]]) for each in goals] == [
        ("Larma", []),
        ("Logga", []),
        (LONG, [row]),
    ]
    assert [goal.goal for goal in exercise_words._exercise_report(SYSTEM, exercise).goals] == [
        "Larma",
        "Logga",
        LONG,
    ]
    page = world.client("ciso").get(reverse("exercise-observation", args=[row.pk]))
    assert page.context["form"].fields["goal"].choices == [
        ("Larma", "Larma"),
        ("Logga", "Logga"),
        (LONG[:500], LONG),
    ]


def test_what_may_be_written_beside_what_was_seen_hangs_on_who_asks(world: World, exercise: Exercise) -> None:
    row = seen(exercise, "Larma")
    new, own = (
        reverse("exercise-observation-new", args=[exercise.pk]),
        reverse("exercise-observation", args=[row.pk]),
    )

    def found(who: str) -> Any:
        panel = panels.observations_panel(world.access(who), exercise)
        assert panel is not None
        [line] = panel["goals"][0]["rows"]  # type: ignore[index]
        return panel["new_url"], line["url"], line["kind"], bool(line["act_url"])

    assert found("ciso") == (new, own, "success", True)
    assert found("auditor") == ("", "", "success", False)
    exercise.state = "reported"
    assert found("ciso") == ("", "", "success", True)
    exercise.archived_at = START
    assert found("ciso") == ("", "", "success", False)
    for state in ("planned", "called_off"):
        exercise.state = state
        assert panels.observations_panel(world.access("ciso"), exercise) is None


def test_injects_may_be_written_until_the_end_and_proposed_until_the_start(
    world: World, exercise: Exercise
) -> None:
    def found(who: str, state: str) -> Any:
        exercise.state = state
        panel = panels.injects_panel(world.access(who), exercise)
        rows: Any = panel["rows"]
        assert [(row["at"], row["inject"].text) for row in rows] == [
            ("00.00", "run 0"),
            ("00.10", "run 10"),
            ("00.30", "run 30"),
        ]
        urls = {row["url"] != "" for row in rows}
        return urls, panel["new_url"] != "", panel["propose_url"] != "", panel["room_url"]

    assert exercise.incident is not None
    room = reverse("incidents-detail", args=[exercise.incident.pk])
    assert found("ciso", "planned") == ({True}, True, True, room)
    assert found("ciso", "running") == ({True}, True, False, room)
    assert found("ciso", "ended") == ({False}, False, False, room)
    assert found("auditor", "planned") == ({False}, False, False, room)
    exercise.archived_at = START
    assert found("ciso", "planned") == ({False}, False, False, room)
    exercise.incident = None
    assert found("ciso", "planned")[3] == ""


def test_the_room_shows_the_latest_first_and_the_way_to_who_may_read_the_exercise(
    world: World, exercise: Exercise
) -> None:
    event = exercise.incident
    assert event is not None
    entered(exercise, 1, "Stängde.")
    shown = panels._played(world.access("ciso"), exercise, START + timedelta(seconds=12))
    rows: Any = shown.pop("given")
    assert [(row["at"], row["inject"].text, [each.text for each in row["done"]]) for row in rows] == [
        ("00.10", "run 10", []),
        ("00.00", "run 0", ["Stängde."]),
    ]
    assert shown == {
        "clock": "00.12",
        "pace": 60,
        "over": False,
        "exercise_url": reverse("exercises-detail", args=[exercise.pk]),
        "part_url": reverse("exercise-played", args=[event.pk]),
    }
    exercise.ended_at = START
    shown = panels._played(world.access("neighbour"), exercise, START + MINUTE)
    assert (shown["clock"], shown["over"], shown["exercise_url"]) == ("00.00", True, "")
