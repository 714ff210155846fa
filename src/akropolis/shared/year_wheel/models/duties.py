"""What recurs each year, and what came of it in a unit and a year."""

from calendar import monthrange
from datetime import date, timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, YearField
from akropolis.base.kernel.access.models import Role, Tracked, Unit
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.shared.year_wheel.models.evidence import evidence_choices
from akropolis.shared.year_wheel.rules.permissions import DUTY, OUTCOME

LONGEST = 31


class DutyUnits(models.TextChoices):
    """Which units have a duty."""

    REVIEWING = "reviewing", _("Each unit that makes a management review")
    CITY = "city", _("The city only")


class DutyPlace(models.TextChoices):
    """The pages on which duties are done."""

    REVIEW = "review", _("Management review")
    DIRECTIONS = "directions", _("Directions")
    YEARLY_REPORT = "yearly-report", _("Yearly reports on data protection")
    ATTESTATION = "attestation", _("The record of processing")
    TRAINING = "training", _("Training")
    EXERCISES = "exercises", _("Exercises")
    SUPPLIERS = "suppliers", _("Suppliers")
    REGISTRATION = "registration", _("Legal entities")
    RISKS = "risks", _("Risks")
    SERVICES = "services", _("IT services")
    EFFECT = "effect", _("Do the measures work?")
    HORIZON = "horizon", _("Horizon scanning")
    DOCUMENTS = "documents", _("Governing documents")


class YearlyDuty(KeptRow):
    """Yearly duty: what must be done each year, by the holder of which role, and by which day.

    It stands on a desk from `weeks` before its day. Two weeks late it climbs to the role `climbs_to` too.
    Personal data: none.
    """

    permission = DUTY

    name = models.CharField(_("duty"), max_length=120)
    name_en = models.CharField(_("duty in English"), max_length=120, blank=True)
    what = models.CharField(_("what is to be done"), max_length=400)
    what_en = models.CharField(_("what is to be done, in English"), max_length=400, blank=True)
    role = Pointer(Role, _("who does it"), related_name="+")
    climbs_to = Pointer(
        Role,
        _("who gets it two weeks late"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Empty: nobody until it is thirty days late."),
    )
    units = models.CharField(_("for which units"), max_length=10, choices=DutyUnits)
    month = models.PositiveSmallIntegerField(_("month"), choices=list(MONTHS.items()))
    day = models.PositiveSmallIntegerField(
        _("last day in the month"),
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
        help_text=_("31: the month's last day."),
    )
    weeks = models.PositiveSmallIntegerField(
        _("begins (weeks before)"), default=4, validators=[MaxValueValidator(40)]
    )
    place = models.CharField(_("where it is done"), max_length=20, blank=True, choices=DutyPlace)
    shown_by = models.CharField(
        _("shown to be done by"),
        max_length=20,
        blank=True,
        choices=evidence_choices,
        help_text=_("Empty: somebody says that it is done."),
    )
    position = models.PositiveIntegerField(_("order"), default=100_000)

    class Meta(KeptRow.Meta):
        verbose_name = _("yearly duty")
        verbose_name_plural = _("yearly duties")
        ordering = ("month", "day", "position", "id")

    def due_in(self, year: int) -> date:
        """Return the day by which it must be done in the year: at the latest the month's last."""
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))

    def begins_in(self, year: int) -> date:
        """Return the day on which it begins, which may lie in the year before."""
        return self.due_in(year) - timedelta(weeks=self.weeks)


class DutyStatus(models.TextChoices):
    """What came of a duty."""

    DONE = "done", pgettext_lazy("duty", "Done")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("duty", "Does not apply")
    OPEN = "open", pgettext_lazy("duty", "Remains")


class DutyOutcome(Tracked):
    """What came of a yearly duty in a unit and a year: done, does not apply, or opened again.

    Personal data: who did it.
    """

    permission = OUTCOME
    read_in = ("unit",)
    written_in = "unit"

    unit = Pointer(Unit, _("unit"))
    duty = Pointer(YearlyDuty, _("duty"))
    year = YearField(_("year"))
    state = models.CharField(_("outcome"), max_length=15, choices=DutyStatus, default=DutyStatus.DONE)
    done_on = models.DateField(pgettext_lazy("duty", "done on"), null=True, blank=True)
    done_by = models.CharField(_("said by"), max_length=120, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True, help_text=_("Name no one."))
    evidence = models.CharField(
        _("what shows it"),
        max_length=500,
        blank=True,
        help_text=_("A registration number, a link, or where the paper lies."),
    )

    class Meta(Tracked.Meta):
        verbose_name = _("outcome of a yearly duty")
        verbose_name_plural = _("outcomes of yearly duties")
        ordering = ("year", "id")
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("unit", "duty", "year"), name="duty_outcome_once"),
        )

    def __str__(self) -> str:
        return f"{self.duty} {self.year}"

    def clean(self) -> None:
        """Raise ValidationError for a day that is missing or ahead, or without a reason why it does not apply."""
        super().clean()
        if self.state == DutyStatus.DONE and self.done_on is None:
            raise ValidationError({"done_on": gettext("Write the day on which it was done.")})
        if self.done_on and self.done_on > timezone.localdate():
            raise ValidationError({"done_on": gettext("Write a day that has come.")})
        if self.state == DutyStatus.NOT_APPLICABLE and not self.note.strip():
            raise ValidationError({"note": gettext("Say why it does not apply.")})
