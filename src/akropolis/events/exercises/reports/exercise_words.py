"""Descriptions of an exercise in words: its own clock, and the report of how it went, in the city's language."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.document import Document
from akropolis.events.exercises.models import Exercise, ExerciseAction, Observed
from akropolis.events.exercises.rules.report import ExerciseReport, Goal, Played, paper
from akropolis.events.exercises.selectors.playing import list_given_injects, pace_of
from akropolis.shared.actions.models import Action
from akropolis.shared.clocks.reports.clock_words import format_moment

DAY = 24 * 60


def on_clock(length: timedelta) -> str:
    """Return a time of the exercise as hours and minutes from its start; from the second day on, also the day."""
    days, rest = divmod(int(length.total_seconds() // 60), DAY)
    told = f"{rest // 60:02d}.{rest % 60:02d}"
    return _("day %(day)s, %(time)s") % {"day": days + 1, "time": told} if days else told


def report_of(access: Access, exercise: Exercise) -> Document:
    """Build the report from the current data: only what the user may read of the log and of the actions."""
    with override(settings.LANGUAGE_CODE):
        return paper(_exercise_report(access, exercise))


def _exercise_report(access: Access, exercise: Exercise) -> ExerciseReport:
    rows = list(Observed.objects.visible(access).filter(exercise=exercise))
    links = ExerciseAction.objects.visible(access).filter(exercise=exercise).order_by()
    actions = Action.objects.visible(access).filter(pk__in=links.values("action"))
    return ExerciseReport(
        title=_("Report of the exercise %(title)s") % {"title": exercise.title},
        number=exercise.number,
        unit=exercise.owner_unit.name,
        handler=exercise.lead.name if exercise.lead else "",
        day=timezone.localdate().isoformat(),
        terms=list(_terms(exercise)),
        scene=exercise.scene,
        goals=[
            Goal(
                goal, [(row.get_outcome_display(), row.text, row.seen_by) for row in rows if row.goal == name]
            )
            for name, goal in exercise.goals_with(row.goal for row in rows).items()
        ],
        played=[
            Played(
                on_clock(timedelta(minutes=each.inject.minute)),
                each.inject.text,
                each.inject.whom,
                each.inject.expected,
                " ".join(entry.text for entry in each.done),
            )
            for each in list_given_injects(access, exercise, timezone.now())
        ],
        actions=[row.label() for row in actions],
        words=_words(),
    )


def _words() -> dict[str, str]:
    return {
        "kind": _("Report of an exercise"),
        "goals": _("Goals, and what was seen"),
        "unseen": _("Nothing was seen of it."),
        "injects": _("What was given"),
        "at": _("Time"),
        "inject": _("Inject"),
        "expected": _("Expected reaction"),
        "done": _("What was done"),
        "actions": _("Actions"),
        "none": _("None have been raised."),
    }


def _terms(exercise: Exercise) -> Iterator[tuple[str, str]]:
    names = ("planned_on", "lead", "supplier", "service", "severity", "started_at", "ended_at")
    for name in names:
        value = getattr(exercise, name)
        if value is None or value == "":
            continue
        told = exercise.get_severity_display() if name == "severity" else str(value)
        label = str(Exercise._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        yield capfirst(label), format_moment(value) if name.endswith("_at") else told
    yield capfirst(_("pace")), _("%(n)s times as fast as in reality") % {"n": pace_of(exercise)}
