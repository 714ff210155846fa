"""Health checks that depend on nothing but the kernel: migrations, jobs, mail and disk."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.deadlines.jobs import RETRY
from akropolis.base.kernel.deadlines.models import ScheduledJob
from akropolis.base.kernel.files import contents
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.notify.sending import FRESH, mail_is_set_up
from akropolis.base.kernel.watch.checks import HealthCheck, checks
from akropolis.base.kernel.watch.places import disks
from akropolis.base.lib.swedish import number

LATE = RETRY * 2
"""A job overdue by this much has failed even when retried, or no process runs the jobs."""
WAITED = timedelta(hours=1)
"""Urgent mail that has waited this long is considered stuck."""
GIVEN_UP = timedelta(days=7)
"""How long unsent urgent mail is still reported after attempts to send it were given up."""
MEGABYTE = 1024 * 1024
ROOM = 200 * MEGABYTE
"""Minimum number of free bytes on each disk with data."""


def add_checks() -> None:
    """Register the checks, in the order in which they are shown."""
    checks.add(
        "migrations", HealthCheck("migrations", gettext_lazy("Database version"), _migrations, stops=True)
    )
    checks.add("jobs", HealthCheck("jobs", gettext_lazy("Background jobs"), _jobs, stops=True))
    checks.add("failed", HealthCheck("failed", gettext_lazy("Jobs that failed"), _failed))
    checks.add("mail", HealthCheck("mail", gettext_lazy("Mail"), _mail, stops=True))
    checks.add("disk", HealthCheck("disk", gettext_lazy("Disk"), _disk, stops=True))
    if contents.is_elsewhere():
        checks.add("files", HealthCheck("files", gettext_lazy("File store"), _files))


def _migrations(_now: datetime) -> str:
    """Check that all migrations are applied. Once they are, the process does not check again."""
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return _("The database is from an earlier version. Upgrade it with: akropolis init")
        _migrated.append(True)
    return ""


_migrated: list[bool] = []
"""Non-empty once this process has found all migrations applied."""


def _files(_now: datetime) -> str:
    """Return what is wrong if the file store does not answer, otherwise an empty string."""
    contents.current_store().ask()
    return ""


def late_jobs(now: datetime) -> QuerySet[ScheduledJob]:
    """Return the jobs that should have been run long ago."""
    return ScheduledJob.objects.filter(next_run__lt=now - LATE)


def _jobs(now: datetime) -> str:
    if not ScheduledJob.objects.exists():
        return _("Nobody has run the background jobs yet. Start akropolis worker.")
    late = ", ".join(late_jobs(now).order_by("key").values_list("key", flat=True))
    return _("Nobody runs the background jobs, or they hang. Late: %(jobs)s") % {"jobs": late} if late else ""


def failed_jobs() -> QuerySet[ScheduledJob]:
    """Return the jobs whose last run failed."""
    return ScheduledJob.objects.exclude(why="").order_by("key")


def _failed(_now: datetime) -> str:
    found = [f"{job.key} ({job.why})" for job in failed_jobs()]
    return _("Failed, and is tried again: %(jobs)s") % {"jobs": ", ".join(found)} if found else ""


def waiting_mail(now: datetime) -> QuerySet[Message]:
    """Return unsent urgent messages to users with an email address that are still worth sending."""
    worth = Q(until__gt=now) | Q(until=None, created_at__gte=now - FRESH)
    return _urgent().filter(worth)


def given_up(now: datetime) -> QuerySet[Message]:
    """Return such messages of the last week that were never sent and are no longer worth sending."""
    old = Q(until__lte=now) | Q(until=None, created_at__lt=now - FRESH)
    return _urgent().filter(old, created_at__gte=now - GIVEN_UP)


def _urgent() -> QuerySet[Message]:
    unsent = Message.objects.filter(at_once=True, sent_at=None, read_at=None, user__is_active=True)
    return unsent.exclude(user__email="")


def _mail(now: datetime) -> str:
    """Return what is wrong if urgent mail is stuck, otherwise an empty string."""
    stuck = waiting_mail(now).filter(created_at__lt=now - WAITED).count() if mail_is_set_up() else 0
    return _("Mail is not going out: %(count)s have waited for an hour") % {"count": stuck} if stuck else ""


def _disk(_now: datetime) -> str:
    short = [(folder, free) for _name, folder, free, _total in disks() if free <= ROOM]
    said = ", ".join(f"{folder}: {number(free // MEGABYTE)} MB" for folder, free in short)
    return _("The disk is almost full. Free in %(places)s") % {"places": said} if said else ""
