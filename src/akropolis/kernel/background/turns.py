"""Turns: what is costly is done by a few at a time, so that there are threads left for all that is not."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from akropolis.kernel.access.errors import Refused
from akropolis.lib.seats import seats


class Busy(Refused):
    """There is too much to do just now. `after` says in how many seconds to try again."""

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
    """Turns of one process: so many at once, each another person's, so many that wait, and so many of both that are
    one person's. Who came first is first, after those who go ahead. Each of `most` holds a thread for as long as it
    lasts. `kept` of the places are only for those who go ahead.
    """

    def __init__(
        self, *, at_once: int = 2, waiting: int = 1, of_one: int = 2, seconds: float = 10, kept: int = 0
    ) -> None:
        self.at_once, self.most = at_once, at_once + waiting
        self._of_one, self._seconds, self._kept = of_one, seconds, kept
        self._places: list[_Place] = []
        self._lock = threading.RLock()

    def is_full(self, *, ahead: bool = False) -> bool:
        """Whether somebody who came now, to go ahead of others or not, would be told at once that it is busy."""
        with self._lock:
            behind = sum(not each.ahead for each in self._places)
            return len(self._places) >= self.most or (not ahead and behind >= self.most - self._kept)

    @contextmanager
    def turn(self, who: Hashable, *, ahead: bool = False) -> Iterator[None]:
        """One's turn, when it comes. Raises Busy at once when one's own or all places are taken, or when none comes.

        A seat (`lib.seats`) is another's meanwhile. `ahead` goes before those who wait and do not.
        """
        with seats.left():
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
        """The first of each person's, as many as there may be at once. Who has begun is among them until she leaves."""
        firsts: dict[Hashable, _Place] = {}
        for place in self._places:
            firsts.setdefault(place.who, place)
        for place in list(firsts.values())[: self.at_once]:
            place.called.set()


turns = Turns(waiting=2)
