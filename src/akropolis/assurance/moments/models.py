"""The steps of each kind of moment, moments, and the tasks that were copied from the steps when they started."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.moments.rules.permissions import MOMENT, TASK
from akropolis.assurance.moments.rules.states import CLOSED, TABLE
from akropolis.base.kernel.access.fields import Pointer, in_order
from akropolis.base.kernel.access.models import Role, Tracked
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.base.kernel.records.models import Record
from akropolis.base.ui.words import Phrase
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control


class MomentKind(models.TextChoices):
    """What begins, changes or ends: a service, or a person's role."""

    PROCUREMENT = "procurement", _("Procurement")
    DEVELOPMENT = "development", _("Development")
    INTRODUCTION = "introduction", _("Introduction")
    CHANGE = "change", pgettext_lazy("moment", "Change")
    RETIREMENT = "retirement", _("Retirement")
    HIRING = "hiring", _("Hiring")
    TRANSFER = "transfer", _("Transfer")
    DEPARTURE = "departure", _("Departure")


OF_PERSONS = frozenset({MomentKind.HIRING, MomentKind.TRANSFER, MomentKind.DEPARTURE})


class MomentStep(KeptRow):
    """What must be done at a kind of moment, by the holder of which role, and within how many days of its start.

    Personal data: none.
    """

    permission = "moment:step"

    kind = models.CharField(_("kind of moment"), max_length=15, choices=MomentKind)
    what = models.CharField(_("what is to be done"), max_length=300)
    what_en = models.CharField(_("what is to be done, in English"), max_length=300, blank=True)
    control = Pointer(Control, _("security measure"), null=True, blank=True)
    role = Pointer(Role, _("who does it"))
    days = models.PositiveSmallIntegerField(
        _("within (days from the start)"), validators=[MaxValueValidator(730)]
    )
    position = models.PositiveIntegerField(_("order"), default=100_000)

    class Meta(KeptRow.Meta):
        verbose_name = _("step of moments")
        verbose_name_plural = _("steps of moments")
        ordering = ("position", "code", "id")

    def __str__(self) -> str:
        return self.said("what")


class MomentState(models.TextChoices):
    """Whether a moment goes on."""

    OPEN = "open", _("Going on")
    CLOSED = "closed", pgettext_lazy("moment", "Closed")


class Moment(Record):
    """Moment: a service or a person's role begins, changes or ends, and what must be done then.

    It is about a service (`node`), or in words about a service not registered yet or a role, never a named person.
    It is closed when each task is done or found not to apply. Personal data: none intended.
    """

    permission = MOMENT
    number_prefix = "MOM"
    search_fields = ("title",)
    life = TABLE

    title = models.CharField(
        _("what it is about"),
        max_length=200,
        help_text=_("The service, or the role in words. Never the person's name."),
    )
    kind = models.CharField(_("kind of moment"), max_length=15, choices=MomentKind)
    node = Pointer(
        Node,
        _("IT service"),
        null=True,
        blank=True,
        help_text=_("Empty for a person's role, and for a service that is not registered yet."),
    )
    started_on = models.DateField(_("started on"))
    due_on = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Empty: the last of the steps decides.")
    )
    state = models.CharField(_("state"), max_length=10, choices=MomentState, default=MomentState.OPEN)
    closed_on = models.DateField(pgettext_lazy("moment", "closed on"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("moment")
        verbose_name_plural = _("moments")
        indexes = (
            models.Index(fields=("sort_key", "id"), name="moment_order"),
            models.Index(fields=("due_on", "id"), name="moment_due"),
        )
        constraints = (
            in_order("started_on", "due_on", "moment_due_after_start"),
            in_order("started_on", "closed_on", "moment_closed_after_start"),
        )

    def clean(self) -> None:
        """Raise ValidationError for a service in a person's moment, a day ahead, or a closed moment with open tasks."""
        super().clean()
        if self.node_id and self.kind in OF_PERSONS:
            raise ValidationError(
                {"node": gettext("This moment is about a person's role. Leave the service empty.")}
            )
        if self.closed_on and self.closed_on > timezone.localdate():
            raise ValidationError({"closed_on": gettext("Write a day that has come.")})
        if self.state == CLOSED and not self._state.adding:
            left = MomentTask.everything.filter(moment=self, status=TaskStatus.OPEN).count()
            if left:
                sentence = gettext("Tasks remain: %(n)s. Each must be done, or be found not to apply.")
                raise ValidationError({"state": sentence % {"n": left}})


class TaskStatus(models.TextChoices):
    """Whether a task remains."""

    OPEN = "open", _("To do")
    DONE = "done", pgettext_lazy("task", "Done")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")


class MomentTask(Tracked):
    """What must be done in a moment, as the step said when the moment started, and what was done.

    Personal data: who did it.
    """

    permission = TASK
    read_with = "moment"
    written_in = "moment__owner_unit"

    moment = Pointer(Moment, _("moment"))
    what = models.CharField(_("what is to be done"), max_length=300)
    control = Pointer(Control, _("security measure"), null=True, blank=True)
    role = Pointer(Role, _("who does it"))
    due_on = models.DateField(_("last day"))
    position = models.PositiveIntegerField(_("order"), default=0)
    status = models.CharField(_("status"), max_length=15, choices=TaskStatus, default=TaskStatus.OPEN)
    done_by = models.CharField(_("done by"), max_length=120, blank=True)
    done_on = models.DateField(pgettext_lazy("task", "done on"), null=True, blank=True)
    note = models.TextField(_("what was done"), max_length=2000, blank=True, help_text=_("Name no one."))
    evidence = models.CharField(
        _("what shows it"),
        max_length=500,
        blank=True,
        help_text=_("A registration number, a link, or where the paper lies."),
    )

    class Meta(Tracked.Meta):
        verbose_name = _("task of a moment")
        verbose_name_plural = _("tasks of moments")
        ordering = ("position", "id")
        indexes = (models.Index(fields=("status", "due_on"), name="moment_task_due"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(status="open", done_on__isnull=True)
                | (~Q(status="open") & Q(done_on__isnull=False)),
                name="moment_task_day_of_done",
            ),
        )

    def __str__(self) -> str:
        return self.what

    def clean(self) -> None:
        """Raise ValidationError for a day that has not come, or without a reason why the task does not apply."""
        super().clean()
        if self.done_on and self.done_on > timezone.localdate():
            raise ValidationError({"done_on": gettext("Write a day that has come.")})
        if self.status == TaskStatus.NOT_APPLICABLE and not self.note.strip():
            raise ValidationError({"note": gettext("Say why it does not apply.")})

    def locked_reason(self) -> Phrase | None:
        """Return the sentence for a task of a closed or archived moment."""
        ended = self.moment.state == CLOSED or self.moment.archived_at
        return _("The moment is closed. Open it again first.") if ended else None
