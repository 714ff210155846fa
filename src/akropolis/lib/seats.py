"""Seats: a process works at few requests at once. The others wait at the door, not in the middle of their work."""

import heapq
import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

LATER = 100
"""Who asks for something long is let in as if she had come so many times its length later: short questions go before
long ones, and no long one waits for all the short ones that come after it."""


@dataclass(order=True, slots=True)
class _Waiting:
    """Somebody at the door, in the order in which they are let in. `most` is how many there may be inside."""

    rank: float
    nth: int
    most: float = field(compare=False)
    seated: bool = field(default=False, compare=False)
    called: threading.Event = field(default_factory=threading.Event, compare=False)

    @property
    def enters(self) -> int:
        """One who comes from outside; none who only comes back to a seat."""
        return int(self.most < math.inf)


class Seats:
    """So many at once. Who finds no seat within `patience` seconds goes on without one: none waits for ever because
    those who sit do.
    """

    def __init__(self, at_once: int, *, patience: float) -> None:
        self._free = at_once
        self._patience = patience
        self._door = threading.Lock()
        self._inside = 0
        """Those who have a seat, do without, or have left it for a while."""
        self._waiting: list[_Waiting] = []
        self._numbers = count()
        self._mine = threading.local()  # noqa: TID251 # it is the thread that sits, whomever it works for

    @property
    def taken(self) -> bool:
        """Whether this thread has a seat."""
        return getattr(self._mine, "taken", False)

    @contextmanager
    def seat(self, length: float = 0.0, *, most: int = 1000) -> Iterator[bool]:
        """A seat for as long as the work lasts, when there is one. Tells whether one was free at once.

        `length` is how many seconds of the processor the work is thought to take. While `most` are inside, with a seat
        or without, nobody is let in.
        """
        free = self._wait(time.monotonic() + LATER * length, most)
        try:
            yield free
        finally:
            self._leave(goes=1)

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
                self._wait(0.0, math.inf)

    def _wait(self, rank: float, most: float) -> bool:
        me = _Waiting(rank, next(self._numbers), most)
        with self._door:
            heapq.heappush(self._waiting, me)
            self._call()
        free = me.seated
        while not me.called.wait(self._patience):
            self._give_up(me)
        self._mine.taken = me.seated
        return free

    def _call(self) -> None:
        """Let the first in for whom there is a seat."""
        while self._free and self._waiting and self._inside < self._waiting[0].most:
            first = heapq.heappop(self._waiting)
            self._free -= 1
            self._inside += first.enters
            first.seated = True
            first.called.set()

    def _give_up(self, me: _Waiting) -> None:
        """Go on without a seat, if there is room and none has come meanwhile."""
        with self._door:
            if not me.seated and self._inside < me.most:
                self._waiting.remove(me)
                heapq.heapify(self._waiting)
                self._inside += me.enters
                me.called.set()

    def _leave(self, *, goes: int = 0) -> None:
        with self._door:
            self._free += self.taken
            self._mine.taken = False
            self._inside -= goes
            self._call()


seats = Seats(3, patience=10.0)
"""One computes while the others wait for the database: of a process's threads only one computes at a time."""
