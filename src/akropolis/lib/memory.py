"""Memory that a long-lived process has used once goes back to the machine."""

import ctypes
from contextlib import suppress

GIVEN_BACK, FROM = -3, 128 * 1024
"""`M_MMAP_THRESHOLD` of glibc's malloc.h, and its value in bytes before it is moved by what is freed."""


def give_back_memory() -> None:
    """From now on what is large is given back as soon as it is freed, however large what was freed before it.

    glibc takes the size of what was freed last (to 32 MB) as the size from which it gives back: a file that was
    unpacked once stays. Does nothing where the C library knows no such thing.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(GIVEN_BACK, FROM)
