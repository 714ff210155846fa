"""Who tries to sign in while as many passwords are checked as may be is told so at the door, before anything else."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import override

from akropolis.entrance.web import throttle
from akropolis.entrance.web.devices import COOKIE
from akropolis.kernel.background.threads import PATIENCE


class TurningAwayMiddleware:
    """Answers a flood of tries without a seat, a session or a query, so that it takes no thread from the others.

    A browser in which anybody has signed in goes on: `throttle.checking` asks whether it is known as the person's own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and throttle.crowded() and _is_a_strangers_try(request):
            return busy()
        return self.get_response(request)


def _is_a_strangers_try(request: HttpRequest) -> bool:
    return request.path_info == reverse("sign-in") and COOKIE not in request.COOKIES


def busy() -> HttpResponse:
    """429: as many passwords are being checked as may be. The same for everybody, whoever tries."""
    language = settings.LANGUAGE_CODE
    page = _page(language)
    told = {"Retry-After": PATIENCE, "Content-Language": language, "Content-Length": len(page)}
    answer = HttpResponse(page, status=429, headers=told)
    add_never_cache_headers(answer)
    return answer


@cache
def _page(language: str) -> bytes:
    """Written once: a flood of tries costs as little as can be."""
    with override(language):
        return render_to_string("entrance/sign_in_busy.html").encode()
