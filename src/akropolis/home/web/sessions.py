"""What a sign-in remembers: where it was made, when it was last used, and in which unit the person stands."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from akropolis.kernel.access.sessions import ADDRESS, AGENT, BEFORE, SEEN, STARTED

STEP = timedelta(minutes=10)


class LastUsedMiddleware:
    """Notes when a sign-in was last used, at most every ten minutes, and lengthens it by that."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, seen = timezone.now(), parse_datetime(request.session.get(SEEN) or "")
            if seen is None or now - seen > STEP:
                request.session[SEEN] = now.isoformat()
        return self.get_response(request)


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


def begin(request: HttpRequest, before: datetime | None) -> None:
    """Note who came from where, at sign-in, and when she last did `before` that."""
    now = timezone.now().isoformat()
    request.session[ADDRESS] = request.META.get("REMOTE_ADDR", "")
    request.session[AGENT] = request.headers.get("User-Agent", "")[:300]
    request.session[BEFORE] = before.isoformat() if before else ""
    request.session[STARTED] = request.session[SEEN] = now
