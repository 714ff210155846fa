"""Password hashing: Argon2 in one lane, at lower priority than everything else on the machine.

With Django's eight lanes, two passwords being checked are sixteen threads, and the one that serves everybody else
waits for all of them. The cost for an attacker is the same.
"""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import Argon2PasswordHasher

from akropolis.base.lib.request_limit import request_limit

BEHIND = 5
"""Niceness (`nice`) of a hashing thread, so that page requests do not wait for it."""


class OneLaneHasher(Argon2PasswordHasher):
    """Django's own hasher with one lane. A password hashed with more is rehashed when the person signs in."""

    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Return the password's hash as it is stored."""
        return _behind(lambda: super(OneLaneHasher, self).encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        """Whether the password matches."""
        return _behind(lambda: super(OneLaneHasher, self).verify(password, encoded))


def _behind[T](work: Callable[[], T]) -> T:
    """Return the result of the work, run in a new low-priority thread, since a thread cannot raise its
    priority again.

    The request's slot (`lib.request_limit`) is released meanwhile.
    """
    with request_limit.released(), ThreadPoolExecutor(1, initializer=_stand_back) as pool:
        return pool.submit(work).result()


def _stand_back() -> None:
    if sys.platform == "linux":  # on other systems it would apply to the whole process
        os.nice(BEHIND)
