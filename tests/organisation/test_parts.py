"""Appointments through the API: given from a day and ended, by who may, and why stands in the history."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from tests.behaviours.tokens import bearer
from tests.world import World

pytestmark = pytest.mark.usefixtures("stage")
DAY = timedelta(days=1)
GIVEN = {"person": "outsider", "role": "medarbetare", "unit": "utb"}


@pytest.fixture
def admin(world: World) -> Client:
    return world.client(**bearer(world, "admin"))


def post(client: Client, body: Any, address: str = "", **headers: str) -> Any:
    place = f"/api/v1/appointments{address}"
    return client.post(place, body, content_type="application/json", headers=headers)


def held(world: World) -> list[tuple[str, str, bool, object, object]]:
    """What the outsider holds: role, unit, below too, from and to."""
    rows = Appointment.everything.filter(user=world.people["outsider"]).order_by("created_at")
    return [
        (each.role.code, each.unit.code if each.unit else "", each.and_below, each.valid_from, each.valid_to)
        for each in rows.select_related("role", "unit")
    ]


def test_a_role_is_given_from_today_and_below_too_unless_it_says_otherwise(
    world: World, admin: Client
) -> None:
    today = timezone.localdate()
    assert post(admin, GIVEN).status_code == 201
    days = {"valid_from": f"{today + DAY}", "valid_to": f"{today + 9 * DAY}"}
    assert post(admin, GIVEN | days | {"role": "lasare", "and_below": False}).status_code == 201
    assert held(world) == [
        ("medarbetare", "utb", True, today, None),
        ("lasare", "utb", False, today + DAY, today + 9 * DAY),
    ]


def test_why_a_role_is_given_and_ended_stands_in_the_history(world: World, admin: Client) -> None:
    made = post(admin, GIVEN | {"because": "Ny i huset."})
    row, last = Appointment.everything.get(user=world.people["outsider"]), timezone.localdate() + DAY
    end = {"valid_to": f"{last}", "because": "Slutar."}
    assert post(admin, end, f"/{row.pk}/end").status_code == 428
    ended = post(admin, end, f"/{row.pk}/end", **{"If-Match": made["ETag"]})
    assert (ended.status_code, ended.json()["valid_to"]) == (200, f"{last}")
    assert [event.because for event in events_of([row.pk])] == ["Slutar.", "Ny i huset."]
    again = post(admin, end | {"valid_to": "2199-01-01"}, f"/{row.pk}/end", **{"If-Match": made["ETag"]})
    assert (again.status_code, held(world)[0][-1]) == (412, last)


def test_a_role_that_was_given_by_mistake_is_taken_back_and_gone(world: World, admin: Client) -> None:
    made = post(admin, GIVEN)
    row, day = Appointment.everything.get(user=world.people["outsider"]), timezone.localdate() - DAY
    end = {"valid_to": f"{day}", "because": "Fel person."}
    gone = post(admin, end, f"/{row.pk}/end", **{"If-Match": made["ETag"]})
    assert (gone.status_code, gone.content, held(world)) == (204, b"", [])
    assert post(admin, end, f"/{row.pk}/end", **{"If-Match": made["ETag"]}).status_code == 404


@pytest.mark.parametrize("wrong", [{"person": "ingen"}, {"role": "kung"}, {"unit": "inte"}])
def test_what_is_not_there_is_said_and_nothing_is_given(
    world: World, admin: Client, wrong: dict[str, str]
) -> None:
    before = Change.objects.count()
    answer = post(admin, GIVEN | wrong)
    assert (answer.status_code, held(world)) == (422, [])
    assert [each["field"] for each in answer.json()["errors"]] == list(wrong)
    assert Change.objects.count() == before


@pytest.mark.parametrize("who", ["owner", "ciso", "auditor"])
def test_who_may_not_give_roles_gives_none(world: World, who: str) -> None:
    assert post(world.client(**bearer(world, who)), GIVEN).status_code == 404
    assert held(world) == []


def test_a_shut_account_is_given_nothing(world: World, admin: Client) -> None:
    person = world.people["outsider"]
    person.is_active = False
    person.save()
    assert post(admin, GIVEN).status_code == 422


def test_a_role_in_the_whole_installation_is_said_by_null(world: World, admin: Client) -> None:
    nothing = {name: value for name, value in GIVEN.items() if name != "unit"}
    assert (post(admin, nothing).status_code, held(world)) == (422, [])
    made = post(admin, nothing | {"unit": None})
    assert (made.status_code, made.json()["unit"]) == (201, None)
    assert held(world) == [("medarbetare", "", True, timezone.localdate(), None)]
    assert post(admin, nothing | {"unit": None}).status_code == 422, "it is held once"
