"""Turns: what is costly is done by a few at a time, so that there are threads left for all that is not."""

import threading
from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from akropolis.kernel.access.errors import Refused


class Busy(Refused):
    """There is too much to do just now. `after` says in how many seconds to try again."""

    code = "busy"
    after = 10

    def __init__(self) -> None:
        super().__init__(
            _("The server is busy with what you and others have asked for. Wait a little and try again.")
        )


class Turns:
    """Turns of one process: so many at once, so many that wait for them, and so many of both that are one person's.

    Each of `most` holds a thread for as long as it lasts.
    """

    def __init__(self, *, at_once: int = 2, waiting: int = 1, of_one: int = 2, seconds: float = 10) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._lock = threading.Lock()
        self._taken: Counter[Hashable] = Counter()
        self.most, self._of_one, self._seconds = at_once + waiting, of_one, seconds

    @contextmanager
    def turn(self, who: Hashable) -> Iterator[None]:
        """One's turn, when it comes. Raises Busy at once when one's own or all places are taken, or when none comes."""
        with self._lock:
            if self._taken[who] >= self._of_one or self._taken.total() >= self.most:
                raise Busy
            self._taken[who] += 1
        try:
            if not self._free.acquire(timeout=self._seconds):
                raise Busy
            try:
                yield
            finally:
                self._free.release()
        finally:
            with self._lock:
                self._taken[who] -= 1
                self._taken += Counter()


turns = Turns()
