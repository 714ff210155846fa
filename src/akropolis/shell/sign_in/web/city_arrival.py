"""The user's return from the city's identity provider, by OpenID Connect or SAML: sign the user in, or say why not."""

import logging
import re
from time import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import ConnectionError as RequestsConnectionError
from requests import RequestException, Timeout

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.models import User
from akropolis.base.lib.plain import Plain
from akropolis.people.federation.services.arriving import (
    Arrival,
    NotLetIn,
    PasswordNeeded,
    arrive,
    find_by_identity,
)
from akropolis.shell.sign_in.web import devices, provider_page, throttle, tying
from akropolis.shell.sign_in.web.entering import sign_in
from akropolis.shell.sign_in.web.following import safe_redirect
from akropolis.shell.sign_in.web.sessions import record_proof
from akropolis.shell.sign_in.web.sign_in import locked_out

logger = logging.getLogger("akropolis.sign_in")
FOLLOWING, HINT, ANEW = "city_following", "city_id_token", "city_anew"
LATELY = 120
"""Maximum age in seconds of the authentication at the provider, when a user must prove their identity anew."""

LONGEST = 200
"""Maximum length of a log line about a rejected response."""
CODE = re.compile(r"[a-z_]{1,40}( [a-z_]{1,20})?")
"""The format of error codes (RFC 6749 section 4.1.2.1 and others), and after them the claim that was wrong."""


class Untrue(Exception):
    """The response is not the provider's to this request. The text is ours and repeats no part of it."""


def is_anew(request: HttpRequest) -> bool:
    """Return whether the response is a signed-in user's re-authentication. Consumed on first call."""
    return bool(request.session.pop(ANEW, False)) and request.user.is_authenticated


def proved_anew(request: HttpRequest, arrival: Arrival, at: float | None, how: str) -> HttpResponse:
    """Record that the user has proved their identity anew. Refuse unless the provider authenticated the
    same user just now (OpenID Connect Core 1.0, 3.1.2.1; SAML Core 3.4.1).

    `at` is the time of the authentication by the provider's clock (seconds since 1970); `how` is the
    method, as written in the history.
    """
    lately = at is not None and abs(time() - at) < LATELY
    person = find_by_identity(arrival.issuer, arrival.subject)
    if not lately or person is None or person.pk != request.user.pk:
        sentence = _("The city's sign-in did not ask you anew, or you are another person there.")
        return refused(request, Refused(sentence))
    record_proof(request, how)
    return render(request, "entrance/city_proved.html", {"title": _("You have shown that it is you")})


def sign_in_and_redirect(request: HttpRequest, user: User, hint: str, how: str) -> HttpResponse:
    """Sign the user in, and redirect to the page they were going to. `hint` is what the provider needs
    to sign them out there too, and `how` the provider's description of the authentication.
    """
    following = request.session.get(FOLLOWING, "")
    sign_in(request, user, how)
    request.session[HINT] = hint
    response = redirect(safe_redirect(request, following))
    devices.remember(request, response, user)
    return response


def turn_away(request: HttpRequest) -> HttpResponse | None:
    """Return 429 when so many responses were rejected that no more are examined yet; None when this one may be."""
    if not throttle.must_wait(request):
        return None
    response = locked_out(request, None, None)
    response._has_been_logged = True  # type: ignore[attr-defined] # a flood fills no log
    return response


def arrived(request: HttpRequest, arrival: Arrival, claims: Plain, hint: str, how: str) -> HttpResponse:
    """Sign the user in, ask for their password here, or say why they were refused; in a trial show the outcome."""
    if provider_page.is_trial(request):
        return provider_page.show_trial(request, arrival, claims)
    try:
        user = arrive(arrival, makes_accounts=settings.SIGN_IN_CREATE)
    except Refused as refusal:
        response = refused(request, refusal, arrival)
        is_asked = isinstance(refusal, PasswordNeeded)
        return tying.ask_password(request, arrival, str(refusal)) if is_asked else response
    return sign_in_and_redirect(request, user, hint, how)


def failed(request: HttpRequest, error: Exception, *, answered: bool = False) -> HttpResponse:
    """Log what went wrong; the visitor is only told that signing in failed, and what to do.

    A rejected response (`answered`) is counted together with failed passwords, and no part of it is
    repeated. An administrator who tries the sign-in is told the reason.
    """
    if answered and not isinstance(error, (RequestsConnectionError, Timeout)):
        throttle.count_answer(request)
    reason = _reason(error, answered=answered)
    _log("failed", reason)
    sentence = _(
        "The sign-in did not come through. Try again; if it happens again, tell the person who keeps the accounts."
    )
    if provider_page.is_trial(request):
        sentence = f"{sentence} ({reason})"
    return _refusal_page(request, sentence, 502 if isinstance(error, RequestException) else 403)


def _reason(error: Exception, *, answered: bool) -> str:
    """Return what went wrong: the kind of error, with its text if ours, and of others' at most a code."""
    kind, code = type(error).__name__, getattr(error, "error", None)
    if isinstance(code, str):
        said = f"{code} {getattr(error, 'claim', '')}".strip()
        return f"{kind}: {said if CODE.fullmatch(said) else 'unreadable code'}"
    is_ours = isinstance(error, (Untrue, RequestException)) or not answered
    return f"{kind}: {error}" if is_ours else kind


def refused(request: HttpRequest, refusal: Refused, arrival: Arrival | None = None) -> HttpResponse:
    """Return the sentence that says why the user was refused. The log gets reason and claim names alone."""
    reason = refusal.reason if isinstance(refusal, NotLetIn) else refusal.code
    groups = "none sent" if arrival is None or arrival.groups is None else len(arrival.groups)
    came = f"; groups: {groups}; claims: {', '.join(arrival.claims)}" if arrival else ""
    _log("refused", reason + came)
    return _refusal_page(request, str(refusal), 403)


def _log(outcome: str, reason: str) -> None:
    line = f"sign-in by the city's provider {outcome}: {' '.join(reason.split())}"
    logger.warning("%s", line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…")


def _refusal_page(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    title = _("You are not signed in")
    context = {"title": title, "sentence": sentence, "start_url": reverse("city-sign-in")}
    response = render(request, "entrance/city_refused.html", context, status=status)
    response._has_been_logged = True  # type: ignore[attr-defined] # in one line, with the reason
    return response
