"""The background jobs of the installation: reminders of what is due, their sending, and sign-ins that have expired."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from akropolis.kernel.access.grants import access_for
from akropolis.kernel.access.models import User
from akropolis.kernel.access.sessions import SessionStore
from akropolis.kernel.deadlines.jobs import Job, jobs
from akropolis.kernel.deadlines.tasks import Task, tasks_for
from akropolis.kernel.notify.outbox import Draft, post, send_pending
from akropolis.kernel.records.once import forget_old

SOON = timedelta(days=7)


def add_jobs() -> None:
    """Make the jobs known, in the order in which they are run."""
    jobs.add("reminders", Job(timedelta(hours=6), remind))
    jobs.add("mail", Job(timedelta(minutes=1), send))
    jobs.add("sessions", Job(timedelta(hours=1), tidy))


def remind(now: datetime) -> str:
    """Each person is told once when something of hers is near, and once when it is late."""
    today = timezone.localdate(now)
    people = User.everything.filter(is_active=True).order_by("pk")
    count = sum(post(_drafts(person, today), now) for person in people)
    return f"{count} new"


def send(now: datetime) -> str:
    """What waits in the outbox goes out."""
    return f"{send_pending(now)} sent"


def tidy(now: datetime) -> str:
    """Sign-ins that have expired, and what was sent longer than a day ago, are forgotten."""
    SessionStore.clear_expired()
    forget_old(now)
    return "expired sign-ins and forms forgotten"


def _drafts(person: User, today: date) -> Iterator[Draft]:
    with override(person.language):
        for task in tasks_for(access_for(person, today), today):
            if task.due and task.due - today <= SOON:
                yield _draft(person, task, task.due, today)


def _draft(person: User, task: Task, due: date, today: date) -> Draft:
    late = task.late_days(today)
    kind = "late" if late else "soon"
    words = {"title": task.title, "day": formats.date_format(due, "DATE_FORMAT")}
    if late:
        subject = _("Late: %(title)s") % words
        when = _("It was to be done by %(day)s.") % words
    else:
        subject = _("Soon due: %(title)s") % words
        when = _("It is to be done by %(day)s.") % words
    return Draft(
        user=person,
        key=f"{task.key}:{person.pk}:{kind}:{due.isoformat()}",
        subject=subject,
        text=f"{task.title}\n{when}\n{task.why}",
        url=task.url,
    )


def late_in_words(days: int) -> str:
    """How late something is, for a list."""
    return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}
