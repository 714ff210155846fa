"""That somebody has opened a request: recorded beside the history, and sealed in it."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.viewings import SealedViewings
from akropolis.privacy.data_requests.models import DataRequest, RequestViewing, RequestViewingSeal

ONCE = timedelta(minutes=10)
VIEWINGS = SealedViewings(
    RequestViewing,
    RequestViewingSeal,
    ("pk", "request_id", "person", "username", "at"),
    because=_("Viewings of requests are sealed."),
    fault=_("Viewings of requests up to number %(last)s: not the %(count)s that were sealed %(at)s."),
)


def record_viewing(access: Access, request: DataRequest) -> None:
    """Record that the person has opened the request, once in ten minutes. Takes no lock of the history."""
    RequestViewing.record(access, once=ONCE, request=request)
