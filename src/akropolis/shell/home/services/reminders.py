"""The background jobs of the installation: reminders of what is due, sending them, and session cleanup.

Each morning all users are notified of their tasks that are nearly due or late. Between the mornings the
feeds are checked for due tasks each minute. Either check notifies a person of a phase only once: the key
of the message is task, person, phase and day. So it does not matter which process checks, or when the
last check was made.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import batched
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.models.people import PERSON
from akropolis.base.kernel.access.sessions import SessionStore
from akropolis.base.kernel.deadlines.jobs import Job, jobs
from akropolis.base.kernel.deadlines.phases import MORNING, SOON, Phase, phase
from akropolis.base.kernel.deadlines.tasks import (
    Build,
    Feed,
    PendingTask,
    feeds,
    fleeting,
    sources,
    tasks_for,
)
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.notify.outbox import Draft, existing_keys, post
from akropolis.base.kernel.notify.sending import send_pending
from akropolis.base.kernel.records.once import forget_old
from akropolis.base.lib.calendar import DAY
from akropolis.shared.clocks.reports.clock_words import format_moment

MINUTE = timedelta(minutes=1)
MANY = 500


def add_jobs() -> None:
    """Register the jobs, in the order in which they run."""
    jobs.add("reminders", Job(DAY, remind, at=MORNING, label=gettext_lazy("Reminders in the morning")))
    jobs.add("due", Job(MINUTE, remind_of_due, label=gettext_lazy("Reminders of hours")))
    jobs.add("mail", Job(MINUTE, send, label=gettext_lazy("Mail")))
    jobs.add("sessions", Job(timedelta(hours=1), tidy, label=gettext_lazy("Expired sign-ins")))


def remind(now: datetime) -> str:
    """Notify each person once when something of theirs is nearly due, and once when it is late."""
    people = User.everything.filter(is_active=True, kind=PERSON).order_by("pk")
    count = sum(post(_drafts(person, sources, now), now) for person in people)
    return f"{count} new"


def remind_of_due(
    now: datetime, fed: Mapping[str, Feed] = feeds.entries, told_by: Mapping[str, Build] | None = None
) -> str:
    """Notify the people concerned of what has become nearly due since the last check."""
    wanted = _untold(now, fed)
    told_by = told_by or {**sources.entries, **fleeting.entries}
    people = User.everything.filter(pk__in=list(wanted), is_active=True, kind=PERSON).order_by("pk")
    count = sum(post(_drafts(p, [told_by[key] for key in wanted[p.pk]], now), now) for p in people)
    return f"{count} new"


def send(now: datetime) -> str:
    """Job: send the pending messages of the outbox. Returns the number sent."""
    return f"{send_pending(now, find_done_reminders)} sent"


def find_done_reminders(person: User, messages: Sequence[Message], now: datetime) -> Collection[int]:
    """Return the primary keys of the person's reminders of tasks that no longer wait for them, or not by that day.

    A message is a reminder of a task if it has `until`: it has an end since the task has a last day.
    """
    reminders = [message for message in messages if message.until]
    if not reminders:
        return ()
    due = {draft.key for draft in _drafts(person, {**sources.entries, **fleeting.entries}.values(), now)}
    return {message.pk for message in reminders if message.key not in due}


def tidy(now: datetime) -> str:
    """Job: delete expired sessions, and the keys of forms that were submitted more than a day ago."""
    SessionStore.clear_expired()
    forget_old(now)
    return "expired sign-ins and forms forgotten"


def _untold(now: datetime, fed: Mapping[str, Feed]) -> dict[UUID, set[str]]:
    """Return a dict from each person with a due task they have not been notified of, to the sources of such tasks."""
    last = timezone.localdate(now) + SOON + DAY
    near = {
        _key(due.task, due.person, step, due.by): (due.person, source)
        for source, feed in fed.items()
        for due in feed(last)
        if (step := phase(due.by, now, due.since))
    }
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for keys in batched(near, MANY):
        for person, source in map(near.__getitem__, set(keys) - existing_keys(keys)):
            found[person].add(source)
    return found


def _drafts(person: User, among: Iterable[Build], now: datetime) -> Iterator[Draft]:
    today = timezone.localdate(now)
    with override(person.language):
        for task in tasks_for(access_for(person, today), today, among):
            if task.by and (step := phase(task.by, now, task.since)):
                yield _draft(person, task, task.by, step)


def _draft(person: User, task: PendingTask, by: date | datetime, step: Phase) -> Draft:
    words = {"title": task.title, "day": format_moment(by)}
    if step.late:
        subject = _("Late: %(title)s") % words
        said = _("It was to be done by %(day)s.") % words
    else:
        subject = _("Soon due: %(title)s") % words
        said = _("It is to be done by %(day)s.") % words
    reasons = "".join(f"\n{reason.text} {reason.paragraph}".rstrip() for reason in task.reasons)
    return Draft(
        user=person,
        key=_key(task.key, person.pk, step, by),
        subject=subject,
        text=f"{task.title}\n{said}\n{task.why}{reasons}",
        url=task.url,
        until=step.until,
        about=(task.about,) if task.about else (),
        at_once=task.at is not None,
    )


def _key(task: str, person: UUID, step: Phase, by: date | datetime) -> str:
    return f"{task}:{person}:{step.kind}:{by.isoformat()}"


def late_in_words(days: int) -> str:
    """Return how many days late something is, in words, for a list."""
    return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}
