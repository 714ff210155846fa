"""How long a delivery waits between tries, and when somebody is told that it does not get through."""

from datetime import timedelta

FIRST, LONGEST = timedelta(seconds=10), timedelta(minutes=10)
GIVEN_UP = timedelta(days=3)
"""A delivery that has failed for so long stops its webhook, and whoever answers for it is told."""


def wait_after(tries: int) -> timedelta:
    """How long after that many tries the next one goes: twice as long each time, and ten minutes at most."""
    return min(FIRST * (1 << min(tries - 1, 10)), LONGEST)
