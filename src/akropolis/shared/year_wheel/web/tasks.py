"""The desks: each duty that has begun, for whoever it lies with, and why."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.lib.swedish import number
from akropolis.shared.year_wheel.rules.permissions import SETTLE
from akropolis.shared.year_wheel.selectors.desks import DeskReason, list_desks
from akropolis.shared.year_wheel.selectors.years import DutyOfYear, waiting_duties

LIMIT = 8


def _on_own_desk(access: Access, today: date) -> Iterator[tuple[DutyOfYear, DeskReason]]:
    rows = [row for row in waiting_duties(access, today) if access.may(SETTLE, row.unit)]
    desks = list_desks(rows, today)
    for row in rows:
        mine = [
            desk.reason for desk in desks[row.key] if access.actor.id in [user.pk for user in desk.people]
        ]
        if mine:
            yield row, mine[0]


def _folded(_access: Access, found: Sequence[tuple[DutyOfYear, DeskReason]]) -> PendingTask:
    title = _("See to %(n)s duties of the year") % {"n": number(len(found))}
    due = min(row.due for row, _reason in found)
    address = f"{reverse('year-wheel')}?state=late,begun&year={due.year}"
    why = _("They have begun or are late, and lie with you. The first: %(duty)s in %(unit)s, %(day)s.")
    first = min(found, key=lambda each: each[0].due)[0]
    words = {"duty": first.duty, "unit": first.unit, "day": first.due}
    return PendingTask("yearly-duties", title, address, why % words, due, about=refer(first.unit))


@task_feed(_on_own_desk, right=SETTLE, limit=LIMIT, folded=_folded)
def pending_duties(found: tuple[DutyOfYear, DeskReason]) -> PendingTask:
    """A task for each duty that has begun and lies with the person, or one for all when they are many."""
    row, reason = found
    return PendingTask(
        key=f"yearly-duty:{row.key}",
        title=_("%(duty)s (%(unit)s)") % {"duty": row.duty, "unit": row.unit},
        url=reverse("duty-outcome", args=[row.unit.code, row.year, row.duty.pk]),
        why=f"{row.duty.said('what')} {reason.label}",
        due=row.due,
        about=refer(row.unit),
    )
