"""Filters for the observations of a period. Lists and figures use the same conditions."""

from django.db.models import Q

from akropolis.base.lib.periods import Period


def observed(period: Period) -> Q:
    """Filter observations made in the period, no later than the cut-off."""
    return Q(observed_on__gte=period.first, observed_on__lte=period.end)


def undecided(period: Period) -> Q:
    """Filter observations of the period without a recorded decision."""
    return observed(period) & Q(decision="")
