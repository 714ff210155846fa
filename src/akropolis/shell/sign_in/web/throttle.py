"""Rate limits of password tries: per name and address, per address, per name, and in total.

The first limit locks, by django-axes. The others slow down: one more try counts after each wait, and the
waits grow. A browser from which the user has signed in before has a count of its own, and only the first
limit applies to it, so that nobody else can lock the user out of it. Rejected responses of the city's
provider are counted together with the passwords from the same address.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Aggregate, Count, Max, Q, Sum
from django.http import HttpRequest
from django.utils import timezone

from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.models.people import normal
from akropolis.base.kernel.access.sessions import reference
from akropolis.base.kernel.access.slowing import STEP, wait_after
from akropolis.shell.sign_in.web.devices import is_known, marks_of

FROM_ONE_ADDRESS = 20
UNDER_ONE_NAME = 10
IN_A_MINUTE = 100
"""Failures after which tries are slowed: the first two within `AXES_COOLOFF_TIME`."""
KNOWN = " "
"""Prefix of the name under which tries from a user's known browser are counted. No entered name begins with it."""
BROWSER = "browser"
"""Credentials key for the browser from which a rejected response of the city's provider came."""
WAITS = "akropolis.sign_in_waits"
"""Key in the request's environment: the time until which a try does not count. Set once that has been computed."""

log = logging.getLogger("akropolis.sign_in")


def tried_username(request: HttpRequest, credentials: Mapping[str, object] | None) -> str:
    """Return the name that tries are counted under: the user name, or the user name in a known browser."""
    if credentials and BROWSER in credentials:
        return str(credentials[BROWSER])
    written = credentials.get("username") if credentials else request.POST.get("username")
    name = normal(str(written or "")).replace("\0", "")[:254]
    return f"{KNOWN}{name}" if is_known(request, name) else name


def next_try(request: HttpRequest, username: str) -> datetime | None:
    """Return when the next try counts; None when it counts now. `username` is as it is counted."""
    now, address = timezone.now(), request.META.get("REMOTE_ADDR", "")
    of_name, of_address = Q(username=username), Q(ip_address=address)
    asked = _count("lock", of_name & of_address)
    if not username.startswith(KNOWN):
        asked |= _count("address", of_address) | _count("name", of_name)
        asked["whole"] = Count("pk", filter=Q(attempt_time__gt=now - timedelta(minutes=1)))
    # One statement, since it runs before each password and again after each refusal.
    tries = AccessAttempt.objects.filter(attempt_time__gt=now - settings.AXES_COOLOFF_TIME)
    found = tries.aggregate(**asked)
    is_locked = found["lock"] >= settings.AXES_FAILURE_LIMIT
    waits = [
        found["lock_last"] + settings.AXES_COOLOFF_TIME if is_locked else None,
        _slowed(found.get("address", 0), found.get("address_last"), FROM_ONE_ADDRESS),
        _slowed(found.get("name", 0), found.get("name_last"), UNDER_ONE_NAME),
        now + STEP if found.get("whole", 0) >= IN_A_MINUTE else None,
    ]
    again = max((wait for wait in waits if wait), default=now)
    return again if again > now else None


def must_wait(request: HttpRequest) -> bool:
    """Return whether a response of the city's provider would be ignored now. Until when is stored on the request."""
    return Throttle().is_locked(request, {BROWSER: _browser(request)})


def count_answer(request: HttpRequest) -> None:
    """Count a rejected response of the city's provider with the failed passwords from its address."""
    AxesProxyHandler.user_login_failed(Throttle, {BROWSER: _browser(request)}, request)


def _browser(request: HttpRequest) -> str:
    """Return the key for counting a browser's rejected responses, separate for known browsers."""
    marks = marks_of(request)
    return f"{KNOWN}{marks[0]}" if marks else reference(request.session.session_key or "")


def _count(what: str, which: Q) -> dict[str, Aggregate]:
    """Return the number of failures among those tries, and the time of the last."""
    return {
        what: Sum("failures_since_start", filter=which, default=0),
        f"{what}_last": Max("attempt_time", filter=which),
    }


def _slowed(failures: int, last: datetime | None, limit: int) -> datetime | None:
    return last + wait_after(failures, limit) if last and failures >= limit else None


class Throttle(AxesDatabaseHandler):
    """django-axes with our waits. Rejected tries are not counted, so a wait ends however often one tries."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, object] | None = None) -> bool:
        """Return whether a try now would not count. Until when is stored on the request, for the page."""
        request.META[WAITS] = next_try(request, tried_username(request, credentials))
        return request.META[WAITS] is not None


def note(request: HttpRequest, username: str, outcome: str) -> None:
    """Log a line for monitoring: what happened, whose account, and from which address. What was entered
    is never logged.

    A name without an account may be a password entered in the wrong field, so such a name is left out.
    """
    name = normal(username)
    rows = User.everything.filter(username=name) if "\0" not in name else User.everything.none()
    found = rows.values_list("pk", flat=True).first()
    level = logging.INFO if outcome == "succeeded" else logging.WARNING
    log.log(
        level,
        "sign-in %s: account=%s address=%s id=%s",
        outcome,
        name if found else "(none)",
        request.META.get("REMOTE_ADDR", ""),
        found or "(none)",
    )
