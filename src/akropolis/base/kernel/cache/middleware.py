"""One `RequestCache` for each request."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import actor_for, appointments_held
from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.cache.results import cached, request_cache


class RequestCacheMiddleware:
    """Reads the versions once for each request, and gives the request the user's appointments from the cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request inside one `request_cache`."""
        with request_cache():
            request.appointments = SimpleLazyObject(partial(_appointments, request))  # type: ignore[attr-defined]
            return self.get_response(request)


def _appointments(request: HttpRequest) -> list[Appointment]:
    if not request.user.is_authenticated:
        return []
    return cached(Access(actor_for(request.user)), appointments_held, timezone.localdate())
