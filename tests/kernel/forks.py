"""Processes that act at the same time on one database, forked from one that has imported everything: starting each by
itself takes longer than what it does."""

from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from typing import Any

from django.db import connection


def at_once[Said](part: Callable[[str], Said], count: int) -> list[Said]:
    """What each of so many processes says of its part; each has a name and a connection of its own.

    Raises AssertionError when one ends badly. Not for a process whose other threads are connected to the database.
    """
    connection.close()  # or all would share it
    context = get_context("fork")
    said: SimpleQueue[Any] = context.SimpleQueue()
    processes = [context.Process(target=partial(_tell, said, part, f"Process {n}")) for n in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * count
    return [said.get() for _process in processes]


def _tell(said: "SimpleQueue[Any]", part: Callable[[str], Any], name: str) -> None:
    said.put(part(name))
    connection.close()
