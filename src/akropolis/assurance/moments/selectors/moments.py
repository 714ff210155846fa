"""Conditions of moments by how they stand on a day. Lists and figures use the same."""

from django.db.models import Q

from akropolis.assurance.moments.rules.states import CLOSED
from akropolis.base.lib.calendar import DAY, midnight
from akropolis.base.lib.periods import Period


def open_at_cutoff(period: Period) -> Q:
    """Return the moments that had started and were not closed on the cut-off."""
    known = Q(started_on__lte=period.cutoff, created_at__lt=midnight(period.cutoff + DAY), archived_at=None)
    return known & ~Q(state=CLOSED, closed_on__lte=period.cutoff)


def late(period: Period) -> Q:
    """Return the open moments whose last day had passed on the cut-off."""
    return open_at_cutoff(period) & Q(due_on__lt=period.cutoff)
