"""What an action waits for, what waits for it, its series, and the task to choose who does the next."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import PanelContent, RowAct
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.shared.actions.models.actions import OPEN
from akropolis.shared.actions.selectors.causes import EDIT
from akropolis.shared.actions.services.actions import is_waiting

ACTIVE = (ActionStatus.PLANNED, ActionStatus.ONGOING)
SHOWN = 10
"""Maximum number of actions shown that wait for this one."""


def series_panel(access: Access, action: Action) -> PanelContent | None:
    """Return the action's series and dependencies, as far as the reader may read them; None if it has none."""
    seen = Action.objects.visible(access)
    first = list(seen.filter(pk__in=filter(None, [action.waits_for_id])))
    lines = [
        (_("Waits for"), first),
        (_("Waited for by"), list(seen.filter(waits_for=action, archived_at__isnull=True)[:SHOWN])),
        (_("The one before"), list(seen.filter(pk__in=filter(None, [action.earlier_id])))),
        (_("The next one"), list(seen.filter(earlier=action))),
    ]
    number = action.waits_for.number if action.waits_for else ""
    if not number and not any(actions for _label, actions in lines):
        return None
    waiting = is_waiting(action)
    may = waiting and action.status in ACTIVE and access.may(EDIT, action.owner_unit)
    url = reverse("action-done", args=[action.pk])
    return PanelContent(
        context={"lines": lines, "hidden": "" if first else number},
        acts=[RowAct(_("Mark as done although it waits"), url)] if may else [],
        sentences=[_("Waits for %(number)s.") % {"number": number}] if waiting else [],
    )


def _without_owner(access: Access, _today: date) -> QuerySet[Action]:
    mine = access.asked(EDIT, "owner_unit")
    rows = Action.objects.visible(access).filter(OPEN, mine, responsible=None, earlier__isnull=False)
    return rows.select_related("owner_unit").order_by("due_on", "sort_key", "id")


@task_feed(_without_owner, right=EDIT)
def pending_owners(row: Action) -> PendingTask:
    """A task for each open action of a series that nobody is responsible for."""
    return PendingTask(
        key=f"action-owner:{row.pk}",
        title=_("Choose who is responsible for “%(title)s”") % {"title": row},
        url=reverse("actions-edit", args=[row.pk]),
        why=_("It recurs in %(unit)s, and whoever was responsible for the one before no longer is.")
        % {"unit": row.owner_unit},
        due=row.due_on,
        about=refer(row),
    )
