"""A person who has proved who she is comes in, by her password and what she has set up beside it or in its place."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from akropolis.base.kernel.access.models import User
from akropolis.people.second_factors.services.emergency import raise_alarm
from akropolis.shell.sign_in.web import devices, throttle
from akropolis.shell.sign_in.web.following import safe
from akropolis.shell.sign_in.web.sessions import begin

BACKEND = "akropolis.shell.home.web.sign_in.LocalBackend"
BETWEEN = "between_steps"
"""Where the session keeps whose password was right, until the second step is taken."""


def sign_in(request: HttpRequest, user: User, how: str) -> None:
    """She is signed in from now on, whichever way she came: it is noted, and told where it is an alarm."""
    before = user.last_login
    login(request, user, backend=BACKEND)
    begin(request, before, how)
    throttle.note(request, user.username, "succeeded")
    raise_alarm(user, request.META.get("REMOTE_ADDR", ""))


def enter(request: HttpRequest, user: User, following: str, how: str) -> HttpResponse:
    """Signed in from now on, and on to the page that was asked for. `how` is as in `kernel.access.factors`."""
    request.session.pop(BETWEEN, None)
    sign_in(request, user, how)
    response = redirect(safe(request, following))
    devices.remember(request, response, user)
    return response
