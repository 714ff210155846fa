"""The demo is served while its reviews are being built, and says so."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.cities import environment, run_in
from tests.production.server import free_port

BUILT = "Genomgångar byggs: "
BROKEN = "blev inte färdig förra gången"


def _page(port: int, begun: subprocess.Popen[bytes]) -> str:
    """The sign-in page, as soon as there is an answer."""
    until = time.monotonic() + 300
    while time.monotonic() < until and begun.poll() is None:
        try:
            with urlopen(f"http://localhost:{port}/logga-in/", timeout=20) as answer:
                return str(answer.read().decode())
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError("the server did not answer")


def _descendants(parent: int) -> list[int]:
    """The processes below one, from the table of processes."""
    found = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in found.splitlines()]
    own = [pid for pid, above in pairs if above == parent]
    return own + [pid for child in own for pid in _descendants(child)]


@pytest.mark.long
def test_pages_are_served_before_the_reviews_are_there_and_a_broken_demo_is_built_anew(
    tmp_path: Path,
) -> None:
    port = free_port()
    command = [
        sys.executable,
        "-c",
        "from akropolis.shell.cli import main; main()",
        "demo",
        "--size",
        "small",
    ]
    begun = subprocess.Popen([*command, "--port", str(port), "--data-dir", str(tmp_path)], env=environment())
    try:
        page = _page(port, begun)
        assert re.search(BUILT + r"\d+ av 24 är klara\.", page)
        below = _descendants(begun.pid)
    finally:
        begun.send_signal(signal.SIGTERM)
        begun.wait(60)
    assert (tmp_path / "demo").read_text().startswith("building ")
    assert [pid for pid in below if Path(f"/proc/{pid}").exists()] == []

    done = run_in(tmp_path, "demo", "--size", "small", "--no-serve")
    assert done.code == 0, done.err
    assert BROKEN in done.out
    assert (tmp_path / "demo").read_text() == "small\n"
