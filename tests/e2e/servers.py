"""Servers of one data folder, each forked from a process that has already loaded the code for it.

Loading the code and all templates takes seconds, and each module of journeys starts a server of its own. The process
loads them once for the folder. It holds no connection when it forks, as `akropolis serve` holds none when it forks
its workers. What a server does as it starts is tried by `tests/production`.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

LOADED = ("akropolis.shell.cli.service", "akropolis.shell.cli.serving")
POLITE = 2.0
"""Seconds until a server that was told to end is killed: Granian waits twenty for a worker with an open connection."""
ROOT = Path(__file__).resolve().parents[2]


class Servers:
    """The process. It has one server at a time, and ends with what started it."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from tests.e2e.servers import answer; answer()", str(folder)],
            cwd=ROOT,
            env={**environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, port: int, log: Path) -> None:
        """Start a server on that port, which writes to the log."""
        self._ask({"port": port, "log": str(log)})

    def stop(self) -> None:
        """Stop the server, and wait for its end."""
        self._ask({})

    def end(self) -> None:
        """End the process, and the server that it may have."""
        self.process.communicate()

    def _ask(self, asked: Mapping[str, object]) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "done\n"


def answer() -> None:
    """Start or stop a server for each line of input: what the process does. Its end is the server's too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder, server = Path(sys.argv[1]), 0
    try:
        for line in sys.stdin:
            if asked := json.loads(line):
                if "akropolis" not in sys.modules:
                    _load(folder)
                server = _fork(folder, asked)
            else:
                _stop(server)
                server = 0
            sys.stdout.write("done\n")
            sys.stdout.flush()
    finally:
        if server:
            _stop(server)


def _load(folder: Path) -> None:
    running: Any = importlib.import_module("akropolis.shell.cli.running")
    running.set_up(folder)
    for name in LOADED:
        importlib.import_module(name)
    # What the command does before its work it still does: it only finds everything loaded.
    running.apps = SimpleNamespace(ready=False)
    importlib.import_module("django.db").connections.close_all()


def _fork(folder: Path, asked: Mapping[str, Any]) -> int:
    child = os.fork()
    if child:
        return child
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for number, name in ((0, os.devnull), (1, asked["log"]), (2, asked["log"])):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), number)
    code = 1
    try:
        words = ["serve", "--port", str(asked["port"]), "--data-dir", str(folder)]
        importlib.import_module("akropolis.shell.cli").main(words)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # as the interpreter does at the end of a program
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _stop(server: int) -> None:
    """End the server and all its processes. Its data is thrown away: nothing is lost if it has to be killed."""
    os.killpg(server, signal.SIGTERM)
    end = time.monotonic() + POLITE
    while time.monotonic() < end:
        if os.waitpid(server, os.WNOHANG)[0]:
            break
        time.sleep(0.05)
    else:
        os.killpg(server, signal.SIGKILL)
        os.waitpid(server, 0)
