"""Limit of concurrent requests in a process: the others wait before their work begins, not in the middle of it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class RequestLimit:
    """Limits how many requests run at once: a semaphore whose slot can be given back while a request waits.

    A request that gets no slot within `patience` seconds runs anyway, so that stuck requests cannot block the others
    for ever.
    """

    def __init__(self, slots: int, *, patience: float) -> None:
        self._slots = threading.BoundedSemaphore(slots)
        self._patience = patience
        self._thread = threading.local()  # noqa: TID251 # a slot belongs to the thread, not to an actor

    @property
    def held(self) -> bool:
        """Whether this thread has a slot."""
        return getattr(self._thread, "held", False)

    @contextmanager
    def slot(self) -> Iterator[bool]:
        """Hold a slot during the block. Yields whether a slot was free at once."""
        free = self._acquire(0.0)
        if not free:
            self._acquire(self._patience)
        try:
            yield free
        finally:
            self._release()

    @contextmanager
    def released(self) -> Iterator[None]:
        """Free this thread's slot during the block, while it waits for a turn, a lock or another server, and
        take one again afterwards.

        Does nothing for a thread that has no slot.
        """
        held = self.held
        self._release()
        try:
            yield
        finally:
            if held:
                self._acquire(self._patience)

    def _acquire(self, patience: float) -> bool:
        self._thread.held = self._slots.acquire(timeout=patience)
        return self.held

    def _release(self) -> None:
        if self.held:
            self._thread.held = False
            self._slots.release()


request_limit = RequestLimit(3, patience=10.0)
"""Three: one computes while the others wait for the database, since one thread of a process computes at a time."""
