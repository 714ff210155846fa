"""Makes a process end when its parent ends, in whatever way."""

import ctypes
import os
import signal
from contextlib import suppress

PDEATHSIG = 1
"""`PR_SET_PDEATHSIG` of Linux's sys/prctl.h."""


def end_with(parent: int) -> None:
    """Kill this process when `parent`, which forked it, is gone; at once if it is gone already.

    Only Linux supports it. Elsewhere a process outlives its parent.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
