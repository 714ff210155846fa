"""How passwords are kept: Argon2, in one lane, behind all else that the machine does.

In eight lanes, as Django has it, two passwords being checked are sixteen threads of the machine, and the one that
answers everybody else waits for all of them. The work for who tries them out is the same.
"""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import Argon2PasswordHasher

from akropolis.base.lib.request_limit import request_limit

BEHIND = 5
"""How far a thread that hashes stands back (`nice`), so that whoever asks for a page does not wait for it."""


class OneLaneHasher(Argon2PasswordHasher):
    """Django's own, but for the lanes. A password that was kept in more is kept anew when the person signs in."""

    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """The password as it is kept."""
        return _behind(lambda: super(OneLaneHasher, self).encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        """Whether it is that password."""
        return _behind(lambda: super(OneLaneHasher, self).verify(password, encoded))


def _behind[T](work: Callable[[], T]) -> T:
    """What the work gives, done by a thread of its own, which alone stands back: who has done so cannot come forth.

    The slot (`lib.request_limit`) is released meanwhile.
    """
    with request_limit.released(), ThreadPoolExecutor(1, initializer=_stand_back) as pool:
        return pool.submit(work).result()


def _stand_back() -> None:
    if sys.platform == "linux":  # elsewhere it is the whole process that stands back
        os.nice(BEHIND)
