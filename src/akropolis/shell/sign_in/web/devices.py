"""Known browsers of a user. In such a browser, failed tries that others make elsewhere under the user's
name do not slow the user down.

A known browser carries a mark derived from the password, so a new password voids all marks. The mark
grants no access: the password is always asked for.
"""

from django.conf import settings
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from akropolis.base.kernel.access.models import User

COOKIE = "known"
SALT = "akropolis.entrance.web.devices"
AGE = 180 * 24 * 60 * 60
SEVERAL = 8
"""Maximum number of people remembered per browser; the person who signed in there longest ago is forgotten first."""


def _mark(user: User) -> str:
    return salted_hmac(SALT, f"{user.pk} {user.password}", algorithm="sha256").hexdigest()[:32]


def marks_of(request: HttpRequest) -> list[str]:
    """Return the marks of those who signed in by this browser before, the latest first. We have signed
    the marks, but a mark may be void.

    Makes no query.
    """
    try:
        found = loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except BadSignature:
        return []
    return [str(mark) for mark in found] if isinstance(found, list) else []


def is_known(request: HttpRequest, username: str) -> bool:
    """Return whether that user has signed in by this browser before, with their present password."""
    marks = marks_of(request)
    user = User.everything.filter(username=username).first() if marks else None
    return user is not None and any(constant_time_compare(_mark(user), mark) for mark in marks)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Mark this browser as known for the user."""
    own = _mark(user)
    marks = [own, *(mark for mark in marks_of(request) if mark != own)][:SEVERAL]
    response.set_cookie(
        COOKIE, dumps(marks, salt=SALT), AGE, secure=settings.SECURE, httponly=True, samesite="Lax"
    )
