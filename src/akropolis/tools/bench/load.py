"""The server started as in the operator's guide, under users who read lists, and under the mix of
requests of a whole city.

The baseline of lists is the cheapest response, `/health`, by the same clients in the same run. Other
load on the machine slows down both; it hardly changes the processor time of a request.
"""

import http.client
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import cycle, islice
from urllib.parse import urlsplit

from django.urls import reverse

from akropolis.base.kernel.registers.declaration import registry
from akropolis.tools.bench.crowd import machine, run
from akropolis.tools.bench.crowd.run import Crowd
from akropolis.tools.bench.measure import RATE, Measurement, figure, median
from akropolis.tools.bench.processes import COMMAND, below, server
from akropolis.tools.bench.visiting import client_of

WORKERS, CLIENTS = 2, 8
SECONDS = 8.0
WARM = 1.0
READERS = ("ciso", "samordnare.slk", "samordnare.utb", "revisor")


@dataclass(frozen=True, slots=True)
class Run:
    """Results of clients: the time of each request, requests per second, and processor time per request, in ms."""

    times: list[float]
    rate: float
    processor: float


def measured(crowd: Crowd) -> Iterator[Measurement]:
    """Measure lists, and the mix of the whole crowd if locust is installed: `pip install akropolis[bench]`."""
    yield from _lists()
    if find_spec("locust"):
        yield from run.measured(crowd)


def _lists() -> Iterator[Measurement]:
    """Measure lists by one client and by eight, with rate and processor time; the baseline is `/health`."""
    lists = [reverse(f"{register.key}-list") for register in registry.all()]
    api = [f"/api/v1/{register.key}" for register in registry.all()]
    cookies = [_cookie(reader) for reader in READERS]
    with server(_two) as (_took, process, address):
        for each in (lists, api, ["/health"]):
            _run(process.pid, address, cookies, each, CLIENTS, WARM)
        alone = _run(process.pid, address, cookies, lists, 1, SECONDS)
        beside = _run(process.pid, address, cookies, ["/health"], CLIENTS, SECONDS)
        many = _run(process.pid, address, cookies, lists, CLIENTS, SECONDS)
        given = _run(process.pid, address, cookies, api, CLIENTS, SECONDS)
    size, base = f"{WORKERS} workers, {CLIENTS} clients", median(alone.times)
    yield figure("a list, one client", f"{WORKERS} workers", alone.times)
    yield figure("a list, eight clients", size, many.times, baseline=base, limit_p95=4 * base)
    yield figure("requests per second, lists", size, [many.rate], baseline=beside.rate, unit=RATE)
    yield figure("processor time of a list", size, [many.processor], baseline=beside.processor)
    yield figure("requests per second, API lists of 50", size, [given.rate], baseline=beside.rate, unit=RATE)
    yield figure("processor time of an API list", size, [given.processor], baseline=beside.processor)


def _two(port: int) -> list[str]:
    return [*COMMAND, "serve", "--port", str(port), "--workers", str(WORKERS)]


def _cookie(reader: str) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client_of(reader).cookies.items())


def _run(pid: int, address: str, cookies: list[str], paths: list[str], clients: int, seconds: float) -> Run:
    """Run this many clients concurrently, each over one persistent connection, each through all the paths in turn."""
    begun, used = time.perf_counter(), _processor(pid)
    with ThreadPoolExecutor(clients) as pool:
        asked = [
            pool.submit(_client, address, cookies[n % len(cookies)], paths, n, begun + seconds)
            for n in range(clients)
        ]
        times = [took for each in asked for took in each.result()]
    took = time.perf_counter() - begun
    return Run(times, len(times) / took, (_processor(pid) - used) / len(times))


def _client(address: str, cookie: str, paths: list[str], first: int, until: float) -> list[float]:
    times, host = [], urlsplit(address)
    connection = http.client.HTTPConnection(str(host.hostname), host.port, timeout=60)
    for path in islice(cycle(paths), first, None):
        begun = time.perf_counter()
        if begun >= until:
            break
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == http.client.OK, f"{path} answered {answer.status}"
        assert body, f"{path} answered nothing"
        times.append((time.perf_counter() - begun) * 1000)
    connection.close()
    return times


def _processor(pid: int) -> float:
    """Return the processor time used by the workers of this server process, in milliseconds."""
    return 1000 * sum(machine.processor(worker) for worker in below(pid))
