"""Few requests are worked at in one process at once (`lib.seats`)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from akropolis.lib.seats import seats


class SeatingMiddleware:
    """Answers with a seat. What stands before it, as the probes do, needs none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with seats.seat() as free:
            response = self.get_response(request)
        if not free:
            # She comes back by a new connection, that a worker takes which has room: after one was killed, all
            # connections are those of the others, and stay so.
            response.headers["Connection"] = "close"
        return response
