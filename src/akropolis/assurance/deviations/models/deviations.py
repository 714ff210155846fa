"""Deviations, whoever found them, the actions that they raise, and the exceptions that are granted from them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.deviations.models.grades import Grade
from akropolis.assurance.deviations.rules.permissions import DEVIATION
from akropolis.assurance.deviations.rules.states import TABLE
from akropolis.base.kernel.access.fields import Pointer, in_order
from akropolis.base.kernel.access.models import Tracked, User
from akropolis.base.kernel.records.models import Record
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control
from akropolis.shared.actions.models import CauseLink


class FoundBy(models.TextChoices):
    """What found a deviation."""

    AUDIT = "audit", _("Audit")
    TEST = "test", _("Test of a measure")
    CITY_AUDITORS = "city_auditors", _("The city's auditors")
    SUPERVISOR = "supervisor", _("Supervisory authority")
    EXERCISE = "exercise", _("Exercise")
    INCIDENT = "incident", _("Incident")
    OWN = "own", _("Own control")


class DeviationState(models.TextChoices):
    """How far a deviation has come."""

    OPEN = "open", pgettext_lazy("deviation", "Open")
    ANALYSED = "analysed", _("Analysed")
    CORRECTED = "corrected", _("Corrected")
    VERIFIED = "verified", _("Effect verified")


class Deviation(Record):
    """Avvikelse: what was found against which criterion, its cause, what was done, and whether that helped.

    `source_kind` and `source_id` are the register's key and the row that it was found by, if any. `control` is the
    measure that it is about. Texts may be secret (OSL 18 kap. 8 §): the right to read is given by name.

    Personal data: who is responsible, who corrected and who verifies.
    """

    permission = DEVIATION
    number_prefix = "AV"
    search_fields = ("title", "what", "criterion")
    life = TABLE

    title = models.CharField(_("deviation"), max_length=200)
    what = models.TextField(_("what was found"), max_length=4000, help_text=_("Name no one."))
    criterion = models.CharField(
        _("criterion"),
        max_length=300,
        blank=True,
        help_text=_("The rule, measure or routine that it deviates from."),
    )
    found_by = models.CharField(_("found by"), max_length=15, choices=FoundBy, default=FoundBy.OWN)
    found_on = models.DateField(_("found on"))
    grade = models.CharField(_("grade"), max_length=12, choices=Grade, default=Grade.MINOR)
    node = Pointer(Node, _("about"), null=True, blank=True)
    control = Pointer(Control, _("security measure"), null=True, blank=True)
    source_kind = models.CharField(max_length=60, blank=True, editable=False)
    source_id = models.UUIDField(null=True, editable=False)
    responsible = Pointer(User, _("responsible"), null=True, blank=True)
    due_on = models.DateField(_("corrected at the latest"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DeviationState, default=DeviationState.OPEN)
    cause = models.TextField(
        _("cause"),
        max_length=4000,
        blank=True,
        help_text=_("Why it came about, so that it does not happen again."),
    )
    correction = models.TextField(
        _("correction"),
        max_length=4000,
        blank=True,
        help_text=_("What was done at once, and what has been changed."),
    )
    corrected_on = models.DateField(_("corrected on"), null=True, blank=True)
    corrected_by = Pointer(User, _("corrected by"), null=True, blank=True, editable=False)
    verifier = Pointer(
        User,
        _("verifies the effect"),
        null=True,
        blank=True,
        help_text=_("Somebody else than the one who corrects it."),
    )
    verified_on = models.DateField(_("effect verified on"), null=True, blank=True)
    verified_by = Pointer(User, _("effect verified by"), null=True, blank=True, editable=False)
    effect = models.TextField(
        _("how the effect was verified"),
        max_length=4000,
        blank=True,
        help_text=_("What you looked at, and what shows that it does not come back."),
    )

    class Meta(Record.Meta):
        verbose_name = _("deviation")
        verbose_name_plural = _("deviations")
        indexes = (
            models.Index(fields=("sort_key", "id"), name="deviation_order"),
            models.Index(fields=("due_on", "id"), name="deviation_due"),
            models.Index(fields=("source_id",), name="deviation_source"),
        )
        constraints = (
            in_order("found_on", "corrected_on", "deviation_found_first"),
            in_order(
                "corrected_on",
                "verified_on",
                "deviation_corrected_first",
                empty=("corrected_on", "verified_on"),
            ),
        )

    def clean(self) -> None:
        """Raise ValidationError for a day that has not come, or an effect verified by the one who corrected."""
        super().clean()
        today = timezone.localdate()
        for name in ("found_on", "corrected_on", "verified_on"):
            day = getattr(self, name)
            if day and day > today:
                raise ValidationError({name: gettext("Write a day that has come.")})
        if self.corrected_by_id and self.corrected_by_id == self.verified_by_id:
            raise ValidationError(
                {"state": gettext("Somebody else than who corrected it verifies the effect.")}
            )


class DeviationAction(CauseLink):
    """The corrective action that a deviation raised. Personal data: none."""

    read_with = "deviation"

    deviation = Pointer(Deviation)

    class Meta(CauseLink.Meta):
        constraints = (models.UniqueConstraint(fields=("deviation", "action"), name="deviation_action_once"),)


class DeviationException(Tracked):
    """An exception from a measure or requirement: the deviation is left as it is until a day.

    After `ends_on` nothing holds it any longer and the deviation is open as before; a longer one is a new row.
    Personal data: who owns it and who decided.
    """

    permission = DEVIATION
    append_only = True
    read_with = "deviation"
    written_in = "deviation__owner_unit"

    deviation = Pointer(Deviation, _("deviation"))
    owner = Pointer(User, _("owner of the exception"))
    reasons = models.TextField(_("reasons"), max_length=4000)
    decided_on = models.DateField(_("decided on"))
    ends_on = models.DateField(_("last day of the exception"))
    decided_by = models.CharField(_("decided by"), max_length=120)

    class Meta(Tracked.Meta):
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        ordering = ("-decided_on", "-created_at", "-id")
        constraints = (in_order("decided_on", "ends_on", "deviation_exception_ends"),)

    def __str__(self) -> str:
        return f"{self.deviation} {self.ends_on}"
