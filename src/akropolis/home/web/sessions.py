"""What a sign-in remembers: where it was made, when it was last used, and in which unit the person stands."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from akropolis.kernel.access.models import Appointment, Unit
from akropolis.kernel.access.sessions import ADDRESS, AGENT, SEEN, STARTED

UNIT = "unit"
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


def begin(request: HttpRequest) -> None:
    """Note who came from where, at sign-in."""
    now = timezone.now().isoformat()
    request.session[ADDRESS] = request.META.get("REMOTE_ADDR", "")
    request.session[AGENT] = request.headers.get("User-Agent", "")[:300]
    request.session[STARTED] = request.session[SEEN] = now


def units_of(appointments: Sequence[Appointment]) -> list[Unit]:
    """The units in which the person holds a role, from the top of the tree down, each once."""
    found: dict[Any, Unit] = {}
    for appointment in appointments:
        if appointment.unit is not None:
            found.setdefault(appointment.unit.pk, appointment.unit)
    return list(found.values())


def chosen_unit(request: HttpRequest, appointments: Sequence[Appointment]) -> Unit | None:
    """The unit that the person stands in: the chosen one while she holds a role there, else her first."""
    units = units_of(appointments)
    code = request.session.get(UNIT, "")
    return next((unit for unit in units if unit.code == code), units[0] if units else None)
