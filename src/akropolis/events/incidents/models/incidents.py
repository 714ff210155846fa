"""Incidents in the depth that the management review needs, the graph nodes they hit, and the units they affect."""

from collections.abc import Callable
from datetime import datetime
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import EVERYWHERE, Access
from akropolis.base.kernel.access.models import Tracked, Unit, User
from akropolis.base.kernel.records.models import Record
from akropolis.base.lib.marks import add_mark
from akropolis.base.lib.registry import Registry
from akropolis.events.incidents.rules.permissions import RECEIPT
from akropolis.events.incidents.rules.states import TABLE
from akropolis.events.incidents.rules.tracks import EXERCISE, NUMBERS
from akropolis.graph.assets.models import Node, Service
from akropolis.shared.actions.models import CauseLink
from akropolis.shared.threats.models import ThreatLink


class IncidentStatus(models.TextChoices):
    """How far the handling of an incident has come."""

    REPORTED = "reported", _("Reported")
    HANDLING = "handling", _("Being handled")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


class Severity(models.IntegerChoices):
    """Severity on the city's own scale; `UNJUDGED` means that nobody has assessed it."""

    MINOR = 1, _("Minor")
    MODERATE = 2, _("Moderate")
    SERIOUS = 3, _("Serious")
    CRITICAL = 4, _("Critical")


UNJUDGED = 0
SEVERITIES = [(UNJUDGED, _("Not assessed")), *Severity.choices]


class PersonalData(models.TextChoices):
    """Whether the event concerned personal data (GDPR art. 4.12). "Not yet known" is a valid answer."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not yet known")


class IncidentKind(models.TextChoices):
    """What the event was assessed to be. A report is an "event" until somebody has assessed it."""

    EVENT = "event", _("Event, not judged yet")
    INCIDENT = "incident", _("Incident")
    NEAR_MISS = "near_miss", _("Near miss")
    NONE = "none", _("No incident")
    DUPLICATE = "duplicate", _("The same as another")


class RootCause(models.TextChoices):
    """The kind of root cause of an event (the root causes of the NIS group's incident taxonomy, 2018)."""

    MALICIOUS = "malicious", _("Malicious action")
    HUMAN = "human", _("Human error")
    SYSTEM = "system", _("System failure")
    THIRD_PARTY = "third_party", _("Failure at a third party")
    NATURAL = "natural", _("Natural phenomenon")
    UNKNOWN = "unknown", _("Not yet known")


class IncidentSharing(models.TextChoices):
    """Who may read the facts of the event. Tracks, log entries and files have their own readers."""

    LEADING = "leading", _("Only the unit that leads it")
    AFFECTED = "affected", _("The affected units too")
    CITY = "city", _("Everyone in the city who may read incidents")


WAYS: Registry[str, Callable[[Access], Q]] = Registry("what lets others read the facts of an event")
TIMES = ("occurred_at", "detected_at", "aware_at", "assessed_at", "contained_at", "handled_at", "ended_at")
"""The times of an event in chronological order. Each is independent; a clock counts from `aware_at`."""


LATER = _("Knowledge is later than the detection. Correct the time, or write why it is so.")


def ask_why(detected: datetime | None, aware: datetime | None) -> str:
    """Return the question to ask when the time of knowledge is later than the detection; an empty string otherwise."""
    return str(LATER) if detected and aware and aware > detected else ""


class Incident(Record):
    """An event that undermined (CSL 1 kap. 2 § 10), or may undermine, confidentiality, integrity,
    availability or authenticity.

    There is one row however many units the event affects: what each unit must do is a `Track`. The row
    belongs to the unit that leads the event; people in the affected units (`IncidentUnit`) can read its
    facts too, as far as its `sharing` allows. `closed_at` is set exactly when the status is closed. To
    read the texts of a `secret` event one must open its page, and every viewing is recorded.

    An `exercise` is left out of the figures: its title begins with the exercise mark, its number comes
    from a separate series, and its legal time limits pass `pace` times as fast.

    Personal data: who leads the handling; the description may name people and should not.
    """

    permission = "incidents:incident"
    number_prefix = "INC"
    search_fields = ("title", "description", "cause")
    life = TABLE
    withheld_by = "secret"

    title = models.CharField(_("what happened"), max_length=200)
    description = models.TextField(_("course of events"), max_length=8000, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=IncidentKind, default=IncidentKind.INCIDENT)
    sharing = models.CharField(
        _("who may read it"),
        max_length=10,
        choices=IncidentSharing,
        default=IncidentSharing.AFFECTED,
        help_text=_("Tracks, log entries and files have readers of their own."),
    )
    secret = models.BooleanField(
        _("secret"),
        default=False,
        help_text=_(
            "Lists, files and searches show its number and none of its texts. Whoever opens it is kept, with the time."
        ),
    )
    secrecy = models.CharField(
        _("secrecy provision"),
        max_length=200,
        blank=True,
        help_text=_("Proposed: OSL 18 kap. 8 b §. A mark is a warning and no decision."),
    )
    exercise = models.BooleanField(_("exercise"), default=False, editable=False)
    pace = models.PositiveSmallIntegerField(_("pace"), default=1, editable=False)
    level = models.SlugField(_("level of leadership"), max_length=60, blank=True, editable=False)
    same_as = Pointer("self", _("the same as"), null=True, blank=True, editable=False)
    occurred_at = models.DateTimeField(_("happened"))
    detected_at = models.DateTimeField(_("detected"), null=True, blank=True)
    aware_at = models.DateTimeField(_("knowledge gained"), null=True, blank=True)
    assessed_at = models.DateTimeField(_("judged to be significant"), null=True, blank=True)
    contained_at = models.DateTimeField(_("contained"), null=True, blank=True)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=SEVERITIES, default=UNJUDGED)
    personal_data = models.CharField(
        _("personal data"), max_length=10, choices=PersonalData, default=PersonalData.UNKNOWN
    )
    status = models.CharField(
        _("status"), max_length=20, choices=IncidentStatus, default=IncidentStatus.REPORTED
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    service = Pointer(Service, _("it service"), null=True, blank=True)
    lead = Pointer(User, _("led by"), null=True, blank=True)
    cause = models.CharField(_("cause"), max_length=300, blank=True)
    root_cause = models.CharField(
        _("root cause"),
        max_length=20,
        choices=RootCause,
        default=RootCause.UNKNOWN,
        help_text=_("What it came of at bottom. By it incidents of the same cause are found."),
    )
    learned = models.TextField(
        _("what worked and what did not"), max_length=8000, blank=True, help_text=_("Name no one.")
    )

    class Meta(Record.Meta):
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = (models.Index(fields=("occurred_at", "id"), name="incident_occurred"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(detected_at__isnull=True) | Q(detected_at__gte=F("occurred_at")),
                name="incident_detected_after",
                violation_error_message=_("It cannot have been detected before it happened."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("occurred_at")),
                name="incident_closed_after",
                violation_error_message=_("It cannot have been closed before it happened."),
            ),
            models.CheckConstraint(
                condition=Q(status=IncidentStatus.CLOSED, closed_at__isnull=False)
                | (~Q(status=IncidentStatus.CLOSED) & Q(closed_at__isnull=True)),
                name="incident_closed_with_time",
            ),
            models.CheckConstraint(
                condition=Q(pace=1) | Q(exercise=True, pace__gt=1), name="incident_pace_of_exercise"
            ),
            models.CheckConstraint(
                condition=Q(exercise=False) | Q(title__startswith=f"{EXERCISE}:"),
                name="incident_exercise_marked",
                violation_error_message=_("The title of an exercise begins with: ÖVNING:"),
            ),
        )

    def clean(self) -> None:
        """Require that status and closing time agree, and that the detection is not in the future.
        Raises ValidationError for such a time, and for an event that is no exercise but carries the mark
        of an exercise.
        """
        if self.detected_at and self.detected_at > timezone.now():
            raise ValidationError({"detected_at": _("The time lies ahead. Write when it was detected.")})
        if not self.exercise and self.title.startswith(f"{EXERCISE}:"):
            raise ValidationError(
                {"title": _("Only an exercise is called that. It is started among the exercises.")}
            )
        if self.status == IncidentStatus.CLOSED and self.closed_at is None:
            raise ValidationError({"closed_at": _("Write when the incident was closed.")})
        if self.status != IncidentStatus.CLOSED and self.closed_at is not None:
            raise ValidationError(
                {"closed_at": _("The incident is not closed. Change its status, or take this time away.")}
            )

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Let people read it in its own unit, in affected units, and where they handle a track of it."""
        permission = f"{cls.permission}:read"
        own = super().gate(access)
        if EVERYWHERE in access.scopes(permission):
            return own
        # The gate of an affected unit is its own row, so this reads the incident without the gate.
        affected = IncidentUnit.everything.filter(access.units(permission, "unit")).order_by()
        shared = reduce(or_, (way(access) for way in WAYS), Q(pk__in=affected.values("incident"))) & ~Q(
            sharing=IncidentSharing.LEADING
        )
        city = Q(sharing=IncidentSharing.CITY) if access.anywhere(permission) else Q(pk__in=[])
        return own | shared | city

    @property
    def standing(self) -> "Incident":
        """Return the event it was merged into, or itself. Bypasses the gate: the reader may lack access."""
        row = self
        while row.same_as is not None:
            row = row.same_as
        return row

    def derive(self) -> None:
        """Make the title of an exercise begin with the exercise mark, however the title was entered."""
        if self.exercise:
            self.title = add_mark(EXERCISE, self.title)
        super().derive()

    def number_series(self) -> str:
        """Return the number series: exercises have a series of their own, apart from real events."""
        return NUMBERS + self.number_prefix if self.exercise else self.number_prefix

    def number_year(self) -> int:
        """Return the year used in the number: the year in which the incident happened."""
        return int(self.occurred_at.year)


class IncidentAction(CauseLink):
    """An action raised by an incident, in the incident's own unit or in an affected one. Personal data: none."""

    read_with = "incident"

    incident = Pointer(Incident)

    class Meta(CauseLink.Meta):
        constraints = (models.UniqueConstraint(fields=("incident", "action"), name="incident_action_once"),)


class IncidentNode(Tracked):
    """A graph node that an incident hit, in addition to the service named in the incident itself.

    `assets.selectors.sight` decides which of the nodes a reader sees. Personal data: none.
    """

    permission = "incidents:incident"
    read_with = "incident"
    written_in = "incident__owner_unit"

    incident = Pointer(Incident)
    node = Pointer(Node, _("what was hit"))

    class Meta(Tracked.Meta):
        verbose_name = _("what an incident hit")
        verbose_name_plural = _("what incidents hit")
        constraints = (models.UniqueConstraint(fields=("incident", "node"), name="incident_node_once"),)

    def __str__(self) -> str:
        return f"{self.incident} → {self.node}"


class IncidentUnit(Tracked):
    """A unit that an incident affects: its people may read the incident. Personal data: none."""

    permission = "incidents:incident"
    read_in = ("incident__owner_unit", "unit")
    written_in = "incident__owner_unit"

    incident = Pointer(Incident)
    unit = Pointer(Unit, _("affected unit"))

    class Meta(Tracked.Meta):
        verbose_name = _("unit that an incident affects")
        verbose_name_plural = _("units that incidents affect")
        constraints = (models.UniqueConstraint(fields=("incident", "unit"), name="incident_unit_once"),)

    def __str__(self) -> str:
        return f"{self.incident} → {self.unit}"


class IncidentReceipt(Tracked):
    """A record that an affected unit has acknowledged an incident: who did so, and what the incident
    means in that unit.

    It is kept even if the unit turns out not to be affected. Personal data: who took it in.
    """

    permission = RECEIPT
    read_in = ("incident__owner_unit", "unit")
    written_in = "unit"
    withheld_by = "incident__secret"

    incident = Pointer(Incident, _("incident"))
    unit = Pointer(Unit, _("affected unit"))
    received_by = models.CharField(_("taken in by"), max_length=200)
    received_at = models.DateTimeField(_("taken in"))
    meaning = models.TextField(_("what it means for the unit"), max_length=2000, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("receipt of an incident")
        verbose_name_plural = _("receipts of incidents")
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "unit"),
                name="incident_receipt_once",
                violation_error_message=_("Somebody else in the unit has taken it in already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.incident} → {self.unit}"


class IncidentThreat(ThreatLink):
    """A threat named in an incident as its presumed cause. Personal data: none."""

    permission = "incidents:incident"
    read_with = "incident"

    incident = Pointer(Incident, _("incident"))

    class Meta(ThreatLink.Meta):
        verbose_name = _("threat that an incident names")
        verbose_name_plural = _("threats that incidents name")
        constraints = (models.UniqueConstraint(fields=("incident", "threat"), name="incident_threat_once"),)
