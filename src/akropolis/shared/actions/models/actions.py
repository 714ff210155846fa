"""Åtgärder (actions): the single list of things to do, whichever register raised them."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.records.models import Record
from akropolis.shared.actions.models.cause_choices import OTHER, cause_choices
from akropolis.shared.actions.rules.states import TABLE


class ActionStatus(models.TextChoices):
    """The status of an action."""

    PLANNED = "planned", _("Planned")
    ONGOING = "ongoing", _("Ongoing")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class ActionRecurrence(models.TextChoices):
    """How often an action recurs. The next one is made when one is marked as done."""

    MONTH = "month", _("Every month")
    QUARTER = "quarter", _("Every quarter")
    HALF_YEAR = "half_year", _("Every half-year")
    YEAR = "year", _("Every year")
    TWO_YEARS = "two_years", _("Every two years")


OPEN = Q(status__in=(ActionStatus.PLANNED, ActionStatus.ONGOING), archived_at__isnull=True)


class Action(Record):
    """An action with one responsible person and a due date. `done_on` is set if and only if the status is done.

    An action that `recurs` is followed by the next of its series when it is done: `earlier` is the one before.
    `waits_for` is another action that must be done first.

    Personal data: who is responsible.
    """

    permission = "actions:action"
    number_prefix = "ÅTG"
    search_fields = ("title", "description", "cause_note")
    life = TABLE

    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    responsible = Pointer(User, _("responsible"), null=True, blank=True)
    begun_on = models.DateField(_("decided on"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=ActionStatus, default=ActionStatus.PLANNED)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    result = models.TextField(
        _("result"), max_length=4000, blank=True, help_text=_("What it has led to. Written when it is done.")
    )
    cost = models.PositiveIntegerField(
        _("cost"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(2_000_000_000)],
        help_text=_("Estimate in whole kronor."),
    )
    hours = models.PositiveIntegerField(
        _("working hours"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(1_000_000)],
        help_text=_("Estimate in whole hours."),
    )
    recurs = models.CharField(
        _("recurs"),
        max_length=20,
        choices=ActionRecurrence,
        blank=True,
        help_text=_(
            "When it is marked as done, the next one is made. Its due day is counted from this one's due day. "
            "Calling it off ends the series."
        ),
    )
    earlier = Pointer("self", _("the one before"), null=True, blank=True, editable=False)
    waits_for = Pointer(
        "self",
        _("waits for"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Another action that must be done first."),
    )
    cause = models.CharField(_("cause"), max_length=20, choices=cause_choices, default=OTHER.key)
    cause_note = models.CharField(_("cause in words"), max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        indexes = (
            models.Index(fields=("due_on", "id"), name="action_due"),
            models.Index(fields=("sort_key", "id"), name="action_order"),
        )
        constraints = (
            models.CheckConstraint(
                condition=(Q(status=ActionStatus.DONE) & Q(done_on__isnull=False))
                | (~Q(status=ActionStatus.DONE) & Q(done_on__isnull=True)),
                name="action_done_with_date",
                violation_error_message=_(
                    "An action that is done has a day when it was done, and no other action has."
                ),
            ),
            models.CheckConstraint(
                condition=Q(recurs="") | Q(due_on__isnull=False),
                name="action_recurs_from_due_day",
                violation_error_message=_(
                    "Write the day when the action is due: the next one's day is counted from it."
                ),
            ),
            models.UniqueConstraint(
                fields=("earlier",),
                name="action_followed_once",
                violation_error_message=_("The next action of the series has been made already."),
            ),
        )
