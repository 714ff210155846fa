"""A process that ends with the one that began it, however that one ends."""

import ctypes
import os
import signal
from contextlib import suppress

PDEATHSIG = 1
"""`PR_SET_PDEATHSIG` of Linux's sys/prctl.h."""


def end_with(parent: int) -> None:
    """From now on this process is killed when `parent`, which forked it, is gone; at once if it is gone already.

    Linux does it. Elsewhere a process outlives its parent, as it does by itself.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
