"""Internal control: what is checked because of a risk, and what the checks found (kommunallagen 6 kap. 6 §)."""

from datetime import MAXYEAR, MINYEAR

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, YearField
from akropolis.base.kernel.access.models import Tracked, User
from akropolis.base.kernel.records.models import Record
from akropolis.graph.internal_control.rules.controls import first_check
from akropolis.graph.risk.models.risks import Risk
from akropolis.shared.actions.models import Action


class ControlDecision(models.TextChoices):
    """What the plan of internal control says about a risk."""

    ACCEPT = "accept", _("Accept")
    DIRECT = "direct", _("Direct action")
    EXAMINE = "examine", _("Examination")


class ControlFrequency(models.TextChoices):
    """How often an activity is carried out."""

    ONCE = "once", _("Once")
    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every quarter")
    HALF_YEARLY = "half_yearly", _("Twice a year")
    YEARLY = "yearly", _("Once a year")


class ControlActivity(Record):
    """Kontrollmoment: a check that the internal control's plan demands because of a risk.

    Personal data: who is responsible.
    """

    permission = "risk:control"
    number_prefix = "KM"
    search_fields = ("title", "area")

    title = models.CharField(_("control activity"), max_length=200)
    risk = Pointer(Risk, _("risk"))
    year = YearField(_("year"))
    area = models.CharField(_("risk area"), max_length=120, blank=True)
    decision = models.CharField(
        _("decision"), max_length=10, choices=ControlDecision, default=ControlDecision.EXAMINE
    )
    method = models.TextField(_("method"), max_length=2000, blank=True)
    sample = models.CharField(_("sample"), max_length=300, blank=True)
    frequency = models.CharField(
        _("frequency"), max_length=12, choices=ControlFrequency, default=ControlFrequency.YEARLY
    )
    responsible = Pointer(User, _("responsible"), null=True, blank=True)
    report_to = models.CharField(_("reported to"), max_length=200, blank=True)
    next_on = models.DateField(
        _("next check, at the latest"),
        null=True,
        blank=True,
        help_text=_("Empty for a new activity: the day follows from year and frequency."),
    )

    class Meta(Record.Meta):
        verbose_name = _("control activity")
        verbose_name_plural = _("control activities")
        indexes = (models.Index(fields=("sort_key", "id"), name="control_activity_order"),)

    def derive(self) -> None:
        """Plan the first check of a new activity that was given no day, by its year and frequency."""
        super().derive()
        if self._state.adding and self.next_on is None and MINYEAR < (self.year or 0) < MAXYEAR:
            self.next_on = first_check(self.frequency, self.year, timezone.localdate())


class ControlResult(Tracked):
    """What a check found. A correction is a new row. Personal data: who checked."""

    permission = "risk:control"
    append_only = True
    read_with = "activity"
    written_in = "activity__owner_unit"

    activity = Pointer(ControlActivity, _("control activity"))
    checked_on = models.DateField(_("checked on"))
    checked_by = models.CharField(_("checked by"), max_length=120)
    what = models.TextField(_("what was checked"), max_length=2000)
    sample = models.CharField(_("sample"), max_length=300, blank=True)
    result = models.TextField(_("result"), max_length=4000)
    deviation = models.BooleanField(_("deviation"), default=False)

    class Meta(Tracked.Meta):
        verbose_name = _("result of a check")
        verbose_name_plural = _("results of checks")
        ordering = ("-checked_on", "-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.activity} {self.checked_on}"


class ControlAction(Tracked):
    """Link from a check's deviation to the action that it raised. Personal data: none."""

    permission = "risk:control"
    read_with = "result"
    written_in = "result__activity__owner_unit"

    result = Pointer(ControlResult)
    action = Pointer(Action)

    class Meta(Tracked.Meta):
        constraints = (models.UniqueConstraint(fields=("result", "action"), name="control_action_once"),)

    def __str__(self) -> str:
        return f"{self.result} → {self.action}"
