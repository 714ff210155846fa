"""How fast strangers may try something: after so many tries one more counts after each wait, and the waits grow."""

from collections import OrderedDict, deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

STEP, LONGEST = timedelta(seconds=10), timedelta(minutes=5)
SAME_HOUSE = 64
"""Bits of an IPv6 address that one subscriber has all the addresses of."""


def wait_after(tries: int, limit: int) -> timedelta:
    """How long after the last try the next one counts; nothing below the limit."""
    if tries < limit:
        return timedelta(0)
    doubled: int = 2 ** min((tries - limit) // 5, 9)
    return min(STEP * doubled, LONGEST)


class Slowed:
    """Counts of one process, by address and in all. They are kept in memory alone: nobody's address is stored."""

    def __init__(self, *, of_one: int, of_all: int, within: timedelta) -> None:
        self._limit, self._whole, self._within = of_one, of_all, within
        self._by_address: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._all: deque[datetime] = deque()

    def again(self, address: str, now: datetime) -> datetime | None:
        """When the next try counts; None when it counts now."""
        mine = self._lately(self._by_address.get(_house(address), ()), now)
        waits = [_after(mine, self._limit), _after(self._lately(self._all, now), self._whole)]
        found = max((each for each in waits if each), default=now)
        return found if found > now else None

    def count(self, address: str, now: datetime) -> None:
        """One more. What is older than counts is forgotten."""
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
    """The address, or of the many that one IPv6 subscriber has the part that they share."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(int(found) >> SAME_HOUSE) if isinstance(found, IPv6Address) else address
