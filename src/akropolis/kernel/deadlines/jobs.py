"""Background jobs: each is due at its own pace, claimed by one process, and safe to run twice and after an outage."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from akropolis.kernel.deadlines.models import ScheduledJob
from akropolis.lib.registry import Registry

RETRY = timedelta(minutes=15)
log = logging.getLogger("akropolis.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """What is done how often. `run` gets the moment and gives a sentence about what it did."""

    every: timedelta
    run: Callable[[datetime], str]


jobs: Registry[str, Job] = Registry("job")


def run_due(now: datetime, registered: Registry[str, Job] = jobs) -> list[str]:
    """Run every job that is due, once each, and say what they did. One that fails is tried again in a while.

    After an outage a job runs once, not once for every time it missed.
    """
    return [line for key, job in registered.entries.items() for line in _run(key, job, now)]


def _run(key: str, job: Job, now: datetime) -> list[str]:
    if not _claim(key, job, now):
        return []
    try:
        return [f"{key}: {job.run(now)}"]
    except Exception:
        log.exception("The job %s failed and is tried again later.", key)
        ScheduledJob.objects.filter(key=key).update(next_run=now + min(RETRY, job.every))
        return []


def _claim(key: str, job: Job, now: datetime) -> bool:
    row, _made = ScheduledJob.objects.get_or_create(key=key, defaults={"next_run": now})
    # Further away than its pace it was put there by a clock that was ahead: it would not run until that time comes.
    if now < row.next_run <= now + job.every:
        return False
    mine = ScheduledJob.objects.filter(key=key, next_run=row.next_run)
    return mine.update(next_run=now + job.every, last_run=now) == 1
