"""Tasks are grouped by how near they are; the week ends on Sunday."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.deadlines.tasks import Build, PendingTask, end_of_week, group, tasks_for
from akropolis.base.lib.registry import Registry

WEDNESDAY = date(2026, 11, 25)


def _task(key: str, due: date | None) -> PendingTask:
    return PendingTask(key=key, title=key, url="/", why="", due=due)


@pytest.mark.parametrize("day", [date(2026, 11, 23), WEDNESDAY, date(2026, 11, 29)])
def test_the_week_ends_on_its_sunday(day: date) -> None:
    assert end_of_week(day) == date(2026, 11, 29)


def test_tasks_are_grouped_and_the_nearest_come_first() -> None:
    days = {"b": -1, "a": -20, "today": 0, "sunday": 4, "monday": 5, "far": 300}
    tasks = [_task("none", None), *(_task(key, WEDNESDAY + timedelta(days=n)) for key, n in days.items())]
    found = group(tasks, WEDNESDAY)
    names = [[task.key for task in part] for part in (found.late, found.this_week, found.later)]
    assert names == [["a", "b"], ["today", "sunday"], ["monday", "far", "none"]]
    assert (found.count, found.late[0].late_days(WEDNESDAY), found.later[0].late_days(WEDNESDAY)) == (
        7,
        20,
        0,
    )


def test_a_source_is_added_once_and_all_are_asked() -> None:
    sources: Registry[str, Build] = Registry("source of tasks")
    sources.add("one", lambda access, today: [_task("a", today)])
    sources.add("two", lambda access, today: [_task("b", None)])
    with pytest.raises(ValueError, match="twice"):
        sources.add("one", lambda access, today: [])
    assert [task.key for task in tasks_for(system("Test"), WEDNESDAY, sources)] == ["a", "b"]


@pytest.mark.parametrize(("due", "days"), [(None, 0), (1, 0), (0, 0), (-1, 1), (-400, 400)])
def test_a_task_is_late_from_the_day_after_its_last(due: int | None, days: int) -> None:
    task = _task("a", None if due is None else WEDNESDAY + timedelta(days=due))
    assert task.late_days(WEDNESDAY) == days


def test_on_a_sunday_the_week_ends_the_same_day() -> None:
    sunday = date(2026, 11, 29)
    tasks = [_task("today", sunday), _task("tomorrow", sunday + timedelta(days=1))]
    found = group(tasks, sunday)
    assert ([task.key for task in found.this_week], [task.key for task in found.later]) == (
        ["today"],
        ["tomorrow"],
    )
    assert group([], sunday).count == 0


def test_what_is_counted_in_hours_stands_above_what_is_days_late() -> None:
    now = timezone.now()
    today = timezone.localdate(now)

    def timed(key: str, hours: float) -> PendingTask:
        at = now + timedelta(hours=hours)
        return PendingTask(key=key, title=key, url="/", why="", due=timezone.localdate(at), at=at)

    late = PendingTask(key="late", title="late", url="/", why="", due=today - timedelta(days=99))
    tasks = [late, timed("month", 29 * 24), timed("day", 24), timed("out", -200), timed("three", 71.9)]
    found = group(tasks, today)
    assert [task.key for task in found.hours] == ["out", "day", "three"]
    assert [task.key for task in found.all] == ["out", "day", "three", "late", "month"]
    assert (found.count, [task.key for task in found.late]) == (5, ["late"])
