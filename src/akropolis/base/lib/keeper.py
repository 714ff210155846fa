"""Keeps a command running while its parent process lives: restarts it when it dies, stops it on request.

The server starts this program beside itself to keep `akropolis worker` running. It is run by its file
path, imports nothing of ours and is small. It is a separate process, because a thread in the process
that forks the web workers would leave its locks behind in them.
"""

import os
import signal
import subprocess
import sys
import time

PARENT = "AKROPOLIS_PARENT"
"""Environment variable of the command: id of the process with which the command must end."""
LOOK = 0.5
NICE = 10
"""Niceness of the command, so that the server on the same machine goes first."""
PAUSE, PATIENCE = 5, 20


def keep_running(command: list[str], parent: int) -> None:
    """Run the command, and restart it whenever it ends, while the parent lives and no stop signal has come.

    The command is started at most once in five seconds, so that one that dies at once does not occupy
    a processor.
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
    keep_running(sys.argv[2:], int(sys.argv[1]))
