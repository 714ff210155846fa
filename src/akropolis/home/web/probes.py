"""What a monitor asks: whether the server is alive, and whether the installation is ready.

Both are answered before a host name or a scheme is asked for: who asks stands on the machine, and knows neither.
"""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from akropolis.kernel.access.web import public
from akropolis.kernel.deadlines.jobs import RETRY
from akropolis.kernel.deadlines.models import ScheduledJob
from akropolis.kernel.notify.models import Message
from akropolis.kernel.notify.sending import FRESH, mail_is_set_up

LATE = RETRY * 2
"""A job that was due so long ago has been tried in vain, or nobody runs the jobs."""
WAITED = timedelta(hours=1)
"""A mail that has waited so long is not going out."""
ROOM = 200 * 1024 * 1024
"""Bytes that must be free where the data lies."""


class ProbeMiddleware:
    """Answers the monitor before anything else is done with the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = {"/health": health, "/ready": ready}.get(request.path_info)
        return answer(request) if answer else self.get_response(request)


@public(because="it says nothing but that the database answers")
def health(_request: HttpRequest) -> HttpResponse:
    """200 when the database answers, else 503."""
    answers = _database()
    return JsonResponse({"status": "ok" if answers else "unavailable"}, status=200 if answers else 503)


@public(because="it says which parts work, and nothing of what is in them")
def ready(_request: HttpRequest) -> HttpResponse:
    """Each part with whether it is as it should be: 200 when all are, else 503."""
    if not _database():
        return JsonResponse({"status": "unavailable", "database": False}, status=503)
    now = timezone.now()
    parts = {
        "database": True,
        "migrations": _migrated(),
        "jobs": _jobs_run(now),
        "mail": not _mail_waits(now),
        "disk": shutil.disk_usage(settings.DATA_DIR).free > ROOM,
    }
    whole = all(parts.values())
    return JsonResponse({"status": "ok" if whole else "degraded", **parts}, status=200 if whole else 503)


def _jobs_run(now: datetime) -> bool:
    """Whether somebody runs the jobs, and none of them is late."""
    rows = ScheduledJob.objects.all()
    return rows.exists() and not rows.filter(next_run__lt=now - LATE).exists()


def _mail_waits(now: datetime) -> bool:
    """Whether something that a law or a clock does not let wait has not gone out."""
    waits = Message.objects.filter(at_once=True, sent_at=None, created_at__range=(now - FRESH, now - WAITED))
    lives = Q(until=None) | Q(until__gt=now)
    return mail_is_set_up() and waits.filter(lives).exclude(user__email="").exists()


def _database() -> bool:
    try:
        connection.ensure_connection()
        return bool(connection.is_usable())
    except Error:
        return False


def _migrated() -> bool:
    """Whether the database has all that this version asks for. Once it has, a process does not ask again."""
    if not _seen:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _seen.append(timezone.now())
    return True


_seen: list[datetime] = []
"""When this process saw that the database has all that its version asks for."""
