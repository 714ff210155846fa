"""Back from the city's identity provider, whichever way it speaks: she is in, or is told why not."""

import logging
from dataclasses import dataclass
from time import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from akropolis.entrance.web.entering import sign_in
from akropolis.entrance.web.following import safe
from akropolis.entrance.web.sessions import proved
from akropolis.federation.services.arriving import known
from akropolis.kernel.access.errors import Refused
from akropolis.kernel.access.models import User

logger = logging.getLogger("akropolis.sign_in")
FOLLOWING, HINT, ANEW = "city_following", "city_id_token", "city_anew"
LATELY = 120
"""Seconds that may have gone since the provider asked, when she is to prove anew who she is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Whom the provider has seen, when by its clock (seconds since 1970), and how, as the history says it."""

    issuer: str
    subject: str
    at: float | None
    how: str


def is_anew(request: HttpRequest) -> bool:
    """Whether the answer is that of who is signed in and was to prove it anew. Asked once for each."""
    return bool(request.session.pop(ANEW, False)) and request.user.is_authenticated


def proved_anew(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Whether the provider asked her just now (OpenID Connect Core 1.0, 3.1.2.1; SAML Core 3.4.1), and it is she."""
    lately = seen.at is not None and abs(time() - seen.at) < LATELY
    person = known(seen.issuer, seen.subject)
    if not lately or person is None or person.pk != request.user.pk:
        sentence = _("The city's sign-in did not ask you anew, or you are another person there.")
        return refused(request, Refused(sentence))
    proved(request, seen.how)
    return render(request, "entrance/city_proved.html", {"title": _("You have shown that it is you")})


def let_in(request: HttpRequest, user: User, hint: str, how: str) -> HttpResponse:
    """She is in, and led to where she was going. `hint` is what the provider needs to sign her out there too, and `how`
    what it says of how it knew her.
    """
    following = request.session.get(FOLLOWING, "")
    sign_in(request, user, how)
    request.session[HINT] = hint
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
    return render(request, "entrance/city_refused.html", context, status=status)
