"""The desks: each duty that has begun, for whoever it lies with, and why."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.lib.swedish import number
from akropolis.shared.year_wheel.models.evidence import duty_evidence
from akropolis.shared.year_wheel.rules.permissions import SETTLE
from akropolis.shared.year_wheel.selectors.desks import DeskReason, list_own_duties
from akropolis.shared.year_wheel.selectors.years import DutyOfYear

LIMIT = 8


def _folded(_access: Access, found: Sequence[tuple[DutyOfYear, DeskReason]]) -> PendingTask:
    title = _("See to %(n)s duties of the year") % {"n": number(len(found))}
    why = _("They have begun or are late, and lie with you. The first: %(duty)s in %(unit)s, %(day)s.")
    first = min(found, key=lambda each: each[0].due)[0]
    words = {"duty": first.duty, "unit": first.unit, "day": date_format(first.due)}
    address = f"{reverse('year-wheel')}?desk=mine"
    return PendingTask("yearly-duties", title, address, why % words, first.due, about=refer(first.unit))


def _own(access: Access, today: date) -> list[tuple[DutyOfYear, DeskReason]]:
    """The person's duties, but for those that the domain itself has put on her desk."""
    told = {key for key, kind in duty_evidence.entries.items() if kind.has_task}
    return [
        (row, reason)
        for row, reason in list_own_duties(access, today)
        if reason != DeskReason.ROLE or row.duty.shown_by not in told
    ]


@task_feed(_own, right=SETTLE, limit=LIMIT, folded=_folded)
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
