"""Turns: what is costly is done by a few at a time, so that there are threads left for all that is not."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

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


class Turns:
    """Turns of one process: so many at once, each another person's, so many that wait, and so many of both that are
    one person's. Who came first is first. Each of `most` holds a thread for as long as it lasts.
    """

    def __init__(self, *, at_once: int = 2, waiting: int = 1, of_one: int = 2, seconds: float = 10) -> None:
        self.most = at_once + waiting
        self._at_once, self._of_one, self._seconds = at_once, of_one, seconds
        self._places: list[_Place] = []
        self._left = threading.Condition()

    @property
    def full(self) -> bool:
        """Whether somebody who came now would be told at once that it is busy."""
        return len(self._places) >= self.most

    @contextmanager
    def turn(self, who: Hashable) -> Iterator[None]:
        """One's turn, when it comes. Raises Busy at once when one's own or all places are taken, or when none comes.

        A seat (`lib.seats`) is another's meanwhile.
        """
        with seats.left():
            yield from self._turn(who)

    def _turn(self, who: Hashable) -> Iterator[None]:
        place = self._take(who)
        try:
            with self._left:
                if not self._left.wait_for(lambda: place in self._begun(), self._seconds):
                    raise Busy
            yield
        finally:
            with self._left:
                self._places.remove(place)
                self._left.notify_all()

    def _take(self, who: Hashable) -> _Place:
        place = _Place(who)
        with self._left:
            own = sum(each.who == who for each in self._places)
            if own >= self._of_one or self.full:
                raise Busy
            self._places.append(place)
        return place

    def _begun(self) -> list[_Place]:
        """The first of each person's, as many as there may be at once. Who has begun is among them until she leaves."""
        firsts: dict[Hashable, _Place] = {}
        for place in self._places:
            firsts.setdefault(place.who, place)
        return list(firsts.values())[: self._at_once]


turns = Turns(waiting=2)
