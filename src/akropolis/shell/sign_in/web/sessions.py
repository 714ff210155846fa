"""What a session stores: where it was started, when it was last used, and the user's current unit."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.deprecation import MiddlewareMixin

from akropolis.base.kernel.access.factors import CITY, PASSWORD
from akropolis.base.kernel.access.sessions import ADDRESS, AGENT, BEFORE, HOW, PROVED, SEEN, STARTED

STEP = timedelta(minutes=10)
FRESH = timedelta(minutes=5)
"""How long after the user has given their password they may make changes that require the password."""
GAVE_IT = "gave_it"


class LastUsedMiddleware(MiddlewareMixin):
    """Records when a session was last used, at most every ten minutes, which also extends the session."""

    def process_request(self, request: HttpRequest) -> None:
        """Record the use of the session before the view runs."""
        if request.user.is_authenticated:
            now, seen = timezone.now(), parse_datetime(request.session.get(SEEN) or "")
            if seen is None or now - seen > STEP:
                request.session[SEEN] = now.isoformat()


def record_proof(request: HttpRequest, how: str) -> None:
    """Record that the user has proved their identity now, by one more factor or an earlier one."""
    before = [] if how.startswith(CITY) else str(request.session.get(HOW, "")).split("+")
    request.session[HOW] = "+".join(dict.fromkeys([*filter(None, before), how]))
    request.session[PROVED] = timezone.now().isoformat()


def record_password_given(request: HttpRequest) -> None:
    """Record that the user has given their password now, which allows changes that require it."""
    request.session[GAVE_IT] = timezone.now().isoformat()


def with_password_lately(request: HttpRequest) -> bool:
    """Return whether the user has given their password within the last minutes."""
    given = parse_datetime(request.session.get(GAVE_IT, ""))
    return given is not None and timezone.now() - given < FRESH


class UnkeptMiddleware:
    """Prevents caches on the way, and the browser after sign-out, from storing pages shown to signed-in users."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if signed_in:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def record_sign_in(request: HttpRequest, before: datetime | None, how: str) -> None:
    """Record address, browser and time of the sign-in, how they proved who they are, and the `before` sign-in."""
    now = timezone.now().isoformat()
    request.session[HOW] = how
    request.session[PROVED] = now
    if how.startswith(PASSWORD):
        record_password_given(request)
    request.session[ADDRESS] = request.META.get("REMOTE_ADDR", "")
    request.session[AGENT] = request.headers.get("User-Agent", "")[:300]
    request.session[BEFORE] = before.isoformat() if before else ""
    request.session[STARTED] = request.session[SEEN] = now
