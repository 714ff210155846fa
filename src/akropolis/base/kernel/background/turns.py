"""Limits of heavy work: few pieces at a time, so that threads are left for everything else."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.lib.request_limit import request_limit


class Busy(Refused):
    """The limit is reached. `after` is the number of seconds that the client should wait before it tries again."""

    code = "busy"
    after = 10

    def __init__(self) -> None:
        super().__init__(
            _("The server is busy with what you and others have asked for. Wait a little and try again.")
        )


@dataclass(eq=False, slots=True)
class _Place:
    who: Hashable
    ahead: bool
    called: threading.Event = field(default_factory=threading.Event)


class Turns:
    """Limits one kind of heavy work in one process.

    It limits how many pieces run at once (each for another person), how many wait, and how many a single
    person has running and waiting together. They are served in order of arrival, except that those marked
    `ahead` go before the others; `kept` of the places are reserved for those marked `ahead`. The running and
    the waiting together have `most` places, and each taken place occupies a thread.
    """

    def __init__(
        self, *, at_once: int = 2, waiting: int = 1, of_one: int = 2, seconds: float = 10, kept: int = 0
    ) -> None:
        self.at_once, self.most = at_once, at_once + waiting
        self._of_one, self._seconds, self._kept = of_one, seconds, kept
        self._places: list[_Place] = []
        self._lock = threading.RLock()

    def is_full(self, *, ahead: bool = False) -> bool:
        """Return whether a new request would be refused at once."""
        with self._lock:
            behind = sum(not each.ahead for each in self._places)
            return len(self._places) >= self.most or (not ahead and behind >= self.most - self._kept)

    @contextmanager
    def turn(self, who: Hashable, *, ahead: bool = False) -> Iterator[None]:
        """Wait for a turn, and hold it inside the `with` block.

        Raises Busy if all places or all of the person's own places are taken, or if the wait takes too long.
        The request's slot (`lib.request_limit`) is released meanwhile. A request with `ahead` goes before
        waiting requests without it.
        """
        with request_limit.released():
            place = self._take(who, ahead)
            try:
                if not place.called.wait(self._seconds):
                    raise Busy
                yield
            finally:
                with self._lock:
                    self._places.remove(place)
                    self._call()

    def _take(self, who: Hashable, ahead: bool) -> _Place:
        place = _Place(who, ahead)
        with self._lock:
            own = sum(each.who == who for each in self._places)
            if own >= self._of_one or self.is_full(ahead=ahead):
                raise Busy
            before = self.at_once + sum(each.ahead for each in self._places[self.at_once :])
            self._places.insert(before if ahead else len(self._places), place)
            self._call()
        return place

    def _call(self) -> None:
        """Give turns to the first of each person's. Work that has begun is among these until it ends."""
        firsts: dict[Hashable, _Place] = {}
        for place in self._places:
            firsts.setdefault(place.who, place)
        for place in list(firsts.values())[: self.at_once]:
            place.called.set()


turns = Turns(waiting=2)
