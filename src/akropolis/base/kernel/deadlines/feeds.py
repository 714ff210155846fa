"""How a feed of pending tasks is declared: the rows that wait for a person, and the task of one of them."""

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
    """Decorate a function that gives the task of one row: it becomes a feed of the tasks of all `rows`.

    Programs have no tasks, nor have people who have the `right` in no unit. With `folded`, more than `limit` rows give
    one task for all of them.
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
