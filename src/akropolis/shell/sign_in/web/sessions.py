"""What a sign-in remembers: where it was made, when it was last used, and in which unit the person stands."""

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
"""For so long a password that was given opens what is changed by it alone."""
GAVE_IT = "gave_it"


class LastUsedMiddleware(MiddlewareMixin):
    """Notes when a sign-in was last used, at most every ten minutes, and lengthens it by that."""

    def process_request(self, request: HttpRequest) -> None:
        """Looks before the view does."""
        if request.user.is_authenticated:
            now, seen = timezone.now(), parse_datetime(request.session.get(SEEN) or "")
            if seen is None or now - seen > STEP:
                request.session[SEEN] = now.isoformat()


def proved(request: HttpRequest, how: str) -> None:
    """Note that the person has proved now who she is, by one more factor or one of those before."""
    before = [] if how.startswith(CITY) else str(request.session.get(HOW, "")).split("+")
    request.session[HOW] = "+".join(dict.fromkeys([*filter(None, before), how]))
    request.session[PROVED] = timezone.now().isoformat()


def gave_password(request: HttpRequest) -> None:
    """Note that the person has given her password now, which opens what is changed by it alone."""
    request.session[GAVE_IT] = timezone.now().isoformat()


def with_password_lately(request: HttpRequest) -> bool:
    """Whether the person has given her password within minutes."""
    given = parse_datetime(request.session.get(GAVE_IT, ""))
    return given is not None and timezone.now() - given < FRESH


class UnkeptMiddleware:
    """What a signed-in person was shown is kept by no cache on the way, nor by the browser after she has left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if signed_in:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def begin(request: HttpRequest, before: datetime | None, how: str) -> None:
    """Note who came from where, at sign-in, how she proved who she is, and when she last did `before` that."""
    now = timezone.now().isoformat()
    request.session[HOW] = how
    request.session[PROVED] = now
    if how.startswith(PASSWORD):
        gave_password(request)
    request.session[ADDRESS] = request.META.get("REMOTE_ADDR", "")
    request.session[AGENT] = request.headers.get("User-Agent", "")[:300]
    request.session[BEFORE] = before.isoformat() if before else ""
    request.session[STARTED] = request.session[SEEN] = now
