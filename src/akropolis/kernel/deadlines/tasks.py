"""What waits for a person: tasks from every part of the system, in one list, by how near they are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from akropolis.kernel.access.gate import Access
from akropolis.lib.registry import Registry

SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for one person: what, where it is done, why it is asked for, and by which day.

    `key` names the task for ever, so that nobody is reminded twice of the same one.
    """

    key: str
    title: Any
    url: str
    why: Any
    due: date | None = None

    def late_days(self, today: date) -> int:
        """How many days too late it is; 0 while there is time."""
        return max(0, (today - self.due).days) if self.due else 0


@dataclass(frozen=True, slots=True)
class Grouped:
    """The tasks by how near they are, each group with the nearest first."""

    late: list[Task]
    this_week: list[Task]
    later: list[Task]

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.late) + len(self.this_week) + len(self.later)


def end_of_week(day: date) -> date:
    """The Sunday of the day's week."""
    return day + timedelta(days=SUNDAY - day.weekday())


def group(tasks: Iterable[Task], today: date) -> Grouped:
    """Late, due before the week ends, and later; what has no day comes last."""
    ordered = sorted(tasks, key=lambda task: (task.due or date.max, task.key))
    sunday = end_of_week(today)
    return Grouped(
        late=[t for t in ordered if t.due and t.due < today],
        this_week=[t for t in ordered if t.due and today <= t.due <= sunday],
        later=[t for t in ordered if t.due is None or t.due > sunday],
    )


type Build = Callable[[Access, date], Iterable[Task]]

sources: Registry[str, Build] = Registry("source of tasks")
"""Each gives what waits for a person."""


def tasks_for(access: Access, today: date, among: Iterable[Build] = sources) -> list[Task]:
    """All that waits for the person."""
    return [task for build in among for task in build(access, today)]
