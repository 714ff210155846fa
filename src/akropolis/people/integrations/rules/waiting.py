"""Delays before a failed delivery is retried, and how long it may fail before it is given up."""

from datetime import timedelta

FIRST, LONGEST = timedelta(seconds=10), timedelta(minutes=10)
GIVEN_UP = timedelta(days=3)
"""A delivery that has failed for this long pauses its webhook, and the person responsible is notified."""


def wait_after(tries: int) -> timedelta:
    """Return the delay after that many attempts; it doubles each time, up to ten minutes."""
    return min(FIRST * (1 << min(tries - 1, 10)), LONGEST)
