"""Results of effect tests posted by a program, and the pages that show them."""

import json
import secrets
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from akropolis.assurance.effect_tests.models import EffectTest, EffectTestKind
from akropolis.base.kernel.access.grants import access_for_username
from akropolis.base.kernel.access.models import Token, Unit, User
from akropolis.base.kernel.access.models.tokens import digest
from akropolis.base.kernel.records.writer import create
from akropolis.graph.compliance.models import Control
from akropolis.tools.bench.measure import Measurement, figure, timed
from akropolis.tools.bench.visiting import visit

RESULTS, SENT = 100_000, 10_000
"""Number of results, and how many of them are sent in one request: the most that the API takes."""
USER, UNIT = "ciso", "utb"
POSTED, PAGE = 60_000.0, 120.0


def bulk() -> Iterator[Measurement]:
    """Post a hundred thousand results in requests of ten thousand, and then one of these requests again."""
    client, bodies = _client(), [_body(start) for start in range(0, RESULTS, SENT)]
    begun, used = time.perf_counter(), time.process_time()
    for body in bodies:
        _post(client, body)
    took, worked = (time.perf_counter() - begun) * 1000, (time.process_time() - used) * 1000
    size = f"{RESULTS} results"
    yield figure("results posted in bulk", size, [took], limit=POSTED)
    yield figure("results posted in bulk, processor", size, [worked])
    before = EffectTest.everything.count()
    yield figure(
        "the same results again", f"{SENT} results", timed(partial(_post, client, bodies[0]), runs=1, warm=0)
    )
    assert EffectTest.everything.count() == before, "results that are sent again make no new tests"


def page() -> Iterator[Measurement]:
    """Open a unit's page of effect and the latest tests, with whatever results there are."""
    size = f"{EffectTest.everything.count()} tests"
    for name, address in (
        ("a unit's page of effect", f"{reverse('effect-list')}?unit={UNIT}"),
        ("the list of effect tests", reverse("effect-tests-list")),
    ):
        yield figure(name, size, timed(visit(address, USER), runs=9, clock=time.process_time), limit=PAGE)


def _client() -> Client:
    """Return a client with a token of a user who may write results."""
    key, user = secrets.token_hex(16), User.everything.get(username=USER)
    values = {"user": user, "digest": digest(key), "scope": "write"}
    create(
        access_for_username("admin"),
        Token,
        values | {"expires_at": timezone.now() + timedelta(days=1)},
    )
    return Client(headers={"host": "localhost", "authorization": f"Bearer {key}"})


def _body(start: int) -> bytes:
    """Return the body of one request: tests of each kind and measure by turns, a day apart for each round."""
    kinds = list(EffectTestKind.everything.exclude(good_share=None).values_list("code", flat=True))
    controls, day = list(Control.everything.values_list("code", flat=True)), timezone.localdate()
    unit = Unit.everything.get(code=UNIT).code
    items = [
        {
            "external_id": f"BENCH-{n}",
            "kind": kinds[n % len(kinds)],
            "control": controls[n % len(controls)],
            "owner_unit": unit,
            "population": 100,
            "tested": 100,
            "held": n % 101,
            "tested_on": str(day - timedelta(days=n // len(controls) % 700)),
            "tester": "Benchmark",
        }
        for n in range(start, start + SENT)
    ]
    return json.dumps({"source": "benchmark", "items": items}).encode()


def _post(client: Client, body: bytes) -> None:
    answer = client.post("/api/v1/effect-tests/bulk", body, content_type="application/json")
    assert answer.status_code == 200, answer.content[:300]
