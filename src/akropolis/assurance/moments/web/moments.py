"""A moment's page: its tasks, and its record as Word, PDF or ODT; and the moments on a service's page."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.assurance.moments.models import Moment, MomentTask, TaskStatus
from akropolis.assurance.moments.reports.moment_paper import moment_paper
from akropolis.assurance.moments.rules.permissions import DO, EDIT, READ
from akropolis.assurance.moments.rules.states import OPEN
from akropolis.assurance.moments.selectors.desks import list_desks
from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.kernel.reporting import CONTENT_TYPES, Form, render
from akropolis.base.lib.swedish import listing, number
from akropolis.graph.assets.models import GraphRecord

PAPERS: dict[Form, str] = {"docx": "Word", "pdf": "PDF", "odt": "ODT"}


@requires(READ)
@require_safe
@heavy(also_read=True)
def paper(request: HttpRequest, pk: UUID, form: Form) -> HttpResponse:
    """Return the record of the moment as it is now: what was done, what did not apply, what remains."""
    access = access_of(request)
    or_hidden(PAPERS.get(form))
    moment = Moment.objects.visible(access).select_related("owner_unit", "node").one(pk=pk)
    made = render(moment_paper(access, moment, timezone.localdate()), form)
    return file_answer(made, f"{moment.number}-protokoll.{form}", CONTENT_TYPES[form])


def tasks_panel(access: Access, moment: Moment) -> PanelContent:
    """Return the moment's tasks, what remains first: who does each, what was done, how to settle it; and the papers."""
    rows = MomentTask.objects.visible(access).filter(moment=moment)
    tasks = sorted(rows.select_related("moment__owner_unit", "role", "control"), key=_what_remains_first)
    acts = [
        RowAct(_("Record (%(form)s)") % {"form": name}, reverse("moment-paper", args=[moment.pk, form]))
        for form, name in PAPERS.items()
    ]
    if not tasks:
        return PanelContent(missing=_("No steps were in force when it started."), acts=acts)
    today, left = timezone.localdate(), [row for row in tasks if row.status == TaskStatus.OPEN]
    desks = list_desks(tasks, today)
    lines = [
        {
            "row": row,
            "who": listing([each.name for each in desks[row.pk]], _("and")),
            "late": row.due_on < today,
        }
        for row in tasks
    ]
    may = moment.state == OPEN and moment.archived_at is None and access.may(DO, moment.owner_unit)
    if may and left:
        first = next((row for row in left if access.actor.id in [each.pk for each in desks[row.pk]]), left[0])
        url = reverse("moment-task-done", args=[first.pk])
        acts.append(RowAct(_("Mark the next task as done"), url, ActRank.NEXT))
    words = {"n": number(len(tasks) - len(left)), "of": number(len(tasks))}
    sentence = _("%(n)s of %(of)s tasks are done or do not apply.") % words
    return PanelContent(context={"rows": lines, "may": may}, sentences=[sentence], acts=acts)


def _what_remains_first(task: MomentTask) -> tuple[bool, date, int]:
    remains = task.status == TaskStatus.OPEN
    return not remains, task.due_on if remains else date.min, task.position


def service_panel(access: Access, row: GraphRecord) -> PanelContent | None:
    """Return the service's moments that the user may read, and the way to start one; None if there is neither."""
    moments = Moment.objects.visible(access).filter(node__record=row.pk, archived_at=None)
    rows, start = list(moments.order_by("-started_on", "id")), None
    if row.archived_at is None and access.may(EDIT, row.owner_unit):
        query = urlencode({"node": row.number, "unit": row.owner_unit.code})
        start = RowAct(_("Start a moment"), f"{reverse('moments-create')}?{query}")
    if rows:
        return PanelContent(context={"rows": rows}, acts=[start] if start else [])
    missing = _("No moment has been started for this service.")
    return PanelContent(missing=missing, add=start) if start else None
