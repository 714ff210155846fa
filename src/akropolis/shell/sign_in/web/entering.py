"""Sign in a person who has proved their identity by password, second factor, passkey or the city's provider."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from akropolis.base.kernel.access.models import User
from akropolis.people.second_factors.services.emergency import raise_alarm
from akropolis.shell.sign_in.web import devices, throttle
from akropolis.shell.sign_in.web.following import safe_redirect
from akropolis.shell.sign_in.web.sessions import record_sign_in

BACKEND = "akropolis.shell.home.web.sign_in.LocalBackend"
BETWEEN = "between_steps"
"""Session key for the user whose password was correct, kept until the second step is done."""


def sign_in(request: HttpRequest, user: User, how: str) -> None:
    """Sign the user in, whatever the method: the sign-in is recorded, and reported if it is a cause for alarm."""
    before = user.last_login
    login(request, user, backend=BACKEND)
    record_sign_in(request, before, how)
    throttle.note(request, user.username, "succeeded")
    raise_alarm(user, request.META.get("REMOTE_ADDR", ""))


def enter(request: HttpRequest, user: User, following: str, how: str) -> HttpResponse:
    """Sign the user in and redirect to the requested page. `how` is as in `kernel.access.factors`."""
    request.session.pop(BETWEEN, None)
    sign_in(request, user, how)
    response = redirect(safe_redirect(request, following))
    devices.remember(request, response, user)
    return response
