"""Background jobs: each is due at its own pace, claimed by one process, and safe to run twice and after an outage."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from akropolis.kernel.deadlines.models import ScheduledJob

RETRY = timedelta(minutes=15)
log = logging.getLogger("akropolis.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """What is done how often. `run` gets the moment and gives a sentence about what it did."""

    key: str
    every: timedelta
    run: Callable[[datetime], str]


class Jobs:
    """All jobs, by key. Refuses duplicates."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}

    def add(self, key: str, every: timedelta, run: Callable[[datetime], str]) -> None:
        """Add a job. ValueError when the key is taken."""
        if key in self._jobs:
            raise ValueError(f"the job {key} is added twice")
        self._jobs[key] = Job(key, every, run)

    def all(self) -> list[Job]:
        """Every job, in the order they were added."""
        return list(self._jobs.values())


jobs = Jobs()


def run_due(now: datetime, registered: Jobs = jobs) -> list[str]:
    """Run every job that is due, once each, and say what they did. One that fails is tried again in a while.

    After an outage a job runs once, not once for every time it missed.
    """
    return [line for job in registered.all() for line in _run(job, now)]


def _run(job: Job, now: datetime) -> list[str]:
    if not _claim(job, now):
        return []
    try:
        return [f"{job.key}: {job.run(now)}"]
    except Exception:
        log.exception("The job %s failed and is tried again later.", job.key)
        ScheduledJob.objects.filter(key=job.key).update(next_run=now + min(RETRY, job.every))
        return []


def _claim(job: Job, now: datetime) -> bool:
    row, _made = ScheduledJob.objects.get_or_create(key=job.key, defaults={"next_run": now})
    # Further away than its pace it was put there by a clock that was ahead: it would not run until that time comes.
    if now < row.next_run <= now + job.every:
        return False
    mine = ScheduledJob.objects.filter(key=job.key, next_run=row.next_run)
    return mine.update(next_run=now + job.every, last_run=now) == 1
