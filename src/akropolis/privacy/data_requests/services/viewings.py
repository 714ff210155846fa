"""That somebody has opened a request: kept beside the history, since reading takes no lock of it."""

from datetime import timedelta

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.privacy.data_requests.models import DataRequest, RequestViewing

ONCE = timedelta(minutes=10)


def record_viewing(access: Access, request: DataRequest) -> None:
    """Record that the person has opened the request, once in ten minutes. Takes no lock of the history."""
    values, now = {"person": access.actor.name, "username": access.actor.username}, timezone.now()
    rows = RequestViewing.objects.filter(request=request, **values)
    if not rows.filter(at__gt=now - ONCE).exists():
        rows.create(request=request, at=now, **values)
