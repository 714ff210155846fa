"""Rate limit for programs: requests per account in each window of time.

The counts live in the memory of one process: nothing is stored, and no request waits for another process.
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
    """Remaining requests of an account: how many of how many, and the seconds until all are available again."""

    most: int
    left: int
    seconds: int


class TooMany(Refused):
    """An account has exceeded its rate limit. `after` says in how many seconds it may ask again."""

    code = "too_many_requests"

    def __init__(self, left: RemainingRequests) -> None:
        self.after = left.seconds
        super().__init__(
            _("You have asked more than %(most)s times in a minute. Wait %(seconds)s seconds.")
            % {"most": left.most, "seconds": left.seconds}
        )


class Pace:
    """Request counts of one process. They are per account, so there are never more of them than accounts."""

    def __init__(self) -> None:
        self._counts: dict[Hashable, tuple[datetime, int]] = {}
        self._lock = threading.Lock()

    def count(self, who: Hashable, most: int, now: datetime) -> tuple[RemainingRequests, bool]:
        """Count a request: return what is left after it, and whether it is allowed. A refused one is not counted."""
        with self._lock:
            since, before = self._counts.get(who, (now, 0))
            if not since <= now < since + WINDOW:
                since, before = now, 0
            allowed = before < most
            self._counts[who] = (since, before + allowed)
        seconds = max(1, round((since + WINDOW - now).total_seconds()))
        return RemainingRequests(most, max(0, most - before - 1), seconds), allowed
