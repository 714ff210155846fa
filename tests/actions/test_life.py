"""The lives of actions and incidents: the same table on pages, in files and in the API, and nothing lost on the way."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.workflow.steps import ways_on
from akropolis.base.lib.workflow import TransitionTable
from akropolis.events.incidents.models import Incident, IncidentStatus
from akropolis.events.incidents.register import REGISTER as INCIDENTS
from akropolis.events.incidents.rules.states import TABLE as INCIDENT
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.shared.actions.rules.states import TABLE as ACTION
from akropolis.shared.actions.services.actions import VERBS
from tests.behaviours.tokens import bearer
from tests.world import SYSTEM, World

DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
DONE = {"done_on": DAY, "result": "Alla har bytt."}


@pytest.fixture
def action(world: World) -> Action:
    """A planned action of utb."""
    return create(SYSTEM, Action, {"title": "Byt lösenord", "owner_unit": world.units["utb"]})


@pytest.fixture
def incident(world: World) -> Incident:
    """A reported incident of utb."""
    return create(SYSTEM, Incident, {"title": "Intrång", "owner_unit": world.units["utb"], "occurred_at": AT})


def ways(table: TransitionTable) -> dict[str, list[str]]:
    """Where each state leads, by the names of the steps."""
    return {state: [step.name for step in table.out_of(state)] for state in table.states}


def test_the_tables() -> None:
    assert ways(ACTION) == {
        "planned": ["begin", "finish", "cancel"],
        "ongoing": ["finish", "cancel"],
        "done": ["reopen"],
        "cancelled": ["reopen"],
    }
    assert ways(INCIDENT) == {
        "reported": ["handle", "resolve"],
        "handling": ["resolve"],
        "resolved": ["close", "reopen"],
        "closed": ["reopen"],
    }
    for key, table in (("actions", ACTION), ("incidents", INCIDENT)):
        assert set(registry.get(key).steps) == {step.name for step in table.transitions}


def test_an_action_goes_its_way_and_the_history_tells_it(world: World, action: Action) -> None:
    access = world.access("owner")
    for name, values, because in (("begin", {}, ""), ("finish", DONE, ""), ("reopen", {}, "En är kvar")):
        VERBS.step(access, action, name, values, because=because)
    action.refresh_from_db()
    assert (action.status, action.done_on, action.result) == (ActionStatus.ONGOING, None, "Alla har bytt.")
    told = [(event.because, event.diff.get("status")) for event in events_of([action.pk])]
    assert told == [
        ("En är kvar", ["done", "ongoing"]),
        ("", ["ongoing", "done"]),
        ("", ["planned", "ongoing"]),
        ("", [None, "planned"]),
    ]


@pytest.mark.parametrize(
    ("values", "because", "where"),
    [
        ({"status": "done", "done_on": DAY}, "", ["result"]),
        ({"status": "done"}, "", ["done_on", "result"]),
        ({"status": "cancelled"}, " ", ["because"]),
    ],
)
def test_a_step_without_what_it_asks_for_is_refused_at_its_place(
    action: Action, values: dict[str, Any], because: str, where: list[str]
) -> None:
    before = Change.objects.count()
    with pytest.raises(Invalid) as refused, writing(SYSTEM, because=because) as w:
        w.update(action, values)
    assert sorted(refused.value.errors) == where
    action.refresh_from_db()
    assert (action.status, action.version, Change.objects.count()) == ("planned", 1, before)


def test_a_closed_incident_is_not_reported_again_and_the_way_on_is_said(
    world: World, incident: Incident
) -> None:
    verbs, access = INCIDENTS.verbs, world.access("owner")
    with pytest.raises(Refused):
        verbs.step(access, incident, "close", {"closed_at": AT, "cause": "Nätfiske"})
    verbs.step(access, incident, "resolve", {})
    verbs.step(access, incident, "close", {"closed_at": AT, "cause": "Nätfiske"})
    with translation.override("sv"), pytest.raises(Invalid) as refused:
        update(access, incident, {"status": "reported", "closed_at": None}, because="Fel")
    sentence = (
        "Statusen kan inte ändras från avslutad till rapporterad. Härifrån går den att ändra till: hanteras."
    )
    assert refused.value.errors == {"status": [sentence]}
    incident.refresh_from_db()
    assert (incident.status, incident.closed_at, incident.cause) == (IncidentStatus.CLOSED, AT, "Nätfiske")


def test_many_rows_are_judged_as_one(action: Action) -> None:
    with pytest.raises(Invalid), writing(SYSTEM, because="x") as w:
        w.update_many([action], [{"status": "done", "done_on": DAY}])
    action.refresh_from_db()
    assert action.status == "planned"


def test_what_comes_from_elsewhere_is_registered_as_it_stands(world: World) -> None:
    values = {"title": "Gammal", "owner_unit": world.units["utb"], "status": "done", "done_on": DAY}
    assert create(SYSTEM, Action, values).result == ""


@pytest.mark.parametrize(("who", "names"), [("owner", ["begin", "finish", "cancel"]), ("auditor", [])])
def test_who_may_not_write_has_no_steps(world: World, action: Action, who: str, names: list[str]) -> None:
    assert [step.name for step in ways_on(world.access(who), action)] == names
    page = world.client(who).get(f"/atgarder/{action.pk}/").text
    assert [f"/atgarder/{action.pk}/steg/{name}/" in page for name in names or ["begin"]] == [
        True for _name in names
    ] or [False]


# The page


def test_a_step_that_asks_for_nothing_is_a_button(world: World, action: Action) -> None:
    client = world.client("owner")
    shown = client.post(f"/atgarder/{action.pk}/steg/begin/", follow=True)
    action.refresh_from_db()
    assert action.status == "ongoing"
    assert "Byt lösenord: status är nu pågår." in shown.text
    again = client.post(f"/atgarder/{action.pk}/steg/begin/", follow=True)
    assert "Det går inte att göra nu. Status är pågår." in again.text
    assert Change.objects.filter(object_id=action.pk).count() == 2


def test_a_step_asks_for_what_it_needs_and_loses_nothing(world: World, action: Action) -> None:
    client, place = world.client("owner"), f"/atgarder/{action.pk}/steg/finish/"
    assert list(client.get(place).context["form"].fields) == ["done_on", "result", "because"]
    refused = client.post(place, {"done_on": "", "result": "Alla har bytt."})
    assert refused.status_code == 422
    assert "Alla har bytt." in refused.text
    assert client.post(place, {"done_on": DAY, "result": "Alla har bytt."}).status_code == 302
    action.refresh_from_db()
    assert (action.status, action.done_on, action.result) == ("done", DAY, "Alla har bytt.")


@pytest.mark.parametrize("who", ["neighbour", "auditor", "colleague", "outsider"])
def test_others_find_no_step(world: World, action: Action, who: str) -> None:
    client, place = world.client(who), f"/atgarder/{action.pk}/steg/begin/"
    assert {client.get(place).status_code, client.post(place).status_code} == {404}
    with pytest.raises(Hidden):
        VERBS.step(world.access(who), action, "begin", {})
    action.refresh_from_db()
    assert (action.status, action.version) == ("planned", 1)


def test_there_are_no_other_steps_and_none_for_what_is_archived(world: World, action: Action) -> None:
    client = world.client("owner")
    assert client.get(f"/atgarder/{action.pk}/steg/strunt/").status_code == 404
    with writing(SYSTEM) as w:
        w.archive(action)
    assert "/steg/" not in client.get(f"/atgarder/{action.pk}/").text


def test_the_form_leaves_the_state_to_the_steps(world: World, action: Action) -> None:
    client, place = world.client("owner"), f"/atgarder/{action.pk}/redigera/"
    fields = client.get(place).context["form"].fields
    assert [name in fields for name in ("status", "done_on", "result")] == [False, False, True]
    VERBS.step(SYSTEM, action, "finish", DONE)
    fields = client.get(place).context["form"].fields
    assert [name in fields for name in ("status", "done_on", "result")] == [False, True, True]
    assert "status" in client.get("/atgarder/ny/").context["form"].fields


# Files and the API


def judged(world: World, row: Any, register: str, **cells: str) -> list[tuple[str, str]]:
    """What is wrong with a file's line on the row: column and sentence."""
    header = ("number", *cells)
    line = SheetLine(2, (row.number, *cells.values()))
    with translation.override("sv"):
        report = transfer.dry_run(registry.get(register), world.access("owner"), Sheet(header, (line,)))
    return [(problem.column, problem.sentence) for each in report.rows for problem in each.problems]


def test_a_file_goes_by_the_same_table(world: World, action: Action, incident: Incident) -> None:
    assert judged(world, action, "actions", status="Pågår") == []
    assert judged(world, action, "actions", status="Klar") == [
        ("Resultat", "Fyll i det här. Det krävs för statusen klar.")
    ]
    assert judged(world, action, "actions", status="Klar", result="Alla har bytt.") == []
    [(column, sentence)] = judged(
        world, incident, "incidents", status="Avslutad", closed_at="2026-11-21 08:00"
    )
    assert column == "Status"
    assert sentence.endswith("Härifrån går den att ändra till: hanteras, åtgärdad.")
    assert Change.objects.filter(object_id__in=[action.pk, incident.pk]).count() == 2


def test_the_api_takes_the_steps(world: World, action: Action) -> None:
    api = world.client(**bearer(world, "owner"))
    place = f"/api/v1/actions/{action.pk}/finish"
    sending: dict[str, Any] = {"content_type": "application/json"}
    tag = {"If-Match": '"1"'}
    assert api.post(place, {}, headers=tag, **sending).status_code == 422
    assert api.post(place, {**DONE, "because": ""}, **sending).status_code == 428
    saved = api.post(place, DONE, headers=tag, **sending)
    assert (saved.status_code, saved.json()["status"], saved["ETag"]) == (200, "done", '"2"')
    again = api.post(place, DONE, headers={"If-Match": '"2"'}, **sending)
    assert (again.status_code, Change.objects.filter(object_id=action.pk).count()) == (409, 2)
    patch = api.patch(
        f"/api/v1/actions/{action.pk}", {"status": "planned"}, headers={"If-Match": '"2"'}, **sending
    )
    assert (patch.status_code, patch.json()["errors"][0]["field"]) == (422, "status")


# The whole way


def test_from_incident_to_action_and_back_until_both_are_over(world: World, incident: Incident) -> None:
    client, here = world.client("owner"), f"/incidenter/{incident.pk}/"
    given = {"title": "Byt lösenord", "owner_unit": world.units["utb"].pk, "due_on": DAY}
    client.post(f"/atgarder/ny/incident/{incident.pk}/", {**given, "responsible": world.people["owner"].pk})
    action = Action.everything.get()
    there = f"/atgarder/{action.pk}/"
    assert here in client.get(there).text
    client.post(f"{there}steg/finish/", DONE)
    shown = client.get(f"{here}?flik=atgarder").text
    assert shown[shown.index('id="actions"') :].split("Lägg till en åtgärd")[0].count("Klar") == 1
    client.post(f"{here}steg/resolve/")
    client.post(f"{here}steg/close/", {"closed_at": "2026-11-21T08:00", "cause": "Nätfiske"})
    incident.refresh_from_db()
    assert (incident.status, incident.cause) == ("closed", "Nätfiske")
    assert incident.label() in client.get(there).text
