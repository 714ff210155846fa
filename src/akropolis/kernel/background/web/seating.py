"""Few requests are worked at in one process at once (`lib.seats`), and what is short is let in before what is long."""

import re
from collections.abc import Callable
from time import thread_time

from django.http import HttpRequest, HttpResponse

from akropolis.kernel.background.threads import WORKING
from akropolis.lib.seats import seats

USUAL = 0.02
"""Seconds of the processor that are thought of what nobody has asked for yet."""
NEW = 0.2
"""How much the newest one counts in what is thought."""
MOST = 1_000
LONGEST = 200
"""Characters of an address that are read: anybody may send sixty thousand."""
_DIGIT = re.compile("[0-9]")
_lengths: dict[str, float] = {}


class SeatingMiddleware:
    """Answers with a seat. What stands before it, as the probes do, needs none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kind = _kind(request)
        with seats.seat(_lengths.get(kind, USUAL), most=WORKING) as free:
            began = thread_time()
            response = self.get_response(request)
            _note(kind, thread_time() - began)
        if not free:
            # She comes back by a new connection, that a worker takes which has room: after one was killed, all
            # connections are those of the others, and stay so.
            response.headers["Connection"] = "close"
        return response


def _kind(request: HttpRequest) -> str:
    """What is asked for, whichever row it is: the address without the parts that have a digit."""
    parts = request.path_info[:LONGEST].split("/")
    return f"{request.method} {'/'.join('*' if _DIGIT.search(part) else part for part in parts)}"


def _note(kind: str, took: float) -> None:
    """What such requests take, the newer before the older. Two at once may forget one of them, and no harm is done."""
    before = _lengths.pop(kind, took)
    _lengths[kind] = before + NEW * (took - before)
    if len(_lengths) > MOST:
        _lengths.pop(next(iter(_lengths)), None)
