"""Each request: named, timed, its queries counted, and a line in the log when it is answered."""

import logging
from collections.abc import Callable
from contextlib import nullcontext

from django.db import connection
from django.http import HttpRequest, HttpResponse

from akropolis.base.kernel.watch import metrics
from akropolis.base.kernel.watch.asked import CurrentRequest, accepted_request_id, asked
from akropolis.base.kernel.watch.secret_addresses import without_secrets

BY_PROXY = "akropolis.by_proxy"
"""In the request's environment: whether who is connected to us is a proxy that the settings name."""
HEADER = "X-Request-ID"
log = logging.getLogger("akropolis.access")


class WatchedMiddleware:
    """Stands around all that may fail, so that a failure is counted and named too.

    The name is the one that a trusted proxy gives, or a new one. It is sent back, and stands on the page that says
    that something went wrong.
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
    """What the proxy says, where it is one of ours."""
    return request.headers.get(HEADER, "") if request.META.get(BY_PROXY) else ""


def _log_answer(now: CurrentRequest, status: int) -> None:
    """One line for the answer, with nothing of the address by which anybody could come in."""
    path = without_secrets(now.request, now.request.path)
    more = {
        "ak_status": status,
        "ak_path": path,
        "ak_queries": now.queries,
        "ak_seconds": round(now.seconds, 4),
    }
    log.info("%s %s %s", now.method, path, status, extra=more)
