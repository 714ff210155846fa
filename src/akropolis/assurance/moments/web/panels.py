"""Panels: the tasks of a moment, and the moments of a service."""

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from akropolis.assurance.moments.models import Moment, MomentTask, TaskStatus
from akropolis.assurance.moments.rules.permissions import DO, EDIT, READ
from akropolis.assurance.moments.rules.states import OPEN
from akropolis.assurance.moments.selectors.desks import list_desks
from akropolis.assurance.moments.web.papers import PAPERS
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.lib.swedish import listing, number
from akropolis.graph.assets.models import GraphRecord


def tasks_panel(access: Access, moment: Moment) -> PanelContent:
    """Return the moment's tasks, who does each, what was done, and the ways to settle them; and the papers."""
    rows = list(
        MomentTask.objects.visible(access)
        .filter(moment=moment)
        .select_related("moment__owner_unit", "role", "control")
    )
    acts = [
        RowAct(_("Record (%(form)s)") % {"form": name}, reverse("moment-paper", args=[moment.pk, form]))
        for form, name in PAPERS.items()
    ]
    if not rows:
        return PanelContent(missing=_("No steps were in force when it started."), acts=acts)
    goes_on = moment.state == OPEN and moment.archived_at is None
    left = [row for row in rows if row.status == TaskStatus.OPEN]
    desks = list_desks(left, timezone.localdate())
    lines = [
        {
            "row": row,
            "who": listing([each.name for each in desks[moment.owner_unit_id, row.role_id]], _("and"))
            if row in left
            else "",
            "late": row in left and row.due_on < timezone.localdate(),
        }
        for row in rows
    ]
    words = {"n": number(len(rows) - len(left)), "of": number(len(rows))}
    sentence = _("%(n)s of %(of)s tasks are done or do not apply.") % words
    context = {"rows": lines, "may": goes_on and access.may(DO, moment.owner_unit)}
    return PanelContent(context=context, sentences=[sentence], acts=acts)


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
