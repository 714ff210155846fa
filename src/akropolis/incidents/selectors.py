"""Which incidents belong to a period, and their numbers per unit. The same conditions serve lists and figures."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from akropolis.incidents.models import Incident, IncidentStatus, PersonalData, Severity
from akropolis.kernel.access.gate import Access
from akropolis.lib.periods import Period

SERIOUS = (Severity.SERIOUS, Severity.CRITICAL)


def happened(period: Period) -> Q:
    """Incidents that occurred in the period (local days), no later than the cut-off."""
    return Q(occurred_at__gte=_begins(period.first), occurred_at__lt=_begins(period.end + timedelta(days=1)))


def open_at_cutoff(period: Period) -> Q:
    """Incidents that were not closed when the cut-off day ended. A closed one without its day counts as closed."""
    closed_later = Q(closed_at__gte=_begins(period.cutoff + timedelta(days=1)))
    return closed_later | (Q(closed_at__isnull=True) & ~Q(status=IncidentStatus.CLOSED))


def incidents_in(access: Access, path: str, period: Period) -> Any:
    """The incidents of the unit with that path and of those below, that occurred in the period, not archived."""
    rows = Incident.objects.visible(access).filter(archived_at__isnull=True)
    return rows.filter(happened(period), owner_unit__path__startswith=path)


def numbers(access: Access, path: str, period: Period) -> dict[str, Mapping[str, int]]:
    """Per owner unit's path: total, personal_data, unknown_personal_data, serious, open, without_cause."""
    personal = Q(personal_data=PersonalData.YES)
    found = (
        incidents_in(access, path, period)
        .order_by()
        .values_list("owner_unit__path")
        .annotate(
            total=Count("pk"),
            personal=Count("pk", filter=personal),
            unknown=Count("pk", filter=Q(personal_data=PersonalData.UNKNOWN)),
            serious=Count("pk", filter=Q(severity__in=SERIOUS)),
            open=Count("pk", filter=open_at_cutoff(period)),
            without_cause=Count("pk", filter=personal & Q(cause="")),
        )
    )
    names = ("total", "personal_data", "unknown_personal_data", "serious", "open", "without_cause")
    return {path: dict(zip(names, counts, strict=True)) for path, *counts in found}


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
