"""Conditions (Q) for the actions of a reporting period. Lists and figures use the same conditions."""

from django.db.models import F, Q

from akropolis.base.lib.calendar import DAY, midnight, months_on
from akropolis.base.lib.periods import Period
from akropolis.shared.actions.models import ActionStatus


def applied(period: Period) -> Q:
    """Return a Q for actions that were open at some time in the period or done in it. Cancelled actions never
    count, as no date of cancelling is stored.

    An action without a decision date counts as begun when it was registered, due or done, whichever came
    first.
    """
    known = Q(created_at__lt=midnight(period.end + DAY))
    known |= Q(due_on__lte=period.end) | Q(done_on__lte=period.end)
    begun = Q(begun_on__lte=period.end) | (Q(begun_on__isnull=True) & known)
    open_or_done = Q(status__in=(ActionStatus.PLANNED, ActionStatus.ONGOING)) | Q(done_on__gte=period.first)
    return begun & open_or_done


def done(period: Period) -> Q:
    """Return a Q for actions done in the period."""
    return applied(period) & Q(done_on__lte=period.end)


def due(period: Period) -> Q:
    """Return a Q for actions due in the period, even if done before it began; cancelled ones never count."""
    days = Q(due_on__gte=period.first, due_on__lte=period.end)
    return days & ~Q(status=ActionStatus.CANCELLED)


def on_time(period: Period) -> Q:
    """Return a Q for actions due in the period and done by their due date."""
    return due(period) & Q(done_on__lte=F("due_on"))


def open_at_cutoff(period: Period) -> Q:
    """Return a Q for actions of the period that were not done at the end of the cut-off day."""
    return applied(period) & (Q(done_on__isnull=True) | Q(done_on__gt=period.cutoff))


def overdue(period: Period) -> Q:
    """Return a Q for actions open at the cut-off whose due date lies before the cut-off day."""
    return open_at_cutoff(period) & Q(due_on__lt=period.cutoff)


def survived(period: Period) -> Q:
    """Return a Q for actions open at the cut-off that had begun by the same day of the year before.

    Reviews are yearly, so that day stands for the cut-off of the review before, and the actions were open at both.
    An action without a decision date counts from when it was registered.
    """
    before = months_on(period.cutoff, -12)
    known = Q(begun_on__isnull=True, created_at__lt=midnight(before + DAY))
    return open_at_cutoff(period) & (Q(begun_on__lte=before) | known)


def no_owner(period: Period) -> Q:
    """Return a Q for actions open at the cut-off without a responsible person."""
    return open_at_cutoff(period) & Q(responsible__isnull=True)
