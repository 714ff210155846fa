"""Tasks about a user's own background work, and deletion of finished work whose result nobody fetches."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.background.work import OPENED, WorkState, forget_old, works_of
from akropolis.base.kernel.deadlines.tasks import PendingTask

REMEMBERED = timedelta(days=7)


def list_background_tasks(access: Access, today: date) -> Iterator[PendingTask]:
    """List tasks for the user's own work that is unfinished, or finished but not yet looked at."""
    if access.actor.id is None:
        return
    for work in works_of(access.actor.id):
        if not work.marked(OPENED):
            title, why = describe_state(work.state)
            yield PendingTask(f"work:{work.id}", title, reverse("work", args=[work.id]), why)


def describe_state(state: WorkState) -> tuple[str, str]:
    """Return a title and an explanation of background work in that state."""
    return {
        WorkState.WAITING: (
            _("Your work waits for its turn"),
            _("It begins when the work before it is over. You can leave this page."),
        ),
        WorkState.UNATTENDED: (
            _("Your work waits, and no process does it"),
            _("Ask whoever looks after the system to start akropolis worker. You can leave this page."),
        ),
        WorkState.RUNNING: (
            _("Your work is being done"),
            _("You can leave this page: the work goes on, and stands under To do."),
        ),
        WorkState.BROKEN: (
            _("Your work was broken off"),
            _(
                "The server was stopped in the middle of it. A file is saved whole or not at all, and never twice: "
                "start anew."
            ),
        ),
        WorkState.DONE: (_("Your work is done"), _("See what came of it.")),
    }[state]


def sweep(now: datetime) -> str:
    """Delete finished work after a day, and its rows in the queue after a week."""
    gone = forget_old(now)
    DBTaskResult.objects.finished().filter(finished_at__lt=now - REMEMBERED).delete()
    return f"{gone} forgotten"
