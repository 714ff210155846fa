"""A user's pending tasks from every part of the system, in one list, sorted by urgency.

Users are reminded of tasks with a due date in the morning. Tasks that must not wait until the morning are
also in `feeds`, which are polled each minute.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.records.references import Reference
from akropolis.base.lib.marks import move_mark_first
from akropolis.base.lib.registry import Registry

SUNDAY = 6
HOURS = timedelta(hours=72)
"""Tasks with a moment within this time, or past, are counted in hours: the longest period the law counts so."""


class DueReason(Protocol):
    """One step in how a due date was determined: a sentence, and the legal provision that it rests on."""

    @property
    def text(self) -> str: ...
    @property
    def paragraph(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PendingTask:
    """A pending task of one user: what to do, where to do it, why, and by when.

    `key` identifies the task for ever, so that nobody is reminded twice of the same task. Where the law
    counts hours, `at` is the deadline as an exact time and `due` its date; reminders begin at `since` if
    that is more than a day before. `reasons` say how the due date was determined, each with its legal
    provision. A task with a deadline names the row that it is `about`: reminders go only to users who may
    read that row.
    """

    key: str
    title: str
    url: str
    why: str
    due: date | None = None
    at: datetime | None = None
    since: datetime | None = None
    reasons: tuple[DueReason, ...] = ()
    about: Reference | None = None

    def __post_init__(self) -> None:
        """Move a mark inside the title to the beginning of the title."""
        if isinstance(self.title, str):
            object.__setattr__(self, "title", move_mark_first(self.title))

    @property
    def by(self) -> date | datetime | None:
        """Return the deadline: the exact time if there is one, otherwise the due date."""
        return self.at or self.due

    def late_days(self, today: date) -> int:
        """Return the number of days that the task is overdue; 0 if it is not overdue."""
        return max(0, (today - self.due).days) if self.due else 0


@dataclass(frozen=True, slots=True)
class Grouped:
    """Tasks grouped by urgency; each group is sorted with the nearest deadline first."""

    hours: list[PendingTask]
    late: list[PendingTask]
    this_week: list[PendingTask]
    later: list[PendingTask]

    @property
    def all(self) -> list[PendingTask]:
        """Return the tasks of all groups."""
        return [*self.hours, *self.late, *self.this_week, *self.later]

    @property
    def count(self) -> int:
        """Return the number of tasks."""
        return len(self.all)


def end_of_week(day: date) -> date:
    """Return the Sunday of the day's week."""
    return day + timedelta(days=SUNDAY - day.weekday())


def group(tasks: Iterable[PendingTask], today: date) -> Grouped:
    """Group the tasks: first those counted in hours, even if others are later still; then overdue, due this
    week, and later.

    Tasks without a due date come last.
    """
    every = sorted(tasks, key=lambda task: (task.due or date.max, task.key))
    soon = timezone.now() + HOURS
    hours = sorted((task for task in every if task.at and task.at <= soon), key=lambda task: task.at or soon)
    ordered = [task for task in every if task not in hours]
    sunday = end_of_week(today)
    return Grouped(
        hours=hours,
        late=[t for t in ordered if t.due and t.due < today],
        this_week=[t for t in ordered if t.due and today <= t.due <= sunday],
        later=[t for t in ordered if t.due is None or t.due > sunday],
    )


type Build = Callable[[Access, date], Iterable[PendingTask]]

sources: Registry[str, Build] = Registry("source of tasks")
"""Sources of tasks that depend only on the date and on rows with a history: cached until one of those rows changes."""

fleeting: Registry[str, Build] = Registry("source of tasks outside the history")
"""Sources of tasks that depend on something else too: not cached."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that a user has sent to others and awaits an answer to.

    It says what was sent, the page, to whom, the state, and the due date. `recipients` is the number of those
    who have not answered. `remind_url` is the page for reminding those who are late, if there is one.
    """

    title: object
    url: str
    whom: object
    state: str
    due: date | None = None
    remind_url: str = ""
    recipients: int = 1


type Sent = Callable[[Access, date], Iterable[Awaited]]

awaited: Registry[str, Sent] = Registry("source of what is awaited")
"""Functions that list what a user has sent and awaits answers to, as far as the user may see it."""


def awaited_by(access: Access, today: date) -> list[Awaited]:
    """List all that the user has sent and awaits answers to, nearest due date first."""
    if access.actor.id is None:
        return []
    found = [one for build in awaited for one in build(access, today)]
    return sorted(found, key=lambda one: (one.due or date.max, str(one.title)))


@dataclass(frozen=True, slots=True)
class DueDate:
    """A deadline of one user: the task's key, the user, and the date or exact time.

    The task's content is left out: whether the user may see it is decided by the gate.
    """

    task: str
    person: UUID
    by: date | datetime
    since: datetime | None = None


type Feed = Callable[[date], Iterable[DueDate]]

feeds: Registry[str, Feed] = Registry("feed of what is due")
"""By the key of a source of tasks: all that is due by a day in the whole installation, in a fixed number of queries."""


def tasks_for(access: Access, today: date, among: Iterable[Build] | None = None) -> list[PendingTask]:
    """List the user's pending tasks from all sources, or only from the sources `among`."""
    builds = (*sources, *fleeting) if among is None else among
    return [task for build in builds for task in build(access, today)]


def list_recorded_tasks(access: Access, today: date) -> list[PendingTask]:
    """List the user's tasks from `sources`; the result of each source is cached until the rows it read change."""
    return [task for build in sources for task in cached(access, _built, build, today)]


def _built(access: Access, build: Build, today: date) -> list[PendingTask]:
    return list(build(access, today))
