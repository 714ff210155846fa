"""Seats: a process works at few requests at once. The others wait at the door, not in the middle of their work."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Seats:
    """So many at once. Who finds no seat within `patience` seconds goes on without one: none waits for ever because
    those who sit do.
    """

    def __init__(self, at_once: int, *, patience: float) -> None:
        self._free = threading.Semaphore(at_once)
        self._patience = patience
        self._mine = threading.local()  # noqa: TID251 # it is the thread that sits, whomever it works for

    @property
    def taken(self) -> bool:
        """Whether this thread has a seat."""
        return getattr(self._mine, "taken", False)

    @contextmanager
    def seat(self) -> Iterator[bool]:
        """A seat for as long as the work lasts, when there is one. Tells whether one was free at once."""
        free = self._take()
        try:
            yield free
        finally:
            self._leave()

    @contextmanager
    def left(self) -> Iterator[None]:
        """The seat is another's meanwhile: for what waits for a turn, a lock or another server.

        Changes nothing for who has none.
        """
        had = self.taken
        self._leave()
        try:
            yield
        finally:
            if had:
                self._take()

    def _take(self) -> bool:
        free = self._free.acquire(blocking=False)
        self._mine.taken = free or self._free.acquire(timeout=self._patience)
        return free

    def _leave(self) -> None:
        if self.taken:
            self._mine.taken = False
            self._free.release()


seats = Seats(3, patience=10.0)
"""One computes while the others wait for the database: of a process's threads only one computes at a time."""
