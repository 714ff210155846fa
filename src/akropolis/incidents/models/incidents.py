"""Incidents, as deep as the management review needs them: what, when, how bad, personal data or not, how far."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from akropolis.actions.models import Action
from akropolis.assets.models import Service
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Tracked, User
from akropolis.kernel.records.models import Record


class IncidentStatus(models.TextChoices):
    """How far the handling has come."""

    REPORTED = "reported", _("Reported")
    HANDLING = "handling", _("Being handled")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


class Severity(models.IntegerChoices):
    """How serious, on the city's own scale."""

    MINOR = 1, _("Minor")
    MODERATE = 2, _("Moderate")
    SERIOUS = 3, _("Serious")
    CRITICAL = 4, _("Critical")


class PersonalData(models.TextChoices):
    """Whether the event concerned personal data (GDPR art. 4.12). Not yet known is an answer."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not yet known")


class Incident(Record):
    """An event that undermined confidentiality, integrity, availability or authenticity (CSL 1 kap. 2 § 10).

    Personal data: who leads the handling; the description may name people and should not.
    """

    permission = "incidents:incident"
    number_prefix = "INC"
    search_fields = ("title", "description", "cause")

    title = models.CharField(_("what happened"), max_length=200)
    description = models.TextField(_("course of events"), max_length=8000, blank=True)
    occurred_at = models.DateTimeField(_("happened"))
    detected_at = models.DateTimeField(_("detected"), null=True, blank=True)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity, default=Severity.MINOR)
    personal_data = models.CharField(
        _("personal data"), max_length=10, choices=PersonalData, default=PersonalData.UNKNOWN
    )
    status = models.CharField(
        _("status"), max_length=20, choices=IncidentStatus, default=IncidentStatus.REPORTED
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    service = models.ForeignKey(
        Service,
        verbose_name=_("it service"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    lead = models.ForeignKey(
        User, verbose_name=_("led by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cause = models.CharField(_("cause"), max_length=300, blank=True)

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
        )

    def number_year(self) -> int:
        """Numbered by the year it happened."""
        return int(self.occurred_at.year)


class IncidentAction(Tracked):
    """An action that an incident raised. Personal data: none."""

    permission = "incidents:incident"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")

    class Meta(Tracked.Meta):
        constraints = (models.UniqueConstraint(fields=("incident", "action"), name="incident_action_once"),)

    def __str__(self) -> str:
        return f"{self.incident} → {self.action}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Read where the incident's unit is read."""
        return access.units(f"{cls.permission}:read", "incident__owner_unit")

    def gate_unit(self) -> Any:
        """Changed with the incident."""
        return self.incident.owner_unit
