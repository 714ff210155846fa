"""Which services were in use on a day. The same conditions serve lists and figures."""

from django.db.models import Q

from akropolis.assets.models import ServiceStatus
from akropolis.lib.periods import Period


def in_use(period: Period) -> Q:
    """Services in use on the cut-off. Dates decide; where one is empty, the status does. A planned one never is."""
    begun = Q(in_use_from__isnull=True) | Q(in_use_from__lte=period.cutoff)
    ended_not = Q(in_use_to__gte=period.cutoff)
    ended_not |= Q(in_use_to__isnull=True) & ~Q(status=ServiceStatus.RETIRED)
    return begun & ended_not & ~Q(status=ServiceStatus.PLANNED)
