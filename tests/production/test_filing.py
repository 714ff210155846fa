"""The server is killed while a report is filed: it is sent without a receipt or not at all, and one goes on."""

import http.client
import os
import signal
import threading
import time
from contextlib import suppress

import pytest

from tests.length import LONG
from tests.production.clients import Person, signed_in
from tests.production.place import Place
from tests.production.server import serving

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not LONG, reason="the long run")]
KILLS = 8
WAITING, SENT, DONE = "waiting open 0", "sent reported 1", "done reported 1"


def test_a_report_is_sent_without_receipt_or_not_at_all_when_the_server_is_killed(place: Place) -> None:
    steps = place.do(f"duties({KILLS})").split()
    took = killed_when(place, steps[0], 60)
    for number, step in enumerate(steps[1:], 1):
        killed_when(place, step, took * number / (KILLS - 1))
    found = filed(place, steps)
    assert (found[0], set(found) - {WAITING, SENT}) == (SENT, set())
    with serving(place) as server, signed_in(server.port, ["owner"]) as (owner,):
        waits = owner.page("/").count("Skriv in kvittot på: ")
        assert waits == found.count(SENT)
        assert [send(owner, step, "IMY-1") for step in steps] == [302] * len(steps)
    assert filed(place, steps) == [DONE] * len(steps)
    assert place.run_each("verify", "rebuild --check").code == 0


def filed(place: Place, steps: list[str]) -> list[str]:
    return place.do(f"filed(*{steps})").splitlines()


def send(owner: Person, step: str, receipt: str) -> int:
    return owner.send(f"/incidentspar/steg/{step}/", receipt=receipt)[0]


def killed_when(place: Place, step: str, after: float) -> float:
    """She sends, and the server is killed so many seconds later, or when she has her answer. Gives how long it took."""
    with serving(place) as server, signed_in(server.port, ["owner"]) as (owner,):
        sending = threading.Thread(target=try_to_send, args=(owner, step))
        begun = time.monotonic()
        sending.start()
        sending.join(after)
        os.killpg(server.process.pid, signal.SIGKILL)
        sending.join()
        return time.monotonic() - begun


def try_to_send(owner: Person, step: str) -> None:
    with suppress(OSError, http.client.HTTPException):
        send(owner, step, "")
