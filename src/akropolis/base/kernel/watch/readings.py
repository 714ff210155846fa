"""Metrics of the installation, read from the database on each scrape, so that every process reports the same
values.

They are counts and times, without names, units or titles.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Min
from django.utils import timezone

from akropolis.base.kernel.access.sessions import in_force
from akropolis.base.kernel.deadlines.models import ScheduledJob
from akropolis.base.kernel.deadlines.tasks import feeds
from akropolis.base.kernel.history.models import Change, Head
from akropolis.base.kernel.watch import looks
from akropolis.base.kernel.watch.checks import CheckResult
from akropolis.base.kernel.watch.metrics import Metric
from akropolis.base.kernel.watch.models import UpkeepKind
from akropolis.base.kernel.watch.places import disks
from akropolis.base.kernel.watch.upkeep import latest_upkeep
from akropolis.base.lib import built


def readings(now: datetime, seen: list[CheckResult]) -> Iterator[Metric]:
    """Yield all metrics of the installation. `seen` is the result of the health checks."""
    yield _one(
        "up",
        "The version that answers.",
        1,
        version=built.version(),
        build=built.build(),
        database=connection.vendor,
    )
    well = tuple(({"check": each.check.key}, float(each.well)) for each in seen)
    yield Metric("check_ok", "Whether each check of the installation is as it should be.", well)
    yield from _jobs(now)
    yield from _mail(now)
    yield _one(
        "clocks_overdue", "Matters whose moment has passed while they wait for somebody.", overdue(now)
    )
    yield from _history()
    for kind in UpkeepKind:
        done = latest_upkeep(kind, well=True)
        if done:
            yield _one(
                f"{kind}_timestamp_seconds", f"When it was last done well: {kind}.", done.at.timestamp()
            )
    yield _one("sessions", "Sign-ins in force.", in_force(now).count())
    free = tuple(({"place": name}, float(size)) for name, _folder, size, _total in disks())
    yield Metric("disk_free_bytes", "Free where the data lies.", free)


def _one(name: str, words: str, value: float, **labels: str) -> Metric:
    return Metric(name, words, ((labels, float(value)),))


def _jobs(now: datetime) -> Iterator[Metric]:
    rows = list(ScheduledJob.objects.order_by("key"))
    late = {job.key for job in looks.late_jobs(now)}
    yield Metric(
        "job_late",
        "Whether the job should have been run.",
        tuple(({"job": r.key}, float(r.key in late)) for r in rows),
    )
    yield Metric(
        "job_failed",
        "Whether it failed the last time.",
        tuple(({"job": r.key}, float(bool(r.why))) for r in rows),
    )
    ran = tuple(({"job": r.key}, r.last_run.timestamp()) for r in rows if r.last_run)
    yield Metric("job_last_run_timestamp_seconds", "When it was last begun.", ran)


def _mail(now: datetime) -> Iterator[Metric]:
    found = looks.waiting_mail(now).aggregate(count=Count("pk"), oldest=Min("created_at"))
    yield _one("outbox_waiting", "Mails of what may not wait that have not gone out.", found["count"])
    age = (now - found["oldest"]).total_seconds() if found["oldest"] else 0
    yield _one("outbox_oldest_seconds", "How long the first of them has waited.", age)
    yield _one("outbox_failed", "Such mails of the last week that never went.", looks.given_up(now).count())


def overdue(now: datetime) -> int:
    """Count the tasks whose deadline, where it is a moment, has passed."""
    day: date = timezone.localdate(now) + timedelta(days=1)
    due = (each for feed in feeds for each in feed(day))
    return len({each.task for each in due if isinstance(each.by, datetime) and each.by < now})


def _history() -> Iterator[Metric]:
    head = Head.objects.first()
    yield _one("history_links", "The number of the history's last link.", head.seq if head else 0)
    at = Change.objects.filter(seq=head.seq).values_list("at", flat=True).first() if head else None
    if at:
        yield _one("history_head_timestamp_seconds", "When that was made.", at.timestamp())
