"""The pages on which a task of a moment is done, found not to apply or opened again; whose desk it lies on."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.moments.models import Moment, MomentTask, TaskStatus
from akropolis.assurance.moments.rules.permissions import DO, EDIT
from akropolis.assurance.moments.rules.states import OPEN
from akropolis.assurance.moments.selectors.desks import list_desks
from akropolis.assurance.moments.services.moments import settle
from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct, row_of
from akropolis.base.ui.model_fields import FromModel

DETAIL = "moments-detail"
TASK = ActTarget(
    DO,
    row_of(MomentTask, "moment__owner_unit", "role"),
    lambda task: reverse(DETAIL, args=[task.moment_id]),
    lambda task: task.moment.label(),
    unit="moment.owner_unit",
)


class DoneForm(VersionedForm, model=MomentTask):
    """When the task was done, what was done and what shows it."""

    becomes = TaskStatus.DONE
    done_on = FromModel(initial=timezone.localdate, required=True)
    note = FromModel(rows=4)
    evidence = FromModel()


class NotApplicableForm(VersionedForm, model=MomentTask):
    """Why the task does not apply."""

    becomes = TaskStatus.NOT_APPLICABLE
    note = FromModel(label=_("Why it does not apply"), rows=4, required=True)


def _settle(access: Access, task: MomentTask, form: DoneForm | NotApplicableForm) -> MomentTask:
    return settle(access, task, form.becomes, form.row_values(), version=form.seen)


DONE = Act(
    on=TASK,
    form=DoneForm,
    initial=("version", "note", "evidence"),
    do=_settle,
    title=_("The task is done"),
    lead=str,
    submit=_("Mark as done"),
)
NOT_APPLICABLE = Act(
    on=TASK,
    form=NotApplicableForm,
    initial=("version", "note"),
    do=_settle,
    title=_("The task does not apply"),
    lead=str,
    submit=_("Mark as not applicable"),
)
REOPEN = ButtonAct(
    on=TASK,
    do=lambda access, task: settle(access, task, TaskStatus.OPEN, {}),
    done=_("The task is open again."),
)


def _on_own_desk(access: Access, today: date) -> Iterator[MomentTask]:
    do, goes_on = access.units(DO, "moment__owner_unit"), Q(moment__state=OPEN, moment__archived_at=None)
    rows = MomentTask.objects.visible(access).filter(do, goes_on, status=TaskStatus.OPEN)
    rows = rows.select_related("moment__owner_unit", "role").order_by("due_on", "position", "id")
    desks = list_desks(rows, today)
    return (row for row in rows if access.actor.id in [each.pk for each in desks[row.pk]])


@task_feed(_on_own_desk, right=DO)
def pending_tasks_of_moments(row: MomentTask) -> PendingTask:
    """A task for whoever does each open task of a moment."""
    moment = row.moment
    words = {"what": row, "kind": moment.get_kind_display(), "moment": moment, "unit": moment.owner_unit}
    return PendingTask(
        key=f"moment-task:{row.pk}:{row.due_on}",
        title=_("%(what)s (%(moment)s)") % words,
        url=reverse("moment-task-done", args=[row.pk]),
        why=_("%(kind)s: “%(moment)s” in %(unit)s goes on.") % words,
        due=row.due_on,
        about=refer(moment),
    )


def _to_close(access: Access, _today: date) -> GatedQuerySet[Moment]:
    left = MomentTask.everything.filter(moment=OuterRef("pk"), status=TaskStatus.OPEN)
    rows = Moment.objects.visible(access).filter(
        access.asked(EDIT, "owner_unit"), ~Exists(left), state=OPEN, archived_at=None
    )
    return rows.select_related("owner_unit").order_by("due_on", "sort_key", "id")


@task_feed(_to_close, right=EDIT)
def pending_closings(row: Moment) -> PendingTask:
    """A task for those responsible in the unit: each moment in which nothing remains to be done."""
    words = {"moment": row, "unit": row.owner_unit}
    return PendingTask(
        key=f"moment-close:{row.pk}:{row.due_on}",
        title=_("Close the moment “%(moment)s”") % words,
        url=reverse(DETAIL, args=[row.pk]),
        why=_("Nothing remains to be done of it in %(unit)s.") % words,
        due=row.due_on,
        about=refer(row),
    )
