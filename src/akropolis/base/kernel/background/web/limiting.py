"""Limits how many requests of a process run at once (`lib.request_limit`)."""

from collections.abc import Callable
from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse

from akropolis.base.kernel.background.threads import WORKING
from akropolis.base.lib.request_limit import request_limit

_begun = BoundedSemaphore(WORKING)
"""Semaphore that limits the requests under way, with or without a slot: each may need a database connection."""


class RequestLimitMiddleware:
    """Answers while it holds a slot. What comes before it in the order, as the probes, needs none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with _begun, request_limit.slot() as free:
            response = self.get_response(request)
        if not free:
            # The browser opens a new connection, which a worker with free slots accepts. Otherwise a worker that
            # replaces a killed one would get no requests: all open connections are those of the others.
            response.headers["Connection"] = "close"
        return response
