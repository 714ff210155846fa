"""The background jobs: once (`tick`), as a process (`worker`), or as a thread in a web worker."""

import logging
import signal
import threading
from datetime import datetime
from typing import Any

from django.db import close_old_connections
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from akropolis.config.cli import installation
from akropolis.config.cli.running import say
from akropolis.kernel.access.errors import Refused
from akropolis.kernel.deadlines.jobs import run_due

PAUSE = 30.0
"""Seconds between two looks at what is due."""


log = logging.getLogger("akropolis.jobs")


def tick(now: str | None) -> None:
    """Every job that is due, once. Prints what was run."""
    installation.require()
    done = run_due(_moment(now))
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
    """Look for due jobs until the process is told to stop."""
    installation.require()
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_arguments: stop.set())
    say(_("Running background jobs. Stop with Ctrl+C."))
    go_on(stop)


def start_thread() -> threading.Event:
    """The same loop in a thread of this process. Set the returned event to end it."""
    stop = threading.Event()
    threading.Thread(target=go_on, args=(stop,), name="jobs", daemon=True).start()
    return stop


def go_on(stop: threading.Event, *, pause: float = PAUSE, run: Any = run_due) -> None:
    """Run what is due every `pause` seconds until `stop` is set. A job that fails is logged and tried next time."""
    while not stop.is_set():
        close_old_connections()
        try:
            run(timezone.now())
        except Exception:  # whatever a job does, the next one shall have its turn
            log.exception("a background job failed")
        finally:
            close_old_connections()
        stop.wait(pause)
