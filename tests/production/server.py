"""The web server as the operator's guide starts it, and what its processes hold open."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

from tests.cities import COMMAND
from tests.production.place import ROOT, Place

PATIENCE = 60.0
"""Seconds that a process is given to start or to end."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running server: the command's own process, and the workers that it has forked."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def workers(self) -> list[int]:
        """The ids of the processes that answer."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in children if b"keeper.py" not in command_of(child)]

    def processes(self) -> list[int]:
        """The ids of all that came of the command: itself, the workers, and the one for the background jobs."""
        running = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
        return [pid for pid in running if session(pid) == self.process.pid]

    def said(self) -> str:
        """Everything that the server has written so far."""
        return self.log.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Pair:
    """A server of two processes, where it serves, and what it asks of whoever reads its figures."""

    place: Place
    server: Server
    secret: str


def session(pid: int) -> int:
    """The session that a process belongs to; 0 when it has ended."""
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return 0


@contextmanager
def serving(
    place: Place, *, workers: int = 1, log: Path | None = None, port: int = 0, **environment: str
) -> Iterator[Server]:
    """The server, from the moment at which every worker answers until the end of the block."""
    port, log = port or free_port(), log or place.folder.parent / "server.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port), "--workers", str(workers)],
            env=place.environment(**environment),
            cwd=ROOT,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    server = Server(process, port, log)
    try:
        _await_workers(server, workers)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        finally:
            # Where a test has killed the command, what it began ends a moment later: nothing is left for the next test.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _await_workers(server: Server, count: int) -> None:
    """Wait until the server answers and as many workers stand as were asked for."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert server.process.poll() is None, server.said()
        if len(server.workers()) == count and _healthy(server.port):
            return
        time.sleep(0.1)
    raise AssertionError(f"the server did not answer:\n{server.said()}")


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=PATIENCE) as response:
            return bool(json.load(response))
    except OSError:
        return False


def shared(server: Server, database: str) -> list[tuple[int, int]]:
    """Which two of the server's processes hold one and the same connection to the database."""
    port = urlsplit(database).port
    assert port
    held = {pid: sockets(pid, port) for pid in server.processes()}
    assert any(held.values()), "no process is connected: nothing was looked at"
    return [(one, other) for one, other in combinations(held, 2) if held[one] & held[other]]


def sockets(pid: int, port: int) -> set[str]:
    """The open connections of a process to that port, by their inode in the kernel."""
    held = {_target(link) for link in Path(f"/proc/{pid}/fd").iterdir()}
    return {inode for inode in _connected_to(port) if f"socket:[{inode}]" in held}


def command_of(pid: int | str) -> bytes:
    """How a process was started; nothing when it has ended, also where it does so between open and read."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _connected_to(port: int) -> set[str]:
    """What /proc/net/tcp says: the remote address stands third, as hexadecimal, and the inode tenth."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {row[9] for row in rows if int(row[2].split(":")[1], 16) == port}
