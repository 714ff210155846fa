"""`serve`: a real server in a process of its own."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

from akropolis.shell.cli.service import SHORT_LIFE, _Respawned
from tests.cli.conftest import COMMAND, FOREIGN, run_in

PATIENCE = 60.0
"""Seconds that the server is given to start or to end."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(address: str) -> bytes:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=20) as response:
                return bytes(response.read())
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")


def test_it_answers_stops_when_told_and_marks_a_demo(built: Path) -> None:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port), "--data-dir", str(built)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert json.loads(answer(f"http://127.0.0.1:{port}/health")) != {}
        page = answer(f"http://127.0.0.1:{port}/logga-in/").decode()
        assert "demo" in page.lower()
    finally:
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=PATIENCE)
    assert f"http://localhost:{port}/" in out
    assert ("Traceback" in err, "WARNING" in out + err) == (False, False)


def test_a_worker_that_dies_at_once_five_times_in_a_row_ends_the_server_and_no_other_does() -> None:
    started = _Respawned()
    for at in (100.0, 105.0, 110.0, 115.0):
        started[0] = at
        started.clear()  # as Granian does before it starts one anew
        assert (started.get(0, 7.0), started.get(1, 7.0)) == (7.0, 7.0)
    started[0] = 120.0
    assert (started.get(0, 7.0), started.get(1, 7.0)) == (120.0, 7.0)
    started[0] = 120.0 + SHORT_LIFE
    assert started.get(0, 7.0) == 7.0, "it lived a while"


def test_a_taken_port_is_one_sentence(built: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run_in(built, "serve", "--port", taken.getsockname()[1])
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
