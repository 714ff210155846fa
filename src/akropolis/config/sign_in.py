"""How people sign in. A method is an entry in `METHODS` and, behind it, an authentication backend in the settings.

Single sign-on becomes a second method: its button stands beside the form, its backend beside this one, and accounts,
appointments and sessions stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.kernel.access.models import User


@dataclass(frozen=True, slots=True)
class Method:
    """A way to sign in: a form of ours (`url` is empty), or a link to the identity provider."""

    key: str
    label: Any
    url: str = ""


METHODS = (Method("local", _("User name and password")),)


class LocalBackend(BaseBackend):
    """User name and password. An unknown name takes as long as a wrong password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_credentials: Any,
    ) -> User | None:
        """The person, if the password is hers and she may sign in."""
        if not username or password is None:
            return None
        user = User.everything.filter(username=normal(username)).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: UUID | str) -> User | None:
        """The signed-in person, as long as she may be."""
        return User.everything.filter(pk=user_id, is_active=True).first()


def normal(username: str) -> str:
    """The user name as it is stored, so that capitals and spaces make no second account and no second set of tries."""
    return username.strip().lower()


def tried_username(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Whose tries are counted."""
    written = credentials.get("username") if credentials else request.POST.get("username")
    return normal(written or "")[:255]


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, credentials: Mapping[str, Any] | None
) -> HttpResponse:
    """429 with the time when the next try counts. The same page whether the account exists or not."""
    context = {"again_at": _again_at(request, tried_username(request, credentials))}
    response = render(request, "config/locked_out.html", context, status=429)
    response["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return response


def _again_at(request: HttpRequest, username: str) -> datetime:
    address = getattr(request, "axes_ip_address", None)
    tries = AccessAttempt.objects.filter(username=username, ip_address=address)
    last = tries.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    return (last or timezone.now()) + settings.AXES_COOLOFF_TIME
