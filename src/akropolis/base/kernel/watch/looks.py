"""The checks that hang on nothing but the kernel: migrations, jobs, mail and disk."""

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
"""A job that was due so long ago has been tried in vain, or nobody runs the jobs."""
WAITED = timedelta(hours=1)
"""A mail that has waited so long is not going out."""
GIVEN_UP = timedelta(days=7)
"""So long it is said of a mail that it never went."""
MEGABYTE = 1024 * 1024
ROOM = 200 * MEGABYTE
"""Bytes that must be free where the data lies."""


def add_checks() -> None:
    """Make them known, in the order in which they are shown."""
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
    """The database has all that this version asks for. Once it has, a process does not ask again."""
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return _("The database is from an earlier version. Upgrade it with: akropolis init")
        _migrated.append(True)
    return ""


_migrated: list[bool] = []
"""Whether this process has seen that the database has all that its version asks for."""


def _files(_now: datetime) -> str:
    """The store in which files are kept answers us."""
    contents.current_store().ask()
    return ""


def late_jobs(now: datetime) -> QuerySet[ScheduledJob]:
    """Those that should have been run long ago."""
    return ScheduledJob.objects.filter(next_run__lt=now - LATE)


def _jobs(now: datetime) -> str:
    if not ScheduledJob.objects.exists():
        return _("Nobody has run the background jobs yet. Start akropolis worker.")
    late = ", ".join(late_jobs(now).order_by("key").values_list("key", flat=True))
    return _("Nobody runs the background jobs, or they hang. Late: %(jobs)s") % {"jobs": late} if late else ""


def failed_jobs() -> QuerySet[ScheduledJob]:
    """Those that failed the last time they were run."""
    return ScheduledJob.objects.exclude(why="").order_by("key")


def _failed(_now: datetime) -> str:
    found = [f"{job.key} ({job.why})" for job in failed_jobs()]
    return _("Failed, and is tried again: %(jobs)s") % {"jobs": ", ".join(found)} if found else ""


def waiting_mail(now: datetime) -> QuerySet[Message]:
    """Mails of what may not wait, to people with an address, that have not gone out and still are to."""
    worth = Q(until__gt=now) | Q(until=None, created_at__gte=now - FRESH)
    return _urgent().filter(worth)


def given_up(now: datetime) -> QuerySet[Message]:
    """Of the same, those of the last week that never went and are no longer worth sending."""
    old = Q(until__lte=now) | Q(until=None, created_at__lt=now - FRESH)
    return _urgent().filter(old, created_at__gte=now - GIVEN_UP)


def _urgent() -> QuerySet[Message]:
    unsent = Message.objects.filter(at_once=True, sent_at=None, read_at=None, user__is_active=True)
    return unsent.exclude(user__email="")


def _mail(now: datetime) -> str:
    """What a law or a clock does not let wait has gone out."""
    stuck = waiting_mail(now).filter(created_at__lt=now - WAITED).count() if mail_is_set_up() else 0
    return _("Mail is not going out: %(count)s have waited for an hour") % {"count": stuck} if stuck else ""


def _disk(_now: datetime) -> str:
    short = [(folder, free) for _name, folder, free, _total in disks() if free <= ROOM]
    said = ", ".join(f"{folder}: {number(free // MEGABYTE)} MB" for folder, free in short)
    return _("The disk is almost full. Free in %(places)s") % {"places": said} if said else ""
