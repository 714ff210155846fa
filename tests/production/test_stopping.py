"""A server that is told to stop while its worker is still starting, and so does not hear it, ends all the same."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.production.place import ROOT, Place
from tests.production.server import PATIENCE, Server, free_port

pytestmark = pytest.mark.django_db
LAST = 2
"""Seconds, instead of the twenty that a server gives its workers."""
SOON = f"from akropolis.shell.cli import main, service; service.LAST = {LAST}; main()"


def test_a_server_that_is_told_to_stop_while_its_worker_starts_ends(place: Place, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "server.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", SOON, "serve", "--port", str(port), "--workers", "2"],
            env=place.environment(),
            cwd=ROOT,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    server = Server(process, port, log)
    try:
        end = time.monotonic() + PATIENCE
        while len(server.workers()) < 2:
            assert (time.monotonic() < end, process.poll()) == (True, None), server.said()
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        process.wait(LAST + PATIENCE)
        assert server.processes() == []
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
