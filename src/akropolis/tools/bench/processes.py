"""Waiting times outside the pages: the start of a command, the start of the server, a new installation; and memory."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from akropolis.tools.bench.measure import MB, Measurement, figure, median, timed

COMMAND = (sys.executable, "-c", "from akropolis.shell.cli import main; main()")
BARE = (
    "import sys\nfrom granian import Granian\nApplication = 'akropolis.tools.bench.bare:application'\n"
    "Granian(Application, port=int(sys.argv[1]), interface='wsgi', log_enabled=False).serve()"
)
WAIT = 30.0
REQUESTS = 400
NOT_FOUND = 404
REVIEW = "/genomgangar/2026/stad/"
PAGES = (
    "/",
    "/tjanster/",
    "/incidenter/",
    "/atgarder/",
    "/omvarld/",
    "/laget/",
    REVIEW,
    f"{REVIEW}dokument.pdf",
    f"{REVIEW}dokument.docx",
)
USER, PASSWORD = "ciso", "akropolis-demo"  # the demo's


def starting() -> Iterator[Measurement]:
    """Measure a command that reads the database, from the shell to its end; the baseline is an empty Python."""
    base = median(timed(lambda: _run(sys.executable, "-c", "pass"), runs=5))
    times = timed(lambda: _run(*COMMAND, "--version"), runs=5)
    yield figure("start of a command (--version)", "", times, baseline=base, limit=1000.0)
    times = timed(lambda: _run(*COMMAND, "content", "load", "--check"), runs=5)
    yield figure("start of a command (content load --check)", "", times, baseline=base, limit=1000.0)


def serving() -> Iterator[Measurement]:
    """Yield the time to the first response, and the worker's memory. The baseline is a bare application."""
    base_times, base_memory = [], 0.0
    for _each in range(3):
        with server(_bare) as (took, process, _address):
            base_times.append(took)
            base_memory = _memory(process)
    times = []
    for _each in range(3):
        with server(_ours) as (took, _process, _address):
            times.append(took)
    yield figure("start of the server", "", times, baseline=median(base_times), limit=3000.0)
    with server(_ours) as (_took, process, address):
        _use(address)
        used = _memory(process)
    size = f"{REQUESTS} requests"
    yield figure("memory of a worker", size, [used], baseline=base_memory, limit=150.0, unit=MB)


def installing() -> Iterator[Measurement]:
    """Yield the time from nothing to the sign-in page: `init`, `serve`, the first response."""
    if os.environ.get("AKROPOLIS_DATABASE_URL", "").startswith("postgresql"):
        return
    times = timed(_first_page, runs=3, warm=0)
    base = median(timed(lambda: _run(sys.executable, "-c", "pass"), runs=3))
    yield figure("empty installation to first page", "", times, baseline=base, limit=10000.0)


def _first_page() -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = ("--data-dir", folder)
        _run(*COMMAND, "init", "--unit", "stad", "--name", "Staden", *here)
        with server(lambda port: [*COMMAND, "serve", "--port", str(port), *here]) as (
            _took,
            _process,
            address,
        ):
            urllib.request.urlopen(f"{address}/logga-in/", timeout=WAIT).read()  # noqa: S310 # our own server


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 # our own command
    assert done.returncode == 0, f"{' '.join(words[2:])}: {done.stderr}"


def _ours(port: int) -> list[str]:
    return [*COMMAND, "serve", "--port", str(port)]


def _bare(port: int) -> list[str]:
    return [sys.executable, "-c", BARE, str(port)]


@contextmanager
def server(words: Callable[[int], list[str]]) -> Iterator[tuple[float, "subprocess.Popen[bytes]", str]]:
    """Run a server at a free port until the end; yields its start time in ms, its process and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = time.perf_counter()
    process = subprocess.Popen(words(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 # our own command
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(f"{address}/health", begun + WAIT)
        yield (time.perf_counter() - begun) * 1000, process, address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(WAIT)


def _wait(address: str, until: float) -> None:
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).read()  # noqa: S310 # our own server
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            assert time.perf_counter() < until, f"{address} did not answer"
            time.sleep(0.02)


def _use(address: str) -> None:
    """Sign in and read pages as a person does."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = opener.open(f"{address}/logga-in/").read().decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found is not None, "the sign-in page has no form"
    form = {"csrfmiddlewaretoken": found[1], "username": USER, "password": PASSWORD}
    opener.open(f"{address}/logga-in/", urllib.parse.urlencode(form).encode()).read()
    for number in range(REQUESTS):
        try:
            opener.open(address + PAGES[number % len(PAGES)]).read()
        except urllib.error.HTTPError as error:
            if error.code != NOT_FOUND:
                raise


def _memory(process: "subprocess.Popen[bytes]") -> float:
    """Return the resident memory of the largest process below this one, in megabytes."""
    return max(resident(pid) for pid in below(process.pid) or [process.pid])


def below(pid: int) -> list[int]:
    """Return the ids of the child processes of this process."""
    every = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return [each for each in every if parent(each) == pid]


def parent(pid: int) -> int:
    """Return the id of the parent process; 0 when the process has ended."""
    return int(_status(pid, "PPid") or 0)


def resident(pid: int) -> float:
    """Return the resident memory of a process, in megabytes; 0 when it has ended."""
    return int(_status(pid, "VmRSS").removesuffix("kB") or 0) / 1024


def private_memory(pid: int) -> float:
    """Return the private memory of a process in megabytes, without the files that it maps, such as SQLite's."""
    return int(_status(pid, "RssAnon").removesuffix("kB") or 0) / 1024


def _status(pid: int, name: str) -> str:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(f"{name}:")), "")
