"""Run work in a process of its own while this process serves."""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from akropolis.base.lib.parents import end_with
from akropolis.shell.cli import service


@contextmanager
def running(work: Callable[[], None]) -> Iterator[None]:
    """Run the work in a forked process during the block. The forked process is stopped when the block
    ends or this process does.

    An error in the work is printed, and this process goes on.
    """
    service.let_go()
    sys.stdout.flush()
    parent, child = os.getpid(), os.fork()
    if child == 0:
        _work(work, parent)
    try:
        yield
    finally:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)


def _work(work: Callable[[], None], parent: int) -> None:
    code = 1
    try:
        end_with(parent)
        work()
        code = 0
    except Exception:  # it is the end of the process
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
