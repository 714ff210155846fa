"""Endpoints for monitoring: whether the server is alive, whether the installation is ready, and its
metrics.

All of them answer before the request's host name and scheme are checked: the monitor runs on the same
machine, and knows neither.
"""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from akropolis.base.kernel.access.web import public
from akropolis.base.kernel.background.work import is_attended
from akropolis.base.kernel.watch import metrics
from akropolis.base.kernel.watch.checks import run_checks
from akropolis.base.kernel.watch.readings import readings
from akropolis.base.kernel.watch.web.requests import BY_PROXY
from akropolis.base.lib import built

PROMPTLY = 1.5
"""Seconds within which the database must answer. A monitor waits for two seconds; a person waits
somewhat longer for a connection (`installation.database.POOL`).
"""


class ProbeMiddleware:
    """Answers the monitor before any other processing of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info)
        answer = probe(request) if probe else None
        if answer is None:
            return self.get_response(request)
        # A monitor asks each minute and gets the cause in the response: do not repeat it in the log.
        answer._has_been_logged = True  # type: ignore[attr-defined]
        return answer


@public(because="it says nothing but that the database answers and that work in the background is done")
def health(_request: HttpRequest) -> HttpResponse:
    """Return 200 when the database answers within `PROMPTLY`, else 503. A missing background worker is
    reported, but does not change the status, since pages work without it.
    """
    answers = _database()
    said = {"status": "ok" if answers else "unavailable", "background": is_attended()}
    return JsonResponse(said, status=200 if answers else 503)


@public(because="it says to everybody no more than whether the installation works")
def ready(request: HttpRequest) -> HttpResponse:
    """Return 503 while a check fails that stops the work, else 200. Those allowed to see them also get the checks."""
    if not _database():
        return JsonResponse({"status": "unavailable"}, status=503)
    seen = run_checks(timezone.now())
    stopped = any(each.check.stops for each in seen if each.wrong)
    if not (_by_token(request) or _by_address(request, (*settings.METRICS_FROM, *MACHINE))):
        return JsonResponse({"status": "unavailable" if stopped else "ok"}, status=503 if stopped else 200)
    status = "degraded" if stopped else "ok" if all(each.well for each in seen) else "attention"
    parts = {each.check.key: each.well for each in seen}
    said = {"status": status, "database": True, **parts, "version": built.version(), "build": built.build()}
    return JsonResponse(said, status=503 if stopped else 200)


def metrics_page(request: HttpRequest) -> HttpResponse | None:
    """Return the metrics to those the settings allow; None for all others, as if there were no such address."""
    if not (_by_token(request) or _by_address(request, settings.METRICS_FROM)) or not _database():
        return None
    now = timezone.now()
    found = metrics.export_metrics(readings(now, run_checks(now)))
    return HttpResponse(found, content_type="text/plain; version=0.0.4; charset=utf-8")


def _by_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    return bool(settings.METRICS_TOKEN) and constant_time_compare(given, wanted)


def _by_address(request: HttpRequest, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Return whether the client is in one of the networks; false for requests via an unconfigured proxy."""
    told = any(name in request.META for name in FORWARDED)
    if told and not request.META.get(BY_PROXY):
        return False
    address = request.META.get("REMOTE_ADDR", "")
    try:
        return any(ip_address(address) in network for network in networks)
    except ValueError:
        return False


def _database() -> bool:
    pool = getattr(connection, "pool", None)  # PostgreSQL's: it asks each connection that it hands out
    try:
        if pool:
            pool.open()
            with connection.wrap_database_errors, pool.connection(timeout=PROMPTLY):
                return True
        connection.ensure_connection()
        return bool(connection.is_usable())
    except Error:
        return False


PROBES: dict[str, Callable[[HttpRequest], HttpResponse | None]] = {
    "/health": health,
    "/ready": ready,
    "/metrics": metrics_page,
}
MACHINE = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_PROTO")
"""Headers that a proxy may add to a request it passes on."""
