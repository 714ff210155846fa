"""Throttling of strangers: after a number of tries each next one must wait, and the waits grow."""

from collections import OrderedDict, deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

STEP, LONGEST = timedelta(seconds=10), timedelta(minutes=5)
SAME_HOUSE = 64
"""Number of low bits in an IPv6 address that one subscriber chooses: those below the subscriber's prefix."""


def wait_after(tries: int, limit: int) -> timedelta:
    """Return how long after the last try the next one is accepted: zero below the limit."""
    if tries < limit:
        return timedelta(0)
    doubled: int = 2 ** min((tries - limit) // 5, 9)
    return min(STEP * doubled, LONGEST)


class Slowed:
    """Counts of one process, by address and in total. They are in memory only: no address is stored."""

    def __init__(self, *, of_one: int, of_all: int, within: timedelta) -> None:
        self._limit, self._whole, self._within = of_one, of_all, within
        self._by_address: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._all: deque[datetime] = deque()

    def again(self, address: str, now: datetime) -> datetime | None:
        """Return when the next try is accepted; None if it is accepted now."""
        mine = self._lately(self._by_address.get(_house(address), ()), now)
        waits = [_after(mine, self._limit), _after(self._lately(self._all, now), self._whole)]
        found = max((each for each in waits if each), default=now)
        return found if found > now else None

    def count(self, address: str, now: datetime) -> None:
        """Count a try, and forget tries older than the period."""
        house = _house(address)
        mine = self._lately(self._by_address.pop(house, ()), now)
        self._by_address[house] = deque([*mine, now])
        self._all = deque([*self._lately(self._all, now), now])
        while not self._lately(next(iter(self._by_address.values())), now):
            self._by_address.popitem(last=False)

    def _lately(self, tries: Iterable[datetime], now: datetime) -> list[datetime]:
        return [each for each in tries if each > now - self._within]


def _after(tries: list[datetime], limit: int) -> datetime | None:
    return tries[-1] + wait_after(len(tries), limit) if tries else None


def _house(address: str) -> str:
    """Return the address, or for IPv6 the prefix that one subscriber's addresses share."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(int(found) >> SAME_HOUSE) if isinstance(found, IPv6Address) else address
