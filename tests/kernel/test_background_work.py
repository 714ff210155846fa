"""Work that waits for a process: where it is, whose it is, what is told of it, and when it is forgotten."""

import fcntl
import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.access.gate import Access, Actor
from akropolis.base.kernel.access.grants import access_for_username
from akropolis.base.kernel.background import waiting as told
from akropolis.base.kernel.background import work
from akropolis.base.kernel.background.queue import _worker, do_next
from akropolis.base.kernel.background.work import (
    ANSWER,
    KEPT,
    OPENED,
    REQUEST,
    STARTED,
    BackgroundWork,
    WorkState,
    begin,
    find,
)
from tests.world import TODAY, World

HER, ANOTHER = uuid4(), uuid4()
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def asked(person: UUID = HER) -> BackgroundWork:
    """A piece of work that waits."""
    made = begin(person)
    made.write(REQUEST, {"path": "/x/"})
    return made


def aged(made: BackgroundWork, by: timedelta, now: datetime) -> None:
    moment = (now - by).timestamp()
    os.utime(made.folder, (moment, moment))


def test_it_lies_in_a_folder_of_its_owners_that_nobody_else_reads(own_folder: Path) -> None:
    made = asked()
    assert made.folder == own_folder / "work" / str(HER) / str(made.id)
    assert made.folder.stat().st_mode & 0o777 == 0o700
    assert (made.read(REQUEST), made.read("progress.json")) == ({"path": "/x/"}, {})
    assert json.loads((made.folder / REQUEST).read_bytes()) == {"path": "/x/"}


def test_it_waits_is_done_is_broken_off_or_over() -> None:
    made = asked()
    found = [made.state]
    with made.begun():
        found.append(made.state)
        with pytest.raises(BlockingIOError), made.begun():
            pass
    found.append(made.state)
    made.write_bytes(ANSWER, b"{}")
    assert [*found, made.state] == [WorkState.UNATTENDED, WorkState.RUNNING, WorkState.BROKEN, WorkState.DONE]
    gone = BackgroundWork(HER, uuid4())
    assert (gone.state, work._is_locked(gone.folder / STARTED, fcntl.LOCK_SH)) == (
        WorkState.UNATTENDED,
        False,
    )


def test_it_is_known_whether_any_process_does_what_waits(own_folder: Path) -> None:
    found = [work.is_attended()]
    with work.attending():
        with work.attending():
            found.append(work.is_attended())
        found.append(work.is_attended())
        assert asked().state is WorkState.WAITING
    assert [*found, work.is_attended()] == [False, True, True, False]
    assert [path.stat().st_mode & 0o777 for path in own_folder.iterdir()] == [0o700]


def test_what_is_said_of_it_can_be_taken_back() -> None:
    made = asked()
    said = [made.marked(OPENED)]
    made.mark(OPENED)
    said.append(made.marked(OPENED))
    for _turn in range(2):
        made.unmark(OPENED)
    assert [*said, made.marked(OPENED)] == [False, True, False]


def test_only_her_own_is_found_and_only_once_it_has_been_asked_for() -> None:
    made = asked()
    assert find(HER, made.id) == made
    for person, pk in ((ANOTHER, made.id), (HER, uuid4()), (HER, begin(HER).id)):
        with pytest.raises(Hidden):
            find(person, pk)
    made.forget()
    made.forget()
    with pytest.raises(Hidden):
        find(HER, made.id)


def test_hers_are_all_that_she_has_asked_for_the_oldest_first() -> None:
    first, second = asked(), asked()
    begin(HER), asked(ANOTHER)
    later = (first.folder / REQUEST).stat().st_mtime + 5
    os.utime(first.folder / REQUEST, (later, later))
    assert work.works_of(HER) == [second, first]
    assert work.works_of(uuid4()) == []


def test_what_nobody_fetches_is_forgotten_after_a_day_but_not_while_it_is_done() -> None:
    now = timezone.now()
    old, new, running, over = asked(), asked(), asked(), asked(ANOTHER)
    over.write_bytes(ANSWER, b"{}")
    with running.begun():
        for made, age in ((old, KEPT + SECOND), (new, KEPT - SECOND), (running, 2 * KEPT), (over, 2 * KEPT)):
            aged(made, age, now)
        assert work.forget_old(now) == 2
        assert [each.folder.exists() for each in (old, new, running, over)] == [False, True, True, False]
    assert (work.forget_old(now), running.folder.exists(), KEPT) == (1, False, timedelta(days=1))


def test_each_that_she_has_not_looked_at_is_told_to_her_alone() -> None:
    first, second, seen = asked(), asked(), asked()
    second.mark(STARTED)
    seen.mark(OPENED)
    for place, made in enumerate((first, second, seen)):
        os.utime(made.folder / REQUEST, (place, place))
    access = Access(Actor(HER, "Nadja"))
    found = [
        (task.key, task.url, (task.title, task.why)) for task in told.list_background_tasks(access, TODAY)
    ]
    assert found == [
        (f"work:{made.id}", f"/arbeten/{made.id}/", told.describe_state(state))
        for made, state in ((first, WorkState.UNATTENDED), (second, WorkState.BROKEN))
    ]
    assert list(told.list_background_tasks(Access(Actor(ANOTHER, "Per")), TODAY)) == []
    assert list(told.list_background_tasks(Access(Actor(None, "system")), TODAY)) == []
    assert len({told.describe_state(state) for state in WorkState}) == 5


@pytest.mark.django_db
def test_what_is_over_leaves_the_queue_after_a_week(db: Any) -> None:
    now = timezone.now()

    def queued(status: str, finished: timedelta | None) -> DBTaskResult[Any, Any]:
        usual = {"args_kwargs": {"args": [], "kwargs": {}}, "task_path": "x", "backend_name": "default"}
        at = None if finished is None else now - finished
        made: DBTaskResult[Any, Any] = DBTaskResult.objects.create(status=status, finished_at=at, **usual)
        return made

    kept = [queued("SUCCESSFUL", told.REMEMBERED), queued("READY", None), queued("FAILED", SECOND)]
    queued("SUCCESSFUL", told.REMEMBERED + SECOND)
    queued("FAILED", 2 * told.REMEMBERED)
    aged(asked(), 2 * KEPT, now)
    assert told.sweep(now) == "1 forgotten"
    assert {row.pk for row in DBTaskResult.objects.all()} == {row.pk for row in kept}


@pytest.mark.django_db
def test_where_nothing_waits_nothing_is_done_by_the_one_worker_of_the_process(db: Any) -> None:
    assert do_next() is False
    worker = _worker()
    given = (
        "queue_names",
        "interval",
        "batch",
        "backend_name",
        "startup_delay",
        "max_tasks",
        "excluded_queue_names",
    )
    assert {name: getattr(worker, name) for name in given} == {
        "queue_names": ["default"], "interval": 0, "batch": True, "backend_name": "default", "startup_delay": False,
        "max_tasks": None, "excluded_queue_names": [],
    }  # fmt: skip
    assert (_worker() is worker, len(worker.worker_id)) == (True, 32)


@pytest.mark.django_db
def test_a_name_that_nobody_has_is_refused_by_a_sentence(world: World) -> None:
    assert access_for_username("owner").actor.id == world.people["owner"].pk
    with pytest.raises(Refused, match="nobody") as refusal:
        access_for_username("nobody")
    assert refusal.value.code == "unknown_user"
