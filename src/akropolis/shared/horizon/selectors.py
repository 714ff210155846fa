"""Conditions (Q) for the observations of a reporting period. Lists and figures use the same conditions."""

from django.db.models import Q

from akropolis.base.lib.periods import Period


def observed(period: Period) -> Q:
    """Return a Q for observations made in the period, at the latest on its end day."""
    return Q(observed_on__gte=period.first, observed_on__lte=period.end)


def undecided(period: Period) -> Q:
    """Return a Q for observations of the period without a recorded decision."""
    return observed(period) & Q(decision="")
