"""Browsers in which a person has signed in before: strangers' tries under her name do not slow her down there.

The mark hangs on her password, so a new one makes all marks void. It opens nothing: the password is asked for as ever.
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
"""At most this many people may share a browser; the one who signed in there longest ago is forgotten."""


def _mark(user: User) -> str:
    return salted_hmac(SALT, f"{user.pk} {user.password}", algorithm="sha256").hexdigest()[:32]


def marks_of(request: HttpRequest) -> list[str]:
    """The marks of those who have signed in here before, the last of them first. They are ours, and may be void.

    Asks no database.
    """
    try:
        found = loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except BadSignature:
        return []
    return [str(mark) for mark in found] if isinstance(found, list) else []


def is_known(request: HttpRequest, username: str) -> bool:
    """Whether the person with that user name has signed in here before, with the password that she has now."""
    marks = marks_of(request)
    user = User.everything.filter(username=username).first() if marks else None
    return user is not None and any(constant_time_compare(_mark(user), mark) for mark in marks)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let this browser be known as hers."""
    own = _mark(user)
    marks = [own, *(mark for mark in marks_of(request) if mark != own)][:SEVERAL]
    response.set_cookie(
        COOKIE, dumps(marks, salt=SALT), AGE, secure=settings.SECURE, httponly=True, samesite="Lax"
    )
