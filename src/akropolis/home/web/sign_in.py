"""How people sign in: by a form of ours with the backend here, or at the city's provider (`city_sign_in`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.home.web.throttle import next_try, normal, tried_username
from akropolis.kernel.access.models import User
from akropolis.kernel.access.models.people import PERSON
from akropolis.kernel.notify.outbox import unread
from akropolis.ui.words import Phrase


@dataclass(frozen=True, slots=True)
class Method:
    """A way to sign in: a form of ours (`url` is empty), or a link to the identity provider."""

    key: str
    label: Phrase
    url: str = ""


FEW = 120
"""Up to so many seconds the wait is told in seconds, and else by the clock."""


def methods(following: str = "") -> tuple[Method, ...]:
    """The ways in, the city's own first where it is connected; `following` is where they lead."""
    local = Method("local", _("User name and password"))
    if not (settings.OIDC_ISSUER or settings.SAML_METADATA):
        return (local,)
    address = f"{reverse('city-sign-in')}?{urlencode({'next': following})}"
    return Method("city", _("Sign in with %(name)s") % {"name": settings.SIGN_IN_NAME}, address), local


class LocalBackend(BaseBackend):
    """User name and password. An unknown name takes as long as a wrong password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_credentials: object,
    ) -> User | None:
        """The person, if the password is hers and she may sign in."""
        if not username or password is None:
            return None
        user = User.everything.filter(username=normal(username), kind=PERSON).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: UUID | str) -> User | None:
        """The signed-in person, as long as she may be, with the number of messages that she has not read."""
        rows = User.everything.filter(pk=user_id, is_active=True, kind=PERSON)
        return rows.annotate(unread=unread(OuterRef("pk"))).first()


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, credentials: Mapping[str, object] | None
) -> HttpResponse:
    """429 with the wait until the next try counts. The same page whether the account exists or not."""
    again = next_try(request, tried_username(request, credentials)) or timezone.now()
    seconds = max(1, ceil((again - timezone.now()).total_seconds()))
    context = {"again_at": again, "seconds": seconds if seconds < FEW else None}
    response = render(request, "home/locked_out.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response
