"""Objectives of information security: what is aimed at, until when, and whether it was reached (ISO/IEC 27001 6.2)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, in_order
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.records.models import Record
from akropolis.shared.indicators.models import Indicator


class ObjectiveOutcome(models.TextChoices):
    """Whether an objective was reached, as whoever answers for it has judged."""

    NOT_ASSESSED = "unknown", pgettext_lazy("objective", "Not assessed")
    REACHED = "reached", pgettext_lazy("objective", "Reached")
    PARTLY = "partly", pgettext_lazy("objective", "Partly reached")
    MISSED = "missed", pgettext_lazy("objective", "Not reached")


class Objective(Record):
    """Säkerhetsmål: what a unit, or the city, aims at in its information security, and by when.

    `indicator` measures it; what is measured is shown beside the judgement and never makes it. Personal data: who
    answers for it.
    """

    permission = "objectives:objective"
    number_prefix = "MÅL"
    title_field = "name"
    search_fields = ("name", "description")

    name = models.CharField(
        _("objective"), max_length=200, help_text=_("What will be true when it is reached.")
    )
    description = models.TextField(
        _("how it is reached"), max_length=4000, blank=True, help_text=_("What is done, and with what means.")
    )
    indicator = Pointer(Indicator, _("indicator that measures it"), null=True, blank=True)
    responsible = Pointer(User, _("responsible"), null=True, blank=True)
    begins_on = models.DateField(_("holds from"))
    due_on = models.DateField(_("reached by"))
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=ObjectiveOutcome, default=ObjectiveOutcome.NOT_ASSESSED
    )
    outcome_reason = models.TextField(
        _("what shows it"), max_length=2000, blank=True, help_text=_("Numbers, documents or what was seen.")
    )
    assessed_on = models.DateField(_("day of the assessment"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        indexes = (
            models.Index(fields=("sort_key", "id"), name="objective_order"),
            models.Index(fields=("due_on", "id"), name="objective_due"),
        )
        constraints = (in_order("begins_on", "due_on", "objective_days_in_order"),)

    def clean(self) -> None:
        """Raise ValidationError for an outcome without a reason or a day, or assessed on a day that has not come."""
        super().clean()
        if self.outcome == ObjectiveOutcome.NOT_ASSESSED:
            if self.assessed_on:
                raise ValidationError({"outcome": gettext("Choose the outcome, or leave the day empty.")})
            return
        if not self.outcome_reason.strip():
            raise ValidationError({"outcome_reason": gettext("Write what shows the outcome.")})
        if self.assessed_on is None:
            raise ValidationError({"assessed_on": gettext("Write the day of the assessment.")})
        if self.assessed_on > timezone.localdate():
            raise ValidationError({"assessed_on": gettext("Write a day that has come.")})
