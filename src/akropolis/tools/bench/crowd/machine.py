"""Load on the machine: memory of each worker, and processor time by process."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from akropolis.tools.bench.processes import below, parent, private_memory

TICK = 1 / os.sysconf("SC_CLK_TCK")
EVERY = 1.0
MINUTE = 60.0
WHOLE = 0.9
"""Share of the longest-serving worker's time that a worker must have served to be measured."""


@dataclass
class Watched:
    """Samples: each worker's own memory in MB by time, excluding mapped files, and processor time in s by process."""

    memory: dict[int, list[tuple[float, float]]] = field(default_factory=dict)
    used: dict[str, float] = field(default_factory=dict)
    killed: list[float] = field(default_factory=list)

    def growth(self) -> float:
        """Return the memory growth in MB a minute of the worker that grew most, over the second half of
        the run.

        Only workers that served the whole run count: one that replaces a killed worker is still filling
        its caches. The minute after a kill is left out, since the remaining workers then start threads
        for all waiting requests, once.
        """
        longest = max(map(len, self.memory.values()), default=0)
        whole = [seen for seen in self.memory.values() if len(seen) > WHOLE * longest]
        since = max(self.killed, default=-MINUTE) + MINUTE
        later = ([each for each in _second_half(seen) if each[0] >= since] for seen in whole)
        return max(map(_slope, later), default=0.0)

    def most(self) -> float:
        """Return the highest memory of a single worker, in MB."""
        return max((held for seen in self.memory.values() for _at, held in seen), default=0.0)


@contextmanager
def watched(pid: int) -> Iterator[Watched]:
    """Sample the server's workers each second until the end of the block; processor time at both ends."""
    found, over = Watched(), threading.Event()
    thread = threading.Thread(target=_watch, args=(pid, found, over))
    postmaster = _postmaster()
    before = _times(pid, postmaster)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()
        after = _times(pid, postmaster)
        found.used = {who: spent - before.get(who, 0.0) for who, spent in after.items()}


def _watch(pid: int, found: Watched, over: threading.Event) -> None:
    while not over.wait(EVERY):
        for worker in below(pid):
            found.memory.setdefault(worker, []).append((time.time(), private_memory(worker)))


def _times(pid: int, postmaster: int) -> dict[str, float]:
    """Return the processor times of the server's processes and PostgreSQL's, including their ended children."""
    every = {"server": pid} | ({"PostgreSQL": postmaster} if postmaster else {})
    return {
        who: sum(processor(each) for each in [top, *below(top)]) + ended(top) for who, top in every.items()
    }


def _postmaster() -> int:
    """Return the pid of PostgreSQL's postmaster, if it runs on this machine; else 0."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return parent(int(cursor.fetchone()[0]))


def processor(pid: int) -> float:
    """Return the seconds of processor time of one process; zero when the process has ended."""
    return sum(_fields(pid)[10:12]) * TICK


def ended(pid: int) -> float:
    """Return the seconds of processor time of a process's ended children."""
    return sum(_fields(pid)[12:14]) * TICK


def _fields(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1:16]]
    except OSError:
        return []


def _second_half(seen: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return seen[len(seen) // 2 :]


def _slope(seen: list[tuple[float, float]]) -> float:
    """Return the least-squares slope of the samples (time, memory), in MB a minute."""
    if len(seen) < 2:
        return 0.0
    middle = sum(at for at, _held in seen) / len(seen)
    level = sum(held for _at, held in seen) / len(seen)
    spread = sum((at - middle) ** 2 for at, _held in seen)
    return MINUTE * sum((at - middle) * (held - level) for at, held in seen) / spread if spread else 0.0
