"""Scheduled jobs: each has its own interval, is claimed by one process, is idempotent, and is safe after an outage."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from traceback import walk_tb

from django.db import DatabaseError

from akropolis.base.kernel.deadlines.models import ScheduledJob
from akropolis.base.lib.calendar import DAY, STOCKHOLM
from akropolis.base.lib.registry import Registry
from akropolis.base.ui.words import Phrase

RETRY = timedelta(minutes=15)
OURS = "akropolis."
log = logging.getLogger("akropolis.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """A job and its interval. `run` takes the current time and returns a sentence about what it did.

    If `at` is set, the job runs daily at that time in Sweden, and `every` is ignored. `label` is the name
    shown to administrators.
    """

    every: timedelta
    run: Callable[[datetime], str]
    at: time | None = None
    label: Phrase = ""

    def after(self, now: datetime) -> datetime:
        """Return the time of the next run after a successful run at `now`."""
        if self.at is None:
            return now + self.every
        today = now.astimezone(STOCKHOLM).date()
        found = datetime.combine(today, self.at, STOCKHOLM)
        return found if found > now else datetime.combine(today + DAY, self.at, STOCKHOLM)

    def again(self, now: datetime) -> datetime:
        """Return when to retry if the run at `now` fails or its process dies."""
        return min(now + RETRY, self.after(now))


jobs: Registry[str, Job] = Registry("job")


def run_due(now: datetime, registered: Registry[str, Job] = jobs) -> list[str]:
    """Run every job that is due, once each, and return a sentence about each. A failed job is retried after a
    while.

    After an outage a job runs once, not once for every run that it missed.
    """
    return [line for key, job in registered.entries.items() for line in _run(key, job, now)]


def _run(key: str, job: Job, now: datetime) -> list[str]:
    if not _claim(key, job, now):
        return []
    try:
        said = job.run(now)
    except Exception as error:
        log.exception("The job %s failed and is tried again later.", key)
        with suppress(
            DatabaseError
        ):  # what stopped the job may stop this too, and the next job shall have its turn
            ScheduledJob.objects.filter(key=key, last_run=now).update(why=_why(error))
        return []
    # Whoever has taken it over meanwhile has moved it on.
    ScheduledJob.objects.filter(key=key, last_run=now).update(next_run=job.after(now), why="")
    return [f"{key}: {said}"]


def _why(error: Exception) -> str:
    """Return the error's type and the module of ours that raised it; its message may hold personal data."""
    frames = [frame.f_globals.get("__name__", "") for frame, _line in walk_tb(error.__traceback__)]
    ours = [name for name in frames if name.startswith(OURS)]
    return f"{type(error).__name__}, {ours[-1] if ours else __name__}"[:200]


def _claim(key: str, job: Job, now: datetime) -> bool:
    """Claim the job by moving its next run to the retry time, so that it is retried if this process is killed."""
    row, _made = ScheduledJob.objects.get_or_create(key=key, defaults={"next_run": now})
    # Further away than its pace it was put there by a clock that was ahead: it would not run until that time comes.
    if now < row.next_run <= job.after(now):
        return False
    mine = ScheduledJob.objects.filter(key=key, next_run=row.next_run)
    return mine.update(next_run=job.again(now), last_run=now) == 1
