"""Background jobs run once when they are due, also after an outage, and one that fails stops no other."""

from datetime import UTC, datetime, time, timedelta

import pytest

from akropolis.base.kernel.deadlines.jobs import Job, run_due
from akropolis.base.kernel.deadlines.models import ScheduledJob
from akropolis.base.lib.registry import Registry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _none() -> Registry[str, Job]:
    return Registry("job")


def _counting(
    jobs: Registry[str, Job], key: str = "count", every: timedelta = HOUR, at: time | None = None
) -> list[datetime]:
    runs: list[datetime] = []

    def run(now: datetime) -> str:
        runs.append(now)
        return "done"

    jobs.add(key, Job(every, run, at))
    return runs


def test_a_job_runs_at_once_and_then_at_its_pace() -> None:
    jobs = _none()
    runs = _counting(jobs)
    said = [run_due(NOW + timedelta(minutes=m), jobs) for m in (0, 0, 30, 60, 61)]
    assert said == [["count: done"], [], [], ["count: done"], []]
    assert runs == [NOW, NOW + HOUR]


def test_after_an_outage_a_job_runs_once() -> None:
    jobs = _none()
    runs = _counting(jobs)
    for moment in (NOW, NOW + timedelta(days=9), NOW + timedelta(days=9, minutes=1)):
        run_due(moment, jobs)
    assert len(runs) == 2


def test_after_the_clock_has_been_ahead_a_job_runs_again_at_its_pace() -> None:
    jobs = _none()
    runs = _counting(jobs)
    ahead, back = NOW + timedelta(days=10), NOW + timedelta(minutes=1)
    for moment in (NOW, ahead, back, back + HOUR - timedelta(seconds=1), back + HOUR):
        run_due(moment, jobs)
    assert runs == [NOW, ahead, back, back + HOUR]


def test_a_job_that_fails_stops_no_other_and_is_tried_again() -> None:
    jobs = _none()

    def fail(now: datetime) -> str:
        raise ZeroDivisionError

    jobs.add("fails", Job(HOUR, fail))
    runs = _counting(jobs)
    assert run_due(NOW, jobs) == ["count: done"]
    assert ScheduledJob.objects.get(key="fails").next_run == NOW + timedelta(minutes=15)
    assert len(runs) == 1


def test_a_job_is_added_once() -> None:
    jobs = _none()
    _counting(jobs)
    with pytest.raises(ValueError, match="twice"):
        _counting(jobs)


def test_a_quick_job_that_fails_is_not_kept_waiting_longer_than_its_own_pace() -> None:
    jobs, tries = _none(), 0

    def fail_once(now: datetime) -> str:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ZeroDivisionError
        return "mended"

    jobs.add("quick", Job(timedelta(minutes=5), fail_once))
    said = [run_due(NOW + timedelta(minutes=minute), jobs) for minute in (0, 4, 5, 6)]
    assert said == [[], [], ["quick: mended"], []]


def test_each_job_keeps_its_own_clock() -> None:
    jobs = _none()
    hourly = _counting(jobs, "hourly")
    daily = _counting(jobs, "daily", timedelta(days=1))
    for hours in range(26):
        run_due(NOW + timedelta(hours=hours), jobs)
    assert (len(hourly), daily) == (26, [NOW, NOW + timedelta(days=1)])
    kept = {job.key: (job.last_run, job.next_run) for job in ScheduledJob.objects.all()}
    last = NOW + timedelta(hours=25)
    assert kept == {"hourly": (last, last + HOUR), "daily": (daily[1], daily[1] + timedelta(days=1))}


def test_what_another_process_has_claimed_is_not_run_again() -> None:
    jobs = _none()
    runs = _counting(jobs)
    run_due(NOW, jobs)
    ScheduledJob.objects.update(next_run=NOW + 2 * HOUR)  # the other moved the clock on
    assert (run_due(NOW + HOUR, jobs), runs) == ([], [NOW])


def test_a_process_that_is_killed_in_the_middle_leaves_the_job_to_another_in_a_while() -> None:
    jobs, runs = _none(), list[datetime]()

    def run(now: datetime) -> str:
        runs.append(now)
        if len(runs) == 1:
            raise KeyboardInterrupt
        return "done"

    jobs.add("daily", Job(timedelta(days=1), run))
    with pytest.raises(KeyboardInterrupt):
        run_due(NOW, jobs)
    said = [run_due(NOW + timedelta(minutes=minute), jobs) for minute in (14, 15, 16, 31)]
    assert said == [[], ["daily: done"], [], []]
    assert ScheduledJob.objects.get().next_run == NOW + timedelta(days=1, minutes=15)


def test_a_slow_process_does_not_move_on_what_another_has_taken_over() -> None:
    jobs, later = _none(), NOW + timedelta(minutes=20)

    def run(now: datetime) -> str:
        if now == NOW:
            assert run_due(later, jobs) == ["daily: done"]
        return "done"

    jobs.add("daily", Job(timedelta(days=1), run))
    run_due(NOW, jobs)
    assert ScheduledJob.objects.get().next_run == later + timedelta(days=1)


def test_a_job_with_a_time_of_day_runs_then_and_after_an_outage_once() -> None:
    jobs = _none()
    runs = _counting(jobs, "morning", timedelta(days=1), at=time(7))
    seven = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
    back = seven + timedelta(days=9, hours=3)
    minute = timedelta(minutes=1)
    for moment in (NOW, NOW + HOUR, seven - minute, seven, seven + minute, back, back + minute):
        run_due(moment, jobs)
    assert runs == [NOW, seven, back]
    assert ScheduledJob.objects.get().next_run == seven + timedelta(days=10)
