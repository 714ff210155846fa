"""Which actions belong to a period. The same conditions serve lists and figures."""

from django.db.models import F, Q

from akropolis.base.lib.calendar import DAY, midnight
from akropolis.base.lib.periods import Period
from akropolis.shared.actions.models import ActionStatus


def applied(period: Period) -> Q:
    """Actions that were open at any time in the period, or done in it. Cancelled ones have no day, and never count.

    An action without a day of decision had begun, at the latest, when it was registered, due or done.
    """
    known = Q(created_at__lt=midnight(period.end + DAY))
    known |= Q(due_on__lte=period.end) | Q(done_on__lte=period.end)
    begun = Q(begun_on__lte=period.end) | (Q(begun_on__isnull=True) & known)
    open_or_done = Q(status__in=(ActionStatus.PLANNED, ActionStatus.ONGOING)) | Q(done_on__gte=period.first)
    return begun & open_or_done


def done(period: Period) -> Q:
    """Actions done in the period."""
    return applied(period) & Q(done_on__lte=period.end)


def due(period: Period) -> Q:
    """Actions with their due day in the period; those done before it began with them."""
    days = Q(due_on__gte=period.first, due_on__lte=period.end)
    return days & ~Q(status=ActionStatus.CANCELLED)


def on_time(period: Period) -> Q:
    """Actions due in the period and done no later than their due day."""
    return due(period) & Q(done_on__lte=F("due_on"))


def open_at_cutoff(period: Period) -> Q:
    """Actions of the period that were not done when the cut-off day ended."""
    return applied(period) & (Q(done_on__isnull=True) | Q(done_on__gt=period.cutoff))


def overdue(period: Period) -> Q:
    """Open actions whose due day had passed at the cut-off."""
    return open_at_cutoff(period) & Q(due_on__lt=period.cutoff)


def no_owner(period: Period) -> Q:
    """Open actions that no person answers for."""
    return open_at_cutoff(period) & Q(responsible__isnull=True)
