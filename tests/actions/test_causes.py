"""What raised an action leads to it, and it leads back: for every kind of cause, and for nobody who may not know."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create, writing
from akropolis.events.incidents.models import Incident, IncidentAction
from akropolis.events.incidents.services import incidents
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.selectors import causes as selectors
from akropolis.shared.actions.selectors.causes import KINDS, causes_of, find_origin
from akropolis.shared.actions.services import causes
from akropolis.shared.horizon.models import Observation, ObservationAction
from tests.behaviours.tokens import bearer
from tests.incidents.tabs import text_of
from tests.world import SYSTEM, WORD, World

DUE = date(2027, 3, 1)


@pytest.fixture
def incident(world: World) -> Incident:
    """An incident at utb that concerns nobody else."""
    values = {"title": f"Intrång {WORD}", "owner_unit": world.units["utb"], "occurred_at": timezone.now()}
    return create(SYSTEM, Incident, values)


@pytest.fixture
def observation(world: World) -> Observation:
    """An observation of the city's that every unit reads."""
    values = {"title": "Ny lag", "owner_unit": world.units["stad"], "observed_on": DUE, "theme": "law"}
    return create(SYSTEM, Observation, {**values, "text": "Den gäller.", "shared": True})


def raised(world: World, kind: str, row: Any, who: str = "owner", unit: str = "utb", **given: Any) -> Action:
    """An action that the person raises from the row."""
    found, origin = find_origin(world.access(who), kind, str(row.pk))
    values = {"title": "Byt lösenord", "owner_unit": world.units[unit], "due_on": DUE, **given}
    return causes.raise_from(world.access(who), found, origin, values)


def names(world: World, who: str, action: Action) -> tuple[list[str], bool]:
    """What the person is told of the action's causes."""
    found = causes_of(world.access(who), action)
    return [told.name for _kind, told in found.told], found.masked


def test_every_kind_of_cause_is_declared() -> None:
    assert {key: kind.cause.key for key, kind in KINDS.entries.items()} == {
        "incident": "incident",
        "observation": "observation",
        "answer": "review",
        "exercise": "exercise",
        "dpo": "dpo",
        "screening": "screening",
        "ai": "risk",
        "gap": "classification",
        "measure": "measures",
        "reason": "classification",
        "risk": "risk",
        "control": "control",
        "deviation": "deviation",
        "effect": "effect",
        "supplier-finding": "supplier",
    }


def test_an_incident_and_its_action_lead_to_each_other(world: World, incident: Incident) -> None:
    client, page = world.client("owner"), f"/incidenter/{incident.pk}/"
    place = f"/atgarder/ny/incident/{incident.pk}/"
    assert place in text_of(client, incident)
    form = client.get(place).context["form"]
    given = {name: form[name].value() for name in form.fields} | {"title": "Byt lösenord", "due_on": DUE}
    shown = client.post(place, {k: v for k, v in given.items() if v is not None}, follow=True)
    action = Action.everything.get()
    assert shown.redirect_chain == [(page, 302)]
    assert (action.cause, action.owner_unit, action.responsible, action.begun_on) == (
        "incident", world.units["utb"], world.people["owner"], timezone.localdate(),
    )  # fmt: skip
    assert action.label() in text_of(client, incident)
    back = client.get(f"/atgarder/{action.pk}/").text
    assert page in back
    assert incident.label() in back


def test_the_list_and_the_api_know_what_raised_what(world: World, incident: Incident) -> None:
    action = raised(world, "incident", incident)
    create(SYSTEM, Action, {"title": "En annan", "owner_unit": world.units["utb"]})
    listed = world.client("owner").get(f"/atgarder/?raised_by=incident:{incident.pk}")
    assert [row.number for row in listed.context["page"].rows] == [action.number]
    assert incident.label() in listed.text
    api = world.client(**bearer(world, "owner"))
    found = api.get(f"/api/v1/actions?raised_by=incident:{incident.pk}").json()
    assert [row["number"] for row in found["items"]] == [action.number]
    assert api.get(f"/api/v1/actions/{action.pk}/causes").json() == {
        "items": [{"kind": "incident", "key": str(incident.pk), "name": incident.label(), "note": ""}],
        "masked": False,
    }


@pytest.mark.parametrize("value", ["incident", "incident:x", "storm:1", "x" * 100])
def test_a_cause_that_means_nothing_gives_no_rows_and_says_so(world: World, value: str) -> None:
    create(SYSTEM, Action, {"title": "En annan", "owner_unit": world.units["utb"]})
    listed = world.client("owner").get(f"/atgarder/?raised_by={value}")
    assert (listed.context["page"].rows, len(listed.context["listing"].problems)) == ([], 1)
    assert world.client(**bearer(world, "owner")).get(f"/api/v1/actions?raised_by={value}").status_code == 422


def test_an_action_is_raised_by_the_api_once(world: World, incident: Incident) -> None:
    api = world.client(**bearer(world, "owner"))
    place, body = f"/api/v1/causes/incident/{incident.pk}/actions", {"title": "Byt", "owner_unit": "utb"}
    answers = [
        api.post(place, body, content_type="application/json", headers={"Idempotency-Key": "a"})
        for _ in range(2)
    ]
    action = Action.everything.get()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == {"id": str(action.pk), "number": action.number}
    assert answers[0]["Location"] == f"/api/v1/actions/{action.pk}"
    assert IncidentAction.everything.get().action == action
    refused = api.post(place, {**body, "parts": ["K3-2"]}, content_type="application/json")
    assert (refused.status_code, Action.everything.count()) == (422, 1)


def test_the_neighbour_learns_only_that_there_is_a_cause(world: World, incident: Incident) -> None:
    action = raised(world, "incident", incident, who="ciso", unit="kul")
    assert (action.owner_unit, action.cause_note) == (world.units["kul"], "")
    assert names(world, "neighbour", action) == ([], True)
    assert names(world, "ciso", action) == ([incident.label()], False)
    page = world.client("neighbour").get(f"/atgarder/{action.pk}/").text
    assert "Det finns en orsak, men den visas inte med din behörighet." in page
    assert [word in page for word in (WORD, incident.number, str(incident.pk))] == [False] * 3
    api = world.client(**bearer(world, "neighbour"))
    assert api.get(f"/api/v1/actions/{action.pk}/causes").json() == {"items": [], "masked": True}
    assert api.get(f"/api/v1/actions?raised_by=incident:{incident.pk}").status_code == 422
    assert world.client("neighbour").get(f"/atgarder/ny/incident/{incident.pk}/").status_code == 404


def test_who_has_no_cause_sees_no_panel(world: World) -> None:
    action = create(SYSTEM, Action, {"title": "Öva", "owner_unit": world.units["utb"]})
    assert 'id="causes"' not in world.client("owner").get(f"/atgarder/{action.pk}/").text


@pytest.mark.parametrize("who", ["auditor", "colleague", "outsider", "neighbour"])
def test_who_may_not_raise_one_raises_nothing(world: World, incident: Incident, who: str) -> None:
    before = Change.objects.count()
    client, place = world.client(who), f"/atgarder/ny/incident/{incident.pk}/"
    given = {"title": "Byt", "owner_unit": world.units["utb"].pk, "due_on": DUE}
    assert {client.get(place).status_code, client.post(place, given).status_code} == {404}
    with pytest.raises(Hidden):
        raised(world, "incident", incident, who)
    assert (Action.everything.count(), Change.objects.count()) == (0, before)


def test_an_affected_unit_raises_an_action_of_its_own_and_sees_no_other(
    world: World, incident: Incident
) -> None:
    with writing(SYSTEM) as w:
        incidents.set_affected_units(w, incident, [world.units["kul"]])
    ours = raised(world, "incident", incident, who="neighbour", unit="kul")
    theirs = raised(world, "incident", incident, title=f"Hemlig {WORD} åtgärd")
    page = text_of(world.client("neighbour"), incident)
    assert [row.label() in page for row in (ours, theirs)] == [True, False]
    with pytest.raises(Hidden):
        raised(world, "incident", incident, who="neighbour", unit="utb")


def test_an_archived_row_raises_nothing(world: World, incident: Incident) -> None:
    with writing(SYSTEM) as w:
        w.archive(incident)
    page = text_of(world.client("owner"), incident)
    assert f"/atgarder/ny/incident/{incident.pk}/" not in page
    assert world.client("owner").get(f"/atgarder/ny/incident/{incident.pk}/").status_code == 404
    with pytest.raises(Hidden):
        raised(world, "incident", incident)


def test_a_shared_observation_raises_actions_in_any_unit(world: World, observation: Observation) -> None:
    ours, theirs = (
        raised(world, "observation", observation),
        raised(world, "observation", observation, "neighbour", "kul"),
    )
    assert {ours.cause, theirs.cause} == {"observation"}
    assert names(world, "owner", ours) == ([observation.label()], False)
    page = world.client("owner").get(f"/omvarld/{observation.pk}/").text
    assert [row.label() in page for row in (ours, theirs)] == [True, False]
    assert ObservationAction.everything.count() == 2


def test_many_actions_stand_in_the_list_and_not_on_the_page(world: World, incident: Incident) -> None:
    made = [raised(world, "incident", incident) for _ in range(12)]
    page = world.client("owner").get(f"/incidenter/{incident.pk}/?flik=atgarder").text
    assert sum(row.number in page for row in made) == 10
    assert "2 åtgärder till" in page
    assert f"/atgarder/?raised_by=incident:{incident.pk}" in page


def test_parts_are_chosen_where_there_are_some_and_only_then(world: World, incident: Incident) -> None:
    found, origin = find_origin(world.access("owner"), "incident", str(incident.pk))
    with pytest.raises(Invalid):
        causes.raise_from(world.access("owner"), found, origin, {"title": "A"}, parts=["K3-2"])
    assert Action.everything.count() == 0


def test_the_queries_do_not_grow_with_the_actions(
    world: World, incident: Incident, django_assert_max_num_queries: Any
) -> None:
    action = raised(world, "incident", incident)
    access = world.access("owner")
    with django_assert_max_num_queries(len(KINDS.entries) + 2):
        selectors.causes_of(access, action)
