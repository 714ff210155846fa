"""Which observations belong to a period. The same conditions serve lists and figures."""

from django.db.models import Q

from akropolis.base.lib.periods import Period


def observed(period: Period) -> Q:
    """Observations made in the period, no later than the cut-off."""
    return Q(observed_on__gte=period.first, observed_on__lte=period.end)


def undecided(period: Period) -> Q:
    """Observations of the period in which no decision is noted."""
    return observed(period) & Q(decision="")
