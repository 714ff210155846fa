"""A monitor tells events by the API: once by its id there, to be judged like a report; a flood is told to wait."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.access.models import Token
from akropolis.base.kernel.background.threads import EVENTS
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.notify.models import Message
from akropolis.events.incidents.models import ExternalEvent, Incident, IncidentUnit
from tests.behaviours.tokens import bearer
from tests.world import World

PLACE = "/api/v1/events"


def tell(world: World, who: str = "colleague", **given: Any) -> Any:
    said = {"external_id": "larm-1", "unit": "utb", "title": "Ovanlig trafik"} | given
    known = Token.everything.filter(user=world.people[who]).exists()
    headers = {"Authorization": f"Bearer {who}-write"} if known else bearer(world, who)
    return Client(headers=headers).post(PLACE, json.dumps(said), content_type="application/json")


def test_it_is_told_once_and_waits_to_be_judged(world: World) -> None:
    begun = timezone.now()
    first, second = tell(world), tell(world, title="Något annat")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    made = Incident.everything.get()
    assert (made.title, made.kind, made.owner_unit) == ("Ovanlig trafik", "event", world.units["utb"])
    assert made.aware_at is not None
    assert made.aware_at >= begun
    assert not IncidentUnit.everything.exists()
    keys = [task.key for task in tasks_for(world.access("owner"), timezone.localdate())]
    assert f"incident:{made.pk}:judge" in keys
    assert tell(world, "owner").status_code == 201  # the same id of another monitor is another event
    assert Incident.everything.count() == 2


def test_many_events_are_one_message_an_hour(world: World) -> None:
    for place in range(3):
        tell(world, external_id=f"larm-{place}")
    assert Incident.everything.count() == 3
    assert {message.user.username for message in Message.objects.all()} == {"owner", "chef"}
    assert Message.objects.count() == 2
    before = timezone.now() - timedelta(hours=2)
    ExternalEvent.everything.update(created_at=before)
    tell(world, external_id="larm-9")
    assert Message.objects.count() == 4


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"unit": "kul"}, None),
        ({"unit": "finns-inte"}, "unit"),
        ({"external_id": ""}, "external_id"),
        ({"title": "x" * 201}, "title"),
        ({"occurred_at": "2999-01-01T00:00:00Z"}, "occurred_at"),
        ({"occurred_at": "2026-10-25T02:30:00"}, "occurred_at"),
        ({"severity": 7}, "severity"),
        ({"lösenord": "x"}, "lösenord"),
    ],
    ids=str,
)
def test_what_is_wrong_makes_nothing(world: World, given: dict[str, Any], field: str | None) -> None:
    before = Incident.everything.count()
    answer = tell(world, **given)
    assert answer.status_code == (422 if field else 404)
    assert field is None or field in [each["field"].split(".")[-1] for each in answer.json()["errors"]]
    assert Incident.everything.count() == ExternalEvent.everything.count() == before


def test_the_monitor_reads_its_own_and_a_neighbour_nothing(world: World) -> None:
    made = tell(world).json()
    seen = {}
    for who in ("colleague", "owner", "neighbour"):
        answer = world.client(who).get(f"{PLACE}/{made['id']}")
        seen[who] = answer.status_code
    assert seen == {"colleague": 404, "owner": 200, "neighbour": 404}
    assert world.client("neighbour").get(PLACE).json()["total"] == 0
    assert world.client("owner").get(PLACE).json()["total"] == 1


def test_a_flood_is_told_to_wait_and_loses_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EVENTS, "most", 1)
    assert tell(world).status_code == 201
    with EVENTS.turn("another"):
        answer = tell(world, external_id="larm-2")
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert int(answer["Retry-After"]) > 0
    assert answer.json()["code"] == "busy"
    assert ExternalEvent.everything.count() == Incident.everything.count() == 1
    assert tell(world, external_id="larm-2").status_code == 201
