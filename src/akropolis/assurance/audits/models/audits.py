"""Audits in the words of ISO 19011: criteria, evidence, findings and conclusion; and what is answered to auditors."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.audits.rules.permissions import AUDIT
from akropolis.assurance.audits.rules.states import TABLE
from akropolis.assurance.deviations.models import Deviation
from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.models import Record


class AuditKind(models.TextChoices):
    """Who audits."""

    INTERNAL = "internal", _("Internal audit")
    CITY_AUDITORS = "city_auditors", _("The city's auditors")
    SUPERVISOR = "supervisor", _("Supervision by an authority")
    CERTIFICATION = "certification", _("Certification")


class AuditState(models.TextChoices):
    """How far an audit has come."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    REPORTED = "reported", _("Reported")
    ANSWERED = "answered", pgettext_lazy("audit", "Answered")
    CLOSED = "closed", _("Closed")


class Audit(Record):
    """Revision of one unit (`owner_unit`): its place in the programme, scope and criteria, conclusion and answer.

    The report is among the row's files. Personal data: who leads the audit.
    """

    permission = AUDIT
    number_prefix = "RV"
    search_fields = ("title", "scope", "criteria")
    life = TABLE

    title = models.CharField(_("audit"), max_length=200)
    kind = models.CharField(_("kind"), max_length=15, choices=AuditKind, default=AuditKind.INTERNAL)
    planned_on = models.DateField(_("planned for"))
    lead = models.CharField(_("led by"), max_length=120, blank=True)
    scope = models.TextField(
        _("scope"),
        max_length=2000,
        blank=True,
        help_text=_("Which parts of the unit, which services and which time."),
    )
    criteria = models.TextField(
        _("audit criteria"),
        max_length=2000,
        blank=True,
        help_text=_("What the evidence is held against: laws, rules, measures, routines."),
    )
    state = models.CharField(_("state"), max_length=10, choices=AuditState, default=AuditState.PLANNED)
    held_on = models.DateField(pgettext_lazy("audit", "held on"), null=True, blank=True)
    conclusion = models.TextField(_("audit conclusion"), max_length=4000, blank=True)
    answer_due_on = models.DateField(
        _("answer at the latest"),
        null=True,
        blank=True,
        help_text=_("For the city's auditors and supervisors. Empty when nobody awaits an answer."),
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=8000, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("audit")
        verbose_name_plural = _("audits")
        indexes = (
            models.Index(fields=("sort_key", "id"), name="audit_order"),
            models.Index(fields=("planned_on", "id"), name="audit_planned"),
        )
        constraints = (
            models.CheckConstraint(
                condition=~Q(state=AuditState.CLOSED)
                | Q(answer_due_on__isnull=True)
                | Q(answered_on__isnull=False),
                name="audit_answered_before_closed",
                violation_error_message=_("An answer is awaited. Write it before you close the audit."),
            ),
        )

    def clean(self) -> None:
        """Raise ValidationError for a day that has not come."""
        super().clean()
        for name in ("held_on", "answered_on"):
            day = getattr(self, name)
            if day and day > timezone.localdate():
                raise ValidationError({name: gettext("Write a day that has come.")})


class ReauditOutcome(models.TextChoices):
    """What was found when an observation was audited again."""

    CORRECTED = "corrected", _("Corrected")
    PARTLY = "partly", _("Partly corrected")
    REMAINS = "remains", _("Remains")


class AuditObservation(Tracked):
    """Revisionsiakttagelse: a deviation that an audit found, its evidence, and what was found when audited again.

    Personal data: none intended.
    """

    permission = AUDIT
    read_with = "audit"
    written_in = "audit__owner_unit"

    audit = Pointer(Audit, _("audit"))
    deviation = Pointer(Deviation, _("deviation"))
    evidence = models.TextField(
        _("audit evidence"),
        max_length=4000,
        blank=True,
        help_text=_("What was read, seen and heard. Name no one."),
    )
    outcome = models.CharField(_("audited again"), max_length=10, choices=ReauditOutcome, blank=True)
    reaudited_on = models.DateField(_("audited again on"), null=True, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("audit finding")
        verbose_name_plural = _("audit findings")
        ordering = ("created_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("audit", "deviation"), name="audit_observation_once"),
            models.CheckConstraint(
                condition=Q(outcome="", reaudited_on__isnull=True)
                | (~Q(outcome="") & Q(reaudited_on__isnull=False)),
                name="audit_observation_day_of_outcome",
                violation_error_message=_("Write both what was found and the day."),
            ),
        )

    def __str__(self) -> str:
        return str(self.deviation)
