"""Methods of sign-in: our own form, or the city's provider (`city_sign_in`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.ui.words import Phrase
from akropolis.shell.sign_in.web.throttle import WAITS, next_try, tried_username


@dataclass(frozen=True, slots=True)
class Method:
    """A method of sign-in: our own form (then `url` is empty), or the identity provider, to which `url` links."""

    key: str
    label: Phrase
    url: str = ""


FEW = 120
"""A wait of up to this many seconds is shown in seconds, a longer one as the time of day when it ends."""


def methods(following: str = "") -> tuple[Method, ...]:
    """Return the methods of sign-in, the city's provider first where it is connected. `following` is the
    page to go to afterwards.

    On the way to the page that ties an account to the city's sign-in, only the password is offered,
    since it proves who owns the account.
    """
    local = Method("local", _("User name and password"))
    if not (settings.OIDC_ISSUER or settings.SAML_METADATA) or following == reverse("city-tie"):
        return (local,)
    address = f"{reverse('city-sign-in')}?{urlencode({'next': following})}"
    return Method("city", _("Sign in with %(name)s") % {"name": settings.SIGN_IN_NAME}, address), local


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, credentials: Mapping[str, object] | None
) -> HttpResponse:
    """Return 429 with the time until the next try counts. The page is the same whether the account exists or not."""
    again: datetime | None = request.META.get(WAITS)
    # Check again after the failure that reached the limit.
    again = again or next_try(request, tried_username(request, credentials)) or timezone.now()
    seconds = max(1, ceil((again - timezone.now()).total_seconds()))
    context = {"again_at": again, "seconds": seconds if seconds < FEW else None}
    response = render(request, "entrance/locked_out.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response
