"""Middleware that gives each request an id, times it, counts its queries, and logs a line when it is answered."""

import logging
from collections.abc import Callable
from contextlib import nullcontext

from django.db import connection
from django.http import HttpRequest, HttpResponse

from akropolis.base.kernel.watch import metrics
from akropolis.base.kernel.watch.asked import CurrentRequest, accepted_request_id, asked
from akropolis.base.kernel.watch.secret_addresses import without_secrets

BY_PROXY = "akropolis.by_proxy"
"""Key in the WSGI environment that holds whether the direct client is a trusted proxy, as named in the settings."""
HEADER = "X-Request-ID"
log = logging.getLogger("akropolis.access")


class WatchedMiddleware:
    """Middleware around all that may fail, so that failed requests too are counted and have a request id.

    The id comes from a trusted proxy, or is a new one. It is sent back in the response, and shown on the
    error page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = CurrentRequest(accepted_request_id(_given_request_id(request)), request)
        token = asked.set(now)
        request.asked = now  # type: ignore[attr-defined] # Django logs a refusal after everything else is over
        try:
            told = log.isEnabledFor(logging.INFO)
            with connection.execute_wrapper(now.count) if told or metrics.is_counting() else nullcontext():
                response = self.get_response(request)
            response.headers[HEADER] = now.id
            metrics.observe(now, response.status_code)
            if told:
                _log_answer(now, response.status_code)
        finally:
            asked.reset(token)
        return response


def _given_request_id(request: HttpRequest) -> str:
    """Return the request id from the proxy, if it is one of ours."""
    return request.headers.get(HEADER, "") if request.META.get(BY_PROXY) else ""


def _log_answer(now: CurrentRequest, status: int) -> None:
    """Log one line about the answered request, without those parts of its address that grant access."""
    path = without_secrets(now.request, now.request.path)
    more = {
        "ak_status": status,
        "ak_path": path,
        "ak_queries": now.queries,
        "ak_seconds": round(now.seconds, 4),
    }
    log.info("%s %s %s", now.method, path, status, extra=more)
