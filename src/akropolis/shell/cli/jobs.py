"""The background jobs: once (`tick`), or for as long as a process runs (`worker`)."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.background.queue import do_next
from akropolis.base.kernel.background.work import attending
from akropolis.base.kernel.deadlines.jobs import run_due
from akropolis.base.lib.keeper import PARENT
from akropolis.base.lib.memory import collect_seldom
from akropolis.people.integrations.services import carrying as webhooks
from akropolis.shell.cli import following, installation
from akropolis.shell.cli.running import say

PAUSE = 30
"""Seconds between two checks for due jobs. The queue is checked every second."""

log = logging.getLogger("akropolis.jobs")


def tick(now: str | None) -> None:
    """Run every due job once, and send pending webhook deliveries. Prints what was run."""
    installation.require()
    following.refuse_on_standby()
    moment = _moment(now)
    done = [*run_due(moment), *webhooks.deliver_all(moment)]
    say(*done) if done else say(_("Nothing was due."))


def _moment(text: str | None) -> datetime:
    if text is None:
        return timezone.now()
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise Refused(
            _("%(text)s is not a moment. Write it like 2026-11-25T08:00+01:00.") % {"text": text},
            code="bad_moment",
        )
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def worker() -> None:
    """Process the queue and the due jobs until told to stop, or until the parent process is gone."""
    installation.require()
    following.refuse_on_standby()
    collect_seldom()
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_arguments: stop.set())
    parent = os.environ.get(PARENT)
    if parent is None:
        say(_("Running background jobs. Stop with Ctrl+C."))

    def over() -> bool:
        return stop.is_set() or (parent is not None and os.getppid() != int(parent))

    beside = threading.Thread(target=webhooks.carry_on, args=(over, stop.wait), name="webhooks", daemon=True)
    beside.start()
    with attending():
        run_until(over, stop.wait)


def run_until(over: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Check the queue every second and the jobs every half minute until `over`. Failures are retried next time."""
    due = time.monotonic()
    while not over():
        close_old_connections()
        if time.monotonic() >= due:
            _try(lambda: run_due(timezone.now()))
            due = time.monotonic() + PAUSE
        worked = _try(do_next)
        close_old_connections()
        if not worked:
            wait(1)


def _try(act: Callable[[], object]) -> object:
    """Return the result of the call; None if it fails. A failure is logged, so that it does not stop other jobs."""
    try:
        return act()
    except Exception:
        log.exception("a background job failed")
        return None
