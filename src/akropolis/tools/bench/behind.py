"""Import of a graph file of 100,000 dependencies by the background process: its memory and processor time."""

import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet
from akropolis.base.kernel.exchange.writing import TYPES, workbook
from akropolis.graph.assets.models import Dependency, NodeKind
from akropolis.tools.bench import graphs
from akropolis.tools.bench.crowd.machine import processor
from akropolis.tools.bench.measure import MB, Measurement, figure
from akropolis.tools.bench.processes import COMMAND, private_memory
from akropolis.tools.bench.visiting import client_of

EDGES = 100_000
SENDER, UNIT = "ciso", "utb"
MEMORY, PROCESSOR = 400.0, 30_000.0
"""Limits of the process: memory in MB, and processor time for each of the two steps in ms."""
SAVED = 302
PATIENCE = 600.0


def measured() -> Iterator[Measurement]:
    """Measure the preview of the file, then saving it; the baselines are the time of a tenth and the idle memory."""
    client = client_of(SENDER)
    with _worker() as pid:
        idle = _idle(pid)
        tenth = list(_steps(client, pid, _file("Tiondel", EDGES // 10)))
        whole = list(_steps(client, pid, _file("Hel", EDGES)))
    size = f"{EDGES} dependencies, {-(-EDGES // 3)} nodes"
    for name, (base, _small), (took, most) in zip(("previewed", "saved"), tenth, whole, strict=True):
        yield figure(f"graph file, {name}", size, [took], baseline=base, limit=PROCESSOR)
        yield figure(f"memory, graph file {name}", size, [most], baseline=idle, limit=MEMORY, unit=MB)


def _file(word: str, edges: int) -> bytes:
    """Return an Excel file of new nodes shaped like a city's graph, and the dependencies between them."""
    shape = graphs.city(-(-edges // 3))
    kinds = {kind: str(NodeKind(kind).label) for kind in set(shape.kinds)}
    names = [f"{word} nod {place:06d}" for place in range(len(shape.kinds))]
    nodes = ([kinds[kind], name, UNIT] for kind, name in zip(shape.kinds, names, strict=True))
    ties = ([names[tail], "uses", names[head]] for tail, head, _passes in shape.edges[:edges])
    sheets = {"nodes": (("kind", "name", "owner_unit"), nodes), "edges": (("source", "kind", "target"), ties)}
    found = (
        OutSheet(title, [OutColumn(word) for word in head], rows) for title, (head, rows) in sheets.items()
    )
    return workbook(found, title="Benchmark")


def _steps(client: Client, pid: int, data: bytes) -> Iterator[tuple[float, float]]:
    """Yield, for the preview and then for saving, the processor time in ms and the peak memory in MB."""
    stored = Dependency.everything.count()
    page, *found = _measured(client, pid, {"file": SimpleUploadedFile("graf.xlsx", data, TYPES["xlsx"])})
    yield found[0], found[1]
    token = re.search(r'name="token" value="(\w+)"', page)
    assert token is not None, "the file was refused"
    _page, *found = _measured(client, pid, {"token": token[1]})
    yield found[0], found[1]
    assert Dependency.everything.count() > stored


def _measured(client: Client, pid: int, given: dict[str, object]) -> tuple[str, float, float]:
    before = processor(pid)
    with _watched(pid) as seen:
        page = _answered(client, given)
    return page, 1000 * (processor(pid) - before), max(seen)


@contextmanager
def _watched(pid: int) -> Iterator[list[float]]:
    """Sample the private memory of the process in MB, twenty times a second until the end of the block."""
    seen, over = [private_memory(pid)], threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            seen.append(private_memory(pid))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def _answered(client: Client, given: dict[str, object]) -> str:
    """Submit the form, wait until the background process is done, and return the resulting page."""
    sent = client.post(reverse("graph-files"), given)
    assert sent.status_code == SAVED, f"answered {sent.status_code}"
    until = time.monotonic() + PATIENCE
    while 'id="progress"' in (page := client.get(sent["Location"])).text:
        assert time.monotonic() < until, "nobody did the work"
        time.sleep(0.5)
    return page.text


def _idle(pid: int) -> float:
    """Return the memory of the process in MB, once it has done all due work and is idle."""
    before = -1.0
    while before != (before := processor(pid)) or not before:
        time.sleep(2)
    return private_memory(pid)


@contextmanager
def _worker() -> Iterator[int]:
    process = subprocess.Popen([*COMMAND, "worker"], stdout=subprocess.DEVNULL)  # noqa: S603 # our own command
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
