"""Declares a feed of pending tasks: a query for rows that await a person, and a function from a row to its task."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.tasks import Build, PendingTask


def task_feed[R](
    rows: Callable[[Access, date], Iterable[R]],
    *,
    right: str = "",
    limit: int = 0,
    folded: Callable[[Access, Sequence[R]], PendingTask] | None = None,
) -> Callable[[Callable[[R], PendingTask]], Build]:
    """Return a decorator for a function that returns the task of one row: it becomes a source with a task for
    each of `rows`.

    Service accounts get no tasks, nor do people who have the permission `right` in no unit. If there are
    more than `limit` rows, `folded` (if given) returns one task for all of them.
    """

    def declare(task: Callable[[R], PendingTask]) -> Build:
        def pending_tasks(access: Access, today: date) -> Iterator[PendingTask]:
            if access.actor.id is None or (right and not access.anywhere(right)):
                return
            found = list(rows(access, today))
            if folded and len(found) > limit:
                yield folded(access, found)
            else:
                yield from map(task, found)

        return pending_tasks

    return declare
