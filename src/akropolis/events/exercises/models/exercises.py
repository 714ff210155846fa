"""Exercises: planned, held as an event that is marked as an exercise, and observed against their goals."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked, User
from akropolis.base.kernel.records.models import Record
from akropolis.base.ui.words import Phrase
from akropolis.events.exercises.models.scripts import WEEK
from akropolis.events.exercises.rules.permissions import RESOURCE
from akropolis.events.exercises.rules.states import TABLE
from akropolis.events.incidents.models import Incident, Severity
from akropolis.graph.assets.models import Service
from akropolis.graph.suppliers.models import Supplier
from akropolis.shared.actions.models import CauseLink
from akropolis.shared.threats.models import ThreatLink

FASTEST = 1440
"""Maximum pace of an exercise: one day per minute of real time."""
GOAL = 500
"""Maximum number of characters of the goal's wording stored with an observation."""


class ExerciseState(models.TextChoices):
    """How far an exercise has come."""

    PLANNED = "planned", gettext_lazy("Planned")
    RUNNING = "running", gettext_lazy("Under way")
    ENDED = "ended", gettext_lazy("Held")
    REPORTED = "reported", gettext_lazy("Held and reported")
    CALLED_OFF = "called_off", gettext_lazy("Called off")


class Exercise(Record):
    """An exercise that a unit holds: when, with which goals, what kind of attack on what, and how fast time passes.

    When the exercise starts, an event marked as an exercise is created (`incident`), on which the statutory
    deadlines run. The minutes of its injects are counted from `started_at`, and pass `pace` times as fast as
    in reality.

    Personal data: who leads it.
    """

    permission = RESOURCE
    number_prefix = "ÖVN"
    search_fields = ("title", "goals")
    life = TABLE

    title = models.CharField(gettext_lazy("name"), max_length=180)
    scene = models.TextField(
        gettext_lazy("scene"),
        max_length=4000,
        blank=True,
        help_text=gettext_lazy("What those who play know at the start."),
    )
    goals = models.TextField(
        gettext_lazy("goals"),
        max_length=4000,
        blank=True,
        help_text=gettext_lazy("One on each line. What is seen is set against them."),
    )
    planned_on = models.DateField(gettext_lazy("day"))
    lead = Pointer(User, gettext_lazy("exercise leader"), null=True, blank=True)
    supplier = Pointer(Supplier, gettext_lazy("supplier that is hit"), null=True, blank=True)
    service = Pointer(Service, gettext_lazy("it service that is hit"), null=True, blank=True)
    severity = models.PositiveSmallIntegerField(
        gettext_lazy("severity"), choices=Severity, default=Severity.SERIOUS
    )
    pace = models.PositiveSmallIntegerField(
        gettext_lazy("pace"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(FASTEST)],
        help_text=gettext_lazy("1 is real time. At 60 an hour passes in a minute, the hours of the law too."),
    )
    state = models.CharField(
        gettext_lazy("state"), max_length=20, choices=ExerciseState, default=ExerciseState.PLANNED
    )
    incident = models.OneToOneField(
        Incident,
        verbose_name=gettext_lazy("event"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    started_at = models.DateTimeField(gettext_lazy("started"), null=True, editable=False)
    ended_at = models.DateTimeField(gettext_lazy("ended"), null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = gettext_lazy("exercise")
        verbose_name_plural = gettext_lazy("exercises")
        indexes = (models.Index(fields=("planned_on", "id"), name="exercise_planned"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state=ExerciseState.RUNNING)
                | Q(incident__isnull=False, started_at__isnull=False),
                name="exercise_runs_as_event",
                violation_error_message=gettext_lazy("An exercise is started from its page."),
            ),
            models.CheckConstraint(condition=Q(pace__gte=1), name="exercise_pace"),
        )

    def clean(self) -> None:
        """Raise ValidationError if the exercise is ended but its event is still open."""
        super().clean()
        over = self.state in (ExerciseState.ENDED, ExerciseState.REPORTED)
        if over and self.incident is not None and self.incident.closed_at is None:
            raise ValidationError({"state": _("The exercise goes on. It is ended from its page.")})

    def number_year(self) -> int:
        """Return the year used in the exercise's number: that of its planned date."""
        return int(self.planned_on.year)

    @property
    def goal_lines(self) -> list[str]:
        """Return the goals as a list, one for each line of the field."""
        return [line.strip("-• \t") for line in self.goals.splitlines() if line.strip("-• \t")]

    def goals_with(self, seen: Iterable[str]) -> dict[str, str]:
        """Map each goal as observations word it to its full text; observed goals that no longer exist come last."""
        goals = {line[:GOAL]: line for line in self.goal_lines}
        return goals | {name: name for name in seen if name and name not in goals}


class ExerciseChild(Tracked):
    """What belongs to an exercise and is read and written with it. Personal data: as its subclasses say."""

    permission = RESOURCE
    read_with = "exercise"
    written_in = "exercise__owner_unit"

    exercise = Pointer(Exercise, gettext_lazy("exercise"))

    class Meta(Tracked.Meta):
        abstract = True


class Inject(ExerciseChild):
    """An inject: something given to the players at a certain minute of the exercise, and what is expected of them.

    Whether it has been given follows from the clock; from that minute on, the players read it in the
    incident room.

    Personal data: none.
    """

    minute = models.PositiveIntegerField(
        gettext_lazy("minute"),
        validators=[MaxValueValidator(WEEK)],
        help_text=gettext_lazy("In the exercise's own time, from its start."),
    )
    text = models.TextField(gettext_lazy("what is said"), max_length=2000)
    whom = models.CharField(gettext_lazy("to whom"), max_length=120, blank=True)
    expected = models.TextField(
        gettext_lazy("expected reaction"),
        max_length=2000,
        blank=True,
        help_text=gettext_lazy("For those who lead the exercise. Who plays does not see it."),
    )

    class Meta(ExerciseChild.Meta):
        verbose_name = gettext_lazy("inject")
        verbose_name_plural = gettext_lazy("injects")
        ordering = ("minute", "created_at", "id")

    def __str__(self) -> str:
        return self.text[:80]

    def locked_reason(self) -> Phrase | None:
        """Return the reason for being locked: an inject cannot be changed once the exercise has ended."""
        if self.exercise.state in (ExerciseState.ENDED, ExerciseState.REPORTED):
            return _("The exercise is held. What was given then stands.")
        return None


class GoalOutcome(models.TextChoices):
    """Whether a goal was reached."""

    MET = "met", gettext_lazy("Reached")
    PARTLY = "partly", gettext_lazy("Partly reached")
    NOT_MET = "not_met", gettext_lazy("Not reached")


class Observed(ExerciseChild):
    """An observation of a goal. `goal` is the goal's wording at the time. Personal data: who saw it."""

    goal = models.CharField(gettext_lazy("goal"), max_length=GOAL)
    outcome = models.CharField(gettext_lazy("outcome"), max_length=10, choices=GoalOutcome)
    text = models.TextField(gettext_lazy("what was seen"), max_length=4000)
    seen_by = models.CharField(gettext_lazy("seen by"), max_length=200, blank=True)

    class Meta(ExerciseChild.Meta):
        verbose_name = gettext_lazy("observation of an exercise")
        verbose_name_plural = gettext_lazy("observations of exercises")
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return self.text[:80]

    def locked_reason(self) -> Phrase | None:
        """Return the reason for being locked: an observation cannot be changed once the exercise is reported."""
        if self.exercise.state == ExerciseState.REPORTED:
            return _("The exercise is reported. Open it again to change what was seen.")
        return None


class ExerciseThreat(ThreatLink):
    """A kind of attack that an exercise is about. Personal data: none."""

    permission = RESOURCE
    read_with = "exercise"

    exercise = Pointer(Exercise, gettext_lazy("exercise"))

    class Meta(ThreatLink.Meta):
        verbose_name = gettext_lazy("threat that an exercise is about")
        verbose_name_plural = gettext_lazy("threats that exercises are about")
        constraints = (models.UniqueConstraint(fields=("exercise", "threat"), name="exercise_threat_once"),)


class ExerciseAction(CauseLink):
    """An action raised by an exercise, with the observation that it was raised for, if any. Personal data: none."""

    read_with = "exercise"

    exercise = Pointer(Exercise)
    observed = Pointer(Observed, null=True, blank=True)

    class Meta(CauseLink.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("exercise", "action"),
                condition=Q(observed__isnull=True),
                name="exercise_action_once",
            ),
            models.UniqueConstraint(fields=("observed", "action"), name="exercise_action_of_observed_once"),
        )
