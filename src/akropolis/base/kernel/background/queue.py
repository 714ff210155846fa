"""The task queue, as a worker process uses it."""

import gc
from functools import cache

from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction


@cache
def _worker() -> Worker:
    return Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def do_next() -> bool:
    """Run the task that has waited longest, and return whether there was one.

    Polling an empty queue costs one read; the database is locked, to claim a task, only if there is one.
    """
    ready = DBTaskResult.objects.ready()
    if not ready.exists():
        return False
    with exclusive_transaction():
        found = ready.get_locked()
        if found is None:
            return False
        found.claim(_worker().worker_id)
    _worker().run_task(found)
    gc.collect()  # what it held of a large file is not there any more when the next begins
    return True
