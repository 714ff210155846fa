"""Keeps a command running for as long as its own parent lives: begins it anew when it dies, ends it when told.

The server starts this beside itself to keep `akropolis worker`. It is run by its path, by itself it imports nothing of
ours, and it is small; and it is a process of its own, since a thread in the process that web workers are forked from
would leave its locks behind in them.
"""

import os
import signal
import subprocess
import sys
import time

PARENT = "AKROPOLIS_PARENT"
"""The process that the command ends with, in the command's environment."""
LOOK = 0.5
NICE = 10
"""How far what is kept steps back for the server on the same machine."""
PAUSE, PATIENCE = 5, 20


def keep(command: list[str], parent: int) -> None:
    """Run the command, and again when it has ended, while the parent lives and nobody has said stop.

    It is begun at most once in five seconds: one that dies at once must not take a processor for itself.
    """
    told: list[int] = []
    os.nice(NICE)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda number, _frame: told.append(number))

    def over() -> bool:
        return bool(told) or os.getppid() != parent

    environment = {**os.environ, PARENT: str(os.getpid())}
    while not over():
        begun = time.monotonic()
        child = subprocess.Popen(command, env=environment)  # noqa: S603, our own command
        while child.poll() is None and not over():
            time.sleep(LOOK)
        if child.poll() is None:
            _end(child)
        while not over() and time.monotonic() < begun + PAUSE:
            time.sleep(LOOK)


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.terminate()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


if __name__ == "__main__":
    keep(sys.argv[2:], int(sys.argv[1]))
