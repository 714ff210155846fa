"""How many events monitors can report through the server in a minute at a given rate, and whether one is
lost.

An event refused for now (429) is sent again by the monitor, as the API says; every accepted event must
exist afterwards.
"""

import http.client
import json
import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Token, User
from akropolis.base.kernel.access.models.tokens import TokenScope, digest
from akropolis.base.kernel.records.writer import writing
from akropolis.events.incidents.models import ExternalEvent
from akropolis.tools.bench.measure import RATE, Measurement, figure
from akropolis.tools.bench.processes import COMMAND, server

WANTED, SECONDS, CLIENTS, WORKERS = 50, 60, 8, 2
PLACE, WHO, UNIT = "/api/v1/events", "ciso", "stad"


def measured() -> Iterator[Measurement]:
    """Yield the number of accepted events a second, the time of each including retries, and the number lost."""
    secret, before = _token(), ExternalEvent.everything.count()
    with server(_two) as (_took, _process, address), ThreadPoolExecutor(CLIENTS) as pool:
        begun = time.perf_counter()
        sent = [pool.submit(_client, address, secret, begun, first) for first in range(CLIENTS)]
        found = [each.result() for each in sent]
        took = time.perf_counter() - begun
    times = [ms for each in found for ms in each[0]]
    size = f"{WANTED}/s for {SECONDS} s, {WORKERS} workers"
    lost = len(times) - (ExternalEvent.everything.count() - before)
    yield figure("events told, with their tries", size, times)
    yield figure("events accepted a second", size, [len(times) / took], baseline=WANTED, unit=RATE)
    yield figure("events accepted and lost", size, [lost], limit=0, unit="")
    yield figure("answers that said to wait", size, [sum(each[1] for each in found)], unit="")


def _two(port: int) -> list[str]:
    return [*COMMAND, "serve", "--port", str(port), "--workers", str(WORKERS)]


def _token() -> str:
    secret = secrets.token_urlsafe()
    values = {"user": User.everything.get(username=WHO), "digest": digest(secret), "scope": TokenScope.WRITE}
    with writing(system("bench")) as w:
        w.create(Token, {**values, "expires_at": timezone.now() + timedelta(days=1)})
    return secret


def _client(address: str, secret: str, begun: float, first: int) -> tuple[list[float], int]:
    """Send a share of the events, each at its own time; return their times in ms, and the number of waits."""
    times, waits, host = [], 0, urlsplit(address)
    head = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    line = http.client.HTTPConnection(str(host.hostname), host.port, timeout=60)
    for place in range(first, WANTED * SECONDS, CLIENTS):
        time.sleep(max(0.0, begun + place / WANTED - time.perf_counter()))
        since, status = time.perf_counter(), 0
        while status != http.client.CREATED:
            line.request(
                "POST",
                PLACE,
                _body(place),
                head,
            )
            answer = line.getresponse()
            told, status = answer.read(), answer.status
            assert status in (http.client.CREATED, http.client.TOO_MANY_REQUESTS), told
            if status == http.client.TOO_MANY_REQUESTS:
                waits += 1
                time.sleep(0.2)
        times.append((time.perf_counter() - since) * 1000)
    line.close()
    return times, waits


def _body(place: int) -> str:
    return json.dumps({"external_id": f"bench-{place}", "unit": UNIT, "title": f"Larm {place}"})
