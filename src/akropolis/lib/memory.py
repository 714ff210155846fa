"""The memory of long-lived processes: what goes back to the machine, and how often it is looked through."""

import ctypes
import gc
from contextlib import suppress

GIVEN_BACK, FROM = -3, 128 * 1024
"""`M_MMAP_THRESHOLD` of glibc's malloc.h, and its value in bytes before it is moved by what is freed."""
HEAPS = -8
"""`M_ARENA_MAX` of the same."""


def give_back_memory() -> None:
    """From now on what is large is given back as soon as it is freed, however large what was freed before it.

    glibc takes the size of what was freed last (to 32 MB) as the size from which it gives back: a file that was
    unpacked once stays. Does nothing where the C library knows no such thing.
    """
    _tell_malloc(GIVEN_BACK, FROM)


def share_a_heap() -> None:
    """From now on all threads take from one heap. Does nothing where the C library knows no such thing.

    glibc gives each of the first threads a heap of its own, and what is freed in one no other thread can use: the
    memory of a server grows for as long as it serves. The lock costs nothing, since one thread computes at a time.
    """
    _tell_malloc(HEAPS, 1)


def _tell_malloc(what: int, value: int) -> None:
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(what, value)


def collect_seldom() -> None:
    """What is loaded stays, and what a request or a job makes is let go of by itself: it is looked through seldom.

    To look through all of it each few requests stood all threads still for half a second in a large city.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)
