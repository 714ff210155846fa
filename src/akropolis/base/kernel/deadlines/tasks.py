"""What waits for a person: tasks from every part of the system, in one list, by how near they are.

A task with a day is remembered in the morning. What must not wait until then feeds what is due as well (`feeds`): it is
looked at each minute.
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
"""What has a moment within that time, or had one, is counted in hours: the longest that the law counts so."""


class DueReason(Protocol):
    """A step on the way to a day: a sentence, and the paragraph that it rests on."""

    @property
    def text(self) -> str: ...
    @property
    def paragraph(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PendingTask:
    """Something that waits for one person: what, where it is done, why it is asked for, and by which day.

    `key` names the task for ever, so that nobody is reminded twice of the same one. Where the law counts hours, `at` is
    the moment, and `due` its day; it is told `since` then where that is more than a day before. `reasons` say how the
    day was found, each with its paragraph. What has a day or a moment names the row that it is `about`: reminders of it
    go only to who may read that.
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
        """A mark goes first, wherever in the title it stands."""
        if isinstance(self.title, str):
            object.__setattr__(self, "title", move_mark_first(self.title))

    @property
    def by(self) -> date | datetime | None:
        """The moment, or the day, until which there is time."""
        return self.at or self.due

    def late_days(self, today: date) -> int:
        """How many days too late it is; 0 while there is time."""
        return max(0, (today - self.due).days) if self.due else 0


@dataclass(frozen=True, slots=True)
class Grouped:
    """The tasks by how near they are, each group with the nearest first."""

    hours: list[PendingTask]
    late: list[PendingTask]
    this_week: list[PendingTask]
    later: list[PendingTask]

    @property
    def all(self) -> list[PendingTask]:
        """Every one of them."""
        return [*self.hours, *self.late, *self.this_week, *self.later]

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.all)


def end_of_week(day: date) -> date:
    """The Sunday of the day's week."""
    return day + timedelta(days=SUNDAY - day.weekday())


def group(tasks: Iterable[PendingTask], today: date) -> Grouped:
    """What is counted in hours first, however late the rest is; late, due before the week ends, and later.

    What has no day comes last.
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
"""Each gives what waits for a person, by rows that have a history and the day alone: it is kept while those stand."""

fleeting: Registry[str, Build] = Registry("source of tasks outside the history")
"""Each gives what waits for a person, by anything else. It is asked each time."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that one person has sent and that others have not answered: what, where it stands, from whom, how far
    it has come, and by which day. At `remind_url` those who are late are reminded, where there is such a way.
    """

    title: object
    url: str
    whom: object
    state: str
    due: date | None = None
    remind_url: str = ""


type Sent = Callable[[Access, date], Iterable[Awaited]]

awaited: Registry[str, Sent] = Registry("source of what is awaited")
"""Each gives what a person has sent and waits for, through her gate."""


def awaited_by(access: Access, today: date) -> list[Awaited]:
    """All that the person has sent and waits for, the nearest last day first."""
    if access.actor.id is None:
        return []
    found = [one for build in awaited for one in build(access, today)]
    return sorted(found, key=lambda one: (one.due or date.max, str(one.title)))


@dataclass(frozen=True, slots=True)
class DueDate:
    """That the task with this key waits for a person until a day or a moment. What it is the gate lets her know."""

    task: str
    person: UUID
    by: date | datetime
    since: datetime | None = None


type Feed = Callable[[date], Iterable[DueDate]]

feeds: Registry[str, Feed] = Registry("feed of what is due")
"""By the key of a source of tasks: all that is due by a day in the whole installation, in a fixed number of queries."""


def tasks_for(access: Access, today: date, among: Iterable[Build] | None = None) -> list[PendingTask]:
    """All that waits for the person, or what these sources give."""
    builds = (*sources, *fleeting) if among is None else among
    return [task for build in builds for task in build(access, today)]


def list_recorded_tasks(access: Access, today: date) -> list[PendingTask]:
    """All that waits for the person by rows that have a history; each source is asked again when its rows change."""
    return [task for build in sources for task in cached(access, _built, build, today)]


def _built(access: Access, build: Build, today: date) -> list[PendingTask]:
    return list(build(access, today))
