"""Panels of injects and of observations on an exercise's page, and the panel shown in its event's incident room."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.reporting import Form
from akropolis.base.ui.parts import Kind
from akropolis.events.exercises.models import Exercise, ExerciseState, GoalOutcome, Inject, Observed
from akropolis.events.exercises.reports.exercise_words import on_clock
from akropolis.events.exercises.rules.permissions import HOLDS
from akropolis.events.exercises.selectors.playing import clock, exercise_of_event, list_given_injects, pace_of
from akropolis.events.exercises.services.causes import EXERCISE
from akropolis.events.incidents.models import Incident
from akropolis.events.incidents.rules.permissions import READ
from akropolis.shared.actions.selectors.causes import EDIT, raise_url

KINDS: Mapping[str, Kind] = {
    GoalOutcome.MET: "success",
    GoalOutcome.PARTLY: "warning",
    GoalOutcome.NOT_MET: "danger",
}
FILES: tuple[tuple[str, Form], ...] = (("PDF", "pdf"), ("Word", "docx"))


def injects_panel(access: Access, exercise: Exercise) -> Mapping[str, object]:
    """Return the panel's context: all injects in order with what is expected, and the available actions."""
    writes = _writes(access, exercise) and exercise.state in (ExerciseState.PLANNED, ExerciseState.RUNNING)
    rows = Inject.objects.visible(access).filter(exercise=exercise)
    planned = exercise.state == ExerciseState.PLANNED
    return {
        "rows": [
            {
                "at": on_clock(timedelta(minutes=row.minute)),
                "inject": row,
                "url": reverse("exercise-inject", args=[row.pk]) if writes else "",
            }
            for row in rows
        ],
        "new_url": reverse("exercise-inject-new", args=[exercise.pk]) if writes else "",
        "propose_url": reverse("exercise-propose", args=[exercise.pk]) if writes and planned else "",
        "room_url": _room(access, exercise),
    }


def _room(access: Access, exercise: Exercise) -> str:
    """Return the URL of the event's incident room; empty if there is no event or the user may not read it."""
    event = exercise.incident
    if event is None or not Incident.objects.visible(access).filter(pk=event.pk).exists():
        return ""
    return reverse("incidents-detail", args=[event.pk])


def observations_panel(access: Access, exercise: Exercise) -> Mapping[str, object] | None:
    """Return the goals with the observations of each, and the report; None before the exercise has begun."""
    if exercise.state in (ExerciseState.PLANNED, ExerciseState.CALLED_OFF):
        return None
    writes = _writes(access, exercise) and exercise.state != ExerciseState.REPORTED
    acts = exercise.archived_at is None and access.anywhere(EDIT)
    rows = list(Observed.objects.visible(access).filter(exercise=exercise))
    return {
        "goals": [
            {
                "goal": goal,
                "rows": [_seen(row, writes=writes, acts=acts) for row in rows if row.goal == name],
            }
            for name, goal in exercise.goals_with(row.goal for row in rows).items()
        ],
        "new_url": reverse("exercise-observation-new", args=[exercise.pk]) if writes else "",
        "files": [
            (
                _("Report as %(form)s") % {"form": name},
                reverse("exercise-report-file", args=[exercise.pk, form]),
            )
            for name, form in FILES
        ],
    }


def _seen(row: Observed, *, writes: bool, acts: bool) -> dict[str, object]:
    url = reverse("exercise-observation", args=[row.pk]) if writes else ""
    act_url = f"{raise_url(EXERCISE, row.exercise_id)}?row={row.pk}" if acts else ""
    return {"row": row, "kind": KINDS[row.outcome], "url": url, "act_url": act_url}


def _writes(access: Access, exercise: Exercise) -> bool:
    return exercise.archived_at is None and access.may(HOLDS, exercise.owner_unit)


# In the room of the event


def room_panel(access: Access, incident: Incident) -> Mapping[str, object] | None:
    """Return the panel's context: the exercise's clock and the injects given; None in the room of a real event."""
    exercise = exercise_of_event(incident)
    return _played(access, exercise, timezone.now()) if exercise else None


def _played(access: Access, exercise: Exercise, now: datetime) -> dict[str, object]:
    found = list_given_injects(access, exercise, now)
    mine = Exercise.objects.visible(access).filter(pk=exercise.pk).exists()
    return {
        "clock": on_clock(clock(exercise, now)),
        "pace": pace_of(exercise),
        "over": exercise.ended_at is not None,
        "given": [
            {
                "at": on_clock(timedelta(minutes=each.inject.minute)),
                "inject": each.inject,
                "done": each.done,
            }
            for each in reversed(found)
        ],
        "exercise_url": reverse("exercises-detail", args=[exercise.pk]) if mine else "",
        "part_url": reverse("exercise-played", args=[exercise.incident_id]),
    }


@requires(READ)
@require_safe
def part(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Render the part of the incident room that refreshes itself: the injects given so far."""
    access = access_of(request)
    incident: Incident = Incident.objects.visible(access).one(pk=pk)
    panel = or_hidden(room_panel(access, incident))
    return render(request, "exercises/_played_panel.html", {"panel": panel})
