"""How often a program may ask: so many times in each window of time, counted by account.

The counts are one process's, in its memory: nothing is stored, and no request waits for another process.
"""

import threading
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused

WINDOW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class RemainingRequests:
    """What is left to an account: how many requests of how many, and after how many seconds there are all again."""

    most: int
    left: int
    seconds: int


class TooMany(Refused):
    """An account has asked more often than it may. `after` says in how many seconds it may ask again."""

    code = "too_many_requests"

    def __init__(self, left: RemainingRequests) -> None:
        self.after = left.seconds
        super().__init__(
            _("You have asked more than %(most)s times in a minute. Wait %(seconds)s seconds.")
            % {"most": left.most, "seconds": left.seconds}
        )


class Pace:
    """The counts of one process. Who is counted is an account, so there are never more of them than accounts."""

    def __init__(self) -> None:
        self._counts: dict[Hashable, tuple[datetime, int]] = {}
        self._lock = threading.Lock()

    def count(self, who: Hashable, most: int, now: datetime) -> tuple[RemainingRequests, bool]:
        """One request more: what is left after it, and whether it may be done. One that may not is not counted."""
        with self._lock:
            since, before = self._counts.get(who, (now, 0))
            if not since <= now < since + WINDOW:
                since, before = now, 0
            allowed = before < most
            self._counts[who] = (since, before + allowed)
        seconds = max(1, round((since + WINDOW - now).total_seconds()))
        return RemainingRequests(most, max(0, most - before - 1), seconds), allowed
