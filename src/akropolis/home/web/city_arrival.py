"""Back from the city's identity provider, whichever way it speaks: she is in, or is told why not."""

import logging

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from akropolis.home.web import throttle
from akropolis.home.web.following import safe
from akropolis.home.web.sessions import begin
from akropolis.kernel.access.models import User

logger = logging.getLogger("akropolis.sign_in")
BACKEND = "akropolis.home.web.sign_in.LocalBackend"
FOLLOWING, HINT = "city_following", "city_id_token"


def let_in(request: HttpRequest, user: User, hint: str) -> HttpResponse:
    """She is in, and led to where she was going. `hint` is what the provider needs to sign her out there too."""
    following, before = request.session.get(FOLLOWING, ""), user.last_login
    login(request, user, backend=BACKEND)
    begin(request, before)
    request.session[HINT] = hint
    throttle.note(request, user.username, "succeeded")
    return redirect(safe(request, following))


def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """What went wrong is for the log: the visitor is told that it did, and what to do."""
    logger.warning(
        "sign-in by the city's provider failed: %s: %s", type(error).__name__, str(error).splitlines()[:1]
    )
    sentence = _(
        "The sign-in did not come through. Try again; if it happens again, tell the person who keeps the accounts."
    )
    return _said(request, sentence, 502 if isinstance(error, RequestException) else 403)


def refused(request: HttpRequest, refusal: Exception) -> HttpResponse:
    """The sentence that says why she is not in."""
    return _said(request, str(refusal), 403)


def _said(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    context = {
        "title": _("You are not signed in"),
        "sentence": sentence,
        "start_url": reverse("city-sign-in"),
    }
    return render(request, "home/city_refused.html", context, status=status)
