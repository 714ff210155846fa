"""Panels: the tasks of a moment, and the moments of a service."""

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from akropolis.assurance.moments.models import Moment, MomentTask, TaskStatus
from akropolis.assurance.moments.rules.permissions import DO, EDIT, READ
from akropolis.assurance.moments.rules.states import OPEN
from akropolis.assurance.moments.selectors.desks import desk_of, lies_with, list_desks
from akropolis.assurance.moments.web.papers import PAPERS
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.lib.swedish import listing, number
from akropolis.graph.assets.models import GraphRecord


def tasks_panel(access: Access, moment: Moment) -> PanelContent:
    """Return the moment's tasks, what remains first: who does each, what was done, how to settle it; and the papers."""
    rows = MomentTask.objects.visible(access).filter(moment=moment)
    tasks = list(rows.select_related("moment__owner_unit", "role", "control"))
    acts = [
        RowAct(_("Record (%(form)s)") % {"form": name}, reverse("moment-paper", args=[moment.pk, form]))
        for form, name in PAPERS.items()
    ]
    if not tasks:
        return PanelContent(missing=_("No steps were in force when it started."), acts=acts)
    today = timezone.localdate()
    left = sorted(
        (row for row in tasks if row.status == TaskStatus.OPEN), key=lambda row: (row.due_on, row.position)
    )
    desks = list_desks(left, today)
    lines: list[dict[str, object]] = [
        {
            "row": row,
            "who": listing([each.name for each in desk_of(desks, row)], _("and")),
            "late": row.due_on < today,
        }
        for row in left
    ]
    lines += [{"row": row} for row in tasks if row.status != TaskStatus.OPEN]
    may = moment.state == OPEN and moment.archived_at is None and access.may(DO, moment.owner_unit)
    if may and left:
        first = next((row for row in left if lies_with(access, desks, row)), left[0])
        url = reverse("moment-task-done", args=[first.pk])
        acts.append(RowAct(_("Mark the next task as done"), url, ActRank.NEXT))
    words = {"n": number(len(tasks) - len(left)), "of": number(len(tasks))}
    sentence = _("%(n)s of %(of)s tasks are done or do not apply.") % words
    return PanelContent(context={"rows": lines, "may": may}, sentences=[sentence], acts=acts)


def service_panel(access: Access, row: GraphRecord) -> PanelContent | None:
    """Return the service's moments that the user may read, and the way to start one; None if there is neither."""
    if not access.anywhere(READ):
        return None
    rows = list(
        Moment.objects.visible(access)
        .filter(node__record=row.pk, archived_at=None)
        .order_by("-started_on", "id")
    )
    acts = []
    if row.archived_at is None and access.may(EDIT, row.owner_unit):
        query = urlencode({"node": row.number, "unit": row.owner_unit.code, "title": str(row)})
        acts.append(RowAct(_("Start a moment"), f"{reverse('moments-create')}?{query}", ActRank.MENU))
    if rows:
        return PanelContent(context={"rows": rows}, acts=acts)
    missing = _("No moment has been started for this service.")
    return PanelContent(missing=missing, add=acts[0] if acts else None) if acts else None
