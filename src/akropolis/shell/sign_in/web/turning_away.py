"""Sign-ins wait for a turn before anything else is done for them. When too many wait, the next is refused."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import override

from akropolis.base.kernel.background.threads import SIGN_INS
from akropolis.base.kernel.background.turns import Busy
from akropolis.shell.sign_in.web.devices import marks_of

AGAIN = 3
"""Seconds after which a refused client is told to try again."""


class TurningAwayMiddleware:
    """Handles only a few sign-ins at a time. The others wait without a request slot, a session or a
    query, so that a flood of tries takes nothing from readers. Browsers in which somebody has signed in
    before do not wait.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or request.path_info != reverse("sign-in"):
            return self.get_response(request)
        ahead = bool(marks_of(request))
        if SIGN_INS.is_full(ahead=ahead):
            return busy()
        with suppress(UnreadablePostError):
            _ = request.POST  # read before taking the slot, so that a slow client blocks nobody
        try:
            with SIGN_INS.turn(request, ahead=ahead):  # each try is somebody's own
                return _redirect_by_header(request, self.get_response(request))
        except Busy:
            return busy()


def _redirect_by_header(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return a redirect in a header for scripts: a script would follow a normal one itself, and discard the page."""
    if "HX-Request" in request.headers and "Location" in response.headers:
        response.headers["HX-Redirect"] = response.headers["Location"]
        del response.headers["Location"]
        response.status_code = 204
    return response


def busy() -> HttpResponse:
    """Return 429 when the queue of sign-ins is full. The same for everybody; a script resubmits the form."""
    language = settings.LANGUAGE_CODE
    page = _page(language)
    told = {"Retry-After": AGAIN, "Content-Language": language, "HX-Trigger": "busy"}
    answer = HttpResponse(page, status=429, headers={**told, "Content-Length": len(page)})
    add_never_cache_headers(answer)
    return answer


@cache
def _page(language: str) -> bytes:
    """Return the page, rendered once per language, so that a flood of tries costs as little as possible."""
    with override(language):
        return render_to_string("entrance/sign_in_busy.html").encode()
