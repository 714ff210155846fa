"""Viewings of secret events are sealed by the job: each once, none too early, and a fault names the seal it breaks."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.history.models import Change, Head
from akropolis.base.kernel.records.writer import create
from akropolis.events.incidents.models import Incident, Viewing, ViewingSeal
from akropolis.events.incidents.services.viewing_seals import VIEWINGS
from akropolis.events.incidents.services.viewings import record_viewing
from tests.tamper.tools import behind, on
from tests.world import SYSTEM, World

WORLD = "build"
NOW = timezone.now()


@pytest.fixture
def event(world: World) -> Incident:
    values = {"title": "Intrång", "owner_unit": world.units["utb"], "occurred_at": NOW, "secret": True}
    return create(SYSTEM, Incident, values)


def numbers() -> list[int]:
    return list(Viewing.objects.order_by("pk").values_list("pk", flat=True))


def test_each_viewing_is_sealed_once_and_nothing_is_written_without_new_ones(
    world: World, event: Incident
) -> None:
    def view(times: int) -> None:
        for _time in range(times):
            record_viewing(world.access("owner"), event, "event")

    before = Head.objects.get().seq
    assert (VIEWINGS.seal_new(NOW), VIEWINGS.compare().compared, Head.objects.get().seq) == (
        "0 viewings",
        0,
        before,
    )
    view(3)
    assert VIEWINGS.seal_new(NOW) == "3 viewings"
    with CaptureQueriesContext(connection) as asked:
        assert VIEWINGS.seal_new(NOW) == "0 viewings"
    assert len(asked) == 2
    view(2)
    unsealed = numbers()[-1]
    assert (VIEWINGS.compare().compared, VIEWINGS.seal_new(NOW), Head.objects.get().seq) == (
        3,
        "2 viewings",
        before + 2,
    )
    seals = [(seal.last, seal.count) for seal in ViewingSeal.everything.order_by("last")]
    assert seals == [(numbers()[2], 3), (unsealed, 2)]
    assert (VIEWINGS.compare().compared, VIEWINGS.compare().faults) == (5, [])
    behind(f"UPDATE incidents_viewing SET page = 'room' WHERE id = {numbers()[1]}")(world)
    (fault,) = VIEWINGS.compare().faults
    assert f"nummer {numbers()[2]}: " in fault
    behind(f"DELETE FROM incidents_viewing WHERE id = {unsealed}")(world)
    assert len(VIEWINGS.compare().faults) == 2


def test_a_viewing_of_one_event_is_not_that_of_another(world: World, event: Incident) -> None:
    other = create(SYSTEM, Incident, {"title": "Annat", "owner_unit": event.owner_unit, "occurred_at": NOW})
    record_viewing(world.access("owner"), event, "event")
    VIEWINGS.seal_new(NOW)
    another = f"(SELECT id FROM incidents_incident WHERE number = '{other.number}')"
    behind(f"UPDATE incidents_viewing SET incident_id = {another}")(world)
    assert len(VIEWINGS.compare().faults) == 1


def test_a_seal_is_the_one_that_earlier_versions_made_of_the_same_viewings(
    world: World, event: Incident
) -> None:
    at, incident = datetime(2026, 3, 1, 8, 30, tzinfo=UTC), UUID(int=7)
    key = on(incident.hex, str(incident))
    behind(f"UPDATE incidents_incident SET id = '{key}' WHERE number = '{event.number}'")(world)
    given = {"person": "Åsa Ek", "username": "asa", "page": "event", "at": at}
    Viewing.objects.create(pk=41, incident_id=incident, **given)
    VIEWINGS.seal_new(NOW)
    seal = ViewingSeal.everything.get()
    line = '[41,"00000000-0000-0000-0000-000000000007","Åsa Ek","asa","event","2026-03-01T08:30:00+00:00"]'
    assert (seal.last, seal.digest) == (41, sha256(f"{line}\n".encode()).hexdigest())
    assert Change.objects.get(object_id=seal.pk).kind == "viewingseal"


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite gives a number when it holds the lock to write"
)
@pytest.mark.django_db(transaction=True)
def test_a_viewing_that_is_under_way_is_waited_for() -> None:
    city = {"code": "stad", "name": "Stad", "kind": "city", "valid_from": timezone.localdate()}
    values: dict[str, Any] = {
        "title": "Intrång",
        "owner_unit": create(SYSTEM, Unit, city),
        "occurred_at": NOW,
    }
    event = create(SYSTEM, Incident, values | {"secret": True})
    begun, may_end = Event(), Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                record_viewing(SYSTEM, event, "event")
                begun.set()
                may_end.wait(10)
        finally:
            connection.close()

    def sealed() -> str:
        try:
            return VIEWINGS.seal_new(NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        pool.submit(slow)
        begun.wait(10)
        record_viewing(SYSTEM, event, "event")
        sealing = pool.submit(sealed)
        while not (waiting := _waiting()) and not sealing.done():
            time.sleep(0.02)
        may_end.set()
        assert (waiting, sealing.result(10)) == (1, "2 viewings")
    assert (VIEWINGS.compare().compared, VIEWINGS.compare().faults) == (2, [])


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'incidents_viewing'::regclass"
        )
        return int(cursor.fetchone()[0])
