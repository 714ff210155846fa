"""Which services were in use on a day, and their numbers per unit. The same conditions serve lists and figures."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q

from akropolis.assets.models import Service, ServiceStatus
from akropolis.kernel.access.gate import Access
from akropolis.lib.periods import Period


def in_use(period: Period) -> Q:
    """Services in use on the cut-off. Dates decide; where one is empty, the status does. A planned one never is."""
    begun = Q(in_use_from__isnull=True) | Q(in_use_from__lte=period.cutoff)
    ended_not = Q(in_use_to__gte=period.cutoff)
    ended_not |= Q(in_use_to__isnull=True) & ~Q(status=ServiceStatus.RETIRED)
    return begun & ended_not & ~Q(status=ServiceStatus.PLANNED)


def services_in_use(access: Access, path: str, period: Period) -> Any:
    """The services owned by the unit with that path and by those below, in use on the cut-off, not archived."""
    rows = Service.objects.visible(access).filter(archived_at__isnull=True)
    return rows.filter(in_use(period), owner_unit__path__startswith=path)


def numbers(access: Access, path: str, period: Period) -> dict[str, Mapping[str, int]]:
    """Per owner unit's path: total, shared, phasing_out."""
    found = (
        services_in_use(access, path, period)
        .order_by()
        .values_list("owner_unit__path")
        .annotate(
            total=Count("pk"),
            open_to_all=Count("pk", filter=Q(shared=True)),
            leaving=Count("pk", filter=Q(status=ServiceStatus.PHASING_OUT)),
        )
    )
    return {
        path: {"total": total, "shared": shared, "phasing_out": out} for path, total, shared, out in found
    }
