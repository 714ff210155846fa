"""Internal control: a result plans the next check, a deviation waits for an action, the plan is file and paper."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.records.writer import create, update
from akropolis.base.kernel.registers.due import due_items
from akropolis.graph.compliance.models import Framework
from akropolis.graph.internal_control.models import ControlAction, ControlActivity, ControlResult
from akropolis.graph.internal_control.web.controls import pending_deviations, pending_people
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.services.judging import judge
from akropolis.shared.actions.models import Action
from tests.risk.matrices import use_matrix
from tests.world import START, SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def planned(world: World, **given: Any) -> ControlActivity:
    """A quarterly check because of a judged risk of `utb`."""
    use_matrix()
    risk = create(
        SYSTEM, Risk, {"title": f"{WORD} risk", "owner_unit": world.units["utb"], "internal_control": True}
    )
    judge(SYSTEM, risk, "current", 3, {"person": 2})
    values = {
        "title": f"{WORD} kontroll",
        "risk": risk,
        "year": TODAY.year,
        "area": "Behörigheter",
        "method": "Jämför konton.",
        "frequency": "monthly",
        "responsible": world.people["owner"],
        "report_to": "Nämnden",
        "owner_unit": world.units["utb"],
        "next_on": TODAY - timedelta(days=3),
    }
    return create(SYSTEM, ControlActivity, values | given)


def sent(activity: ControlActivity, **given: Any) -> dict[str, Any]:
    values = {"checked_on": TODAY, "what": "Konton", "sample": "20 av 340", "result": "Tre fanns kvar."}
    return values | {"version": activity.version} | given


def test_a_result_plans_the_next_check_and_a_deviation_waits_until_it_has_an_action(world: World) -> None:
    activity, client = planned(world), world.client("owner")
    assert [task.due for task in due_items(world.access("owner"), TODAY)] == [activity.next_on]
    address = reverse("control-result", args=[activity.pk])
    answer = client.post(address, sent(activity, deviation="on"))
    made = ControlResult.everything.get()
    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("action-raise", args=["control", made.pk]),
    )
    stored = ControlActivity.everything.get(pk=activity.pk)
    assert stored.next_on is None or stored.next_on >= TODAY

    tasks = tasks_for(world.access("owner"), TODAY, [pending_deviations])
    assert [task.title for task in tasks] == [f"Bestäm vad som ska göras åt avvikelsen i ”{WORD} kontroll”"]
    page = client.get(answer["Location"])
    assert page.status_code == 200
    values = {
        "title": "Stäng kontona",
        "responsible": world.people["owner"].pk,
        "owner_unit": world.units["utb"].pk,
        "due_on": TODAY,
    }
    assert client.post(answer["Location"], values).status_code == 302
    link = ControlAction.everything.select_related("action").get()
    assert (link.result, link.action.title, link.action.cause) == (made, "Stäng kontona", "control")
    assert tasks_for(world.access("owner"), TODAY, [pending_deviations]) == []


def test_what_cannot_be_registered_is_refused_at_its_place_and_changes_nothing(world: World) -> None:
    activity, client = planned(world), world.client("owner")
    address = reverse("control-result", args=[activity.pk])
    ahead = client.post(address, sent(activity, checked_on=TODAY + timedelta(days=1), result="Bra"))
    assert ahead.status_code == 422
    assert "Skriv en dag som har varit" in ahead.content.decode()
    assert "Bra" in ahead.content.decode()
    assert client.post(address, sent(activity, version=activity.version - 1)).status_code == 409
    assert ControlResult.everything.count() == 0
    for who in ("neighbour", "outsider"):
        assert world.client(who).post(address, sent(activity)).status_code in (403, 404)
    assert world.client("auditor").post(address, sent(activity)).status_code in (403, 404)
    assert (ControlResult.everything.count(), ControlActivity.everything.get().next_on) == (
        0,
        activity.next_on,
    )


def test_a_check_that_nobody_is_responsible_for_waits_in_its_unit_alone(world: World) -> None:
    planned(world, responsible=None)
    found = {
        who: [task.title for task in tasks_for(world.access(who), TODAY, [pending_people])]
        for who in ("owner", "neighbour", "auditor", "outsider")
    }
    mine = [f"Välj vem som gör kontrollen ”{WORD} kontroll”"]
    assert found == {"owner": mine, "neighbour": [], "auditor": [], "outsider": []}


def test_a_new_activity_without_a_day_gets_one_by_its_frequency(world: World) -> None:
    risk = planned(world).risk
    values = {
        "title": "Ny",
        "risk": risk.pk,
        "year": TODAY.year + 1,
        "owner_unit": world.units["utb"].pk,
        "decision": "examine",
        "frequency": "quarterly",
    }
    assert world.client("owner").post(reverse("control-activities-create"), values).status_code == 302
    assert ControlActivity.everything.get(title="Ny").next_on == date(TODAY.year + 1, 3, 31)


def test_the_file_has_the_columns_in_the_order_of_municipalities_plans(world: World) -> None:
    activity = planned(world)
    world.client("owner").post(reverse("control-result", args=[activity.pk]), sent(activity, deviation="on"))
    answer = world.client("auditor").get("/internkontroll/xlsx/")
    book = load_workbook(io.BytesIO(answer.getvalue()))
    plan, report = (list(sheet.values) for sheet in book.worksheets[:2])
    heads = [
        "Enhet",
        "Riskområde",
        "Risk",
        "Sannolikhet",
        "Konsekvens",
        "Riskvärde",
        "Beslut",
        "Kontrollmoment",
    ]
    assert list(plan[0]) == [*heads, "Metod", "Frekvens", "Ansvarig", "Rapporteras till"]
    assert plan[1][1:7] == ("Behörigheter", activity.risk.label(), "3 Sannolik", "2", "3 Hög", "Granskning")
    assert list(report[0])[:10] == [
        *("Kontrollmoment", "Risk", "Konsekvens", "Vad som kontrollerats", "Urval", "Resultat", "Avvikelse"),
        *("Åtgärd", "Klart", "Status"),
    ]
    assert report[1][3:10] == (
        *("Konton", "20 av 340", "Tre fanns kvar.", "ja", None, None, "Rött: avvikelse utan åtgärd"),
    )


@pytest.mark.parametrize("address", ["/internkontroll/", "/internkontroll-rapport/", "/rsa/"])
def test_the_auditor_reads_the_plan_and_the_neighbour_learns_nothing(world: World, address: str) -> None:
    activity = planned(world)
    Risk.everything.filter(pk=activity.risk_id).update(rsa=True)
    seen = {}
    for who in ("owner", "chef", "auditor", "ciso", "neighbour"):
        answer = world.client(who).get(address)
        assert answer.status_code == 200
        seen[who] = WORD in answer.content.decode()
    assert seen == {"owner": True, "chef": True, "auditor": True, "ciso": True, "neighbour": False}


def test_the_paper_holds_the_readers_rows_alone(world: World) -> None:
    planned(world)
    answer = world.client("auditor").get("/internkontroll/papper/docx/")
    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert world.client("outsider").get("/internkontroll/papper/docx/").status_code in (403, 404)
    assert world.client("auditor").get("/internkontroll/papper/exe/").status_code == 404
    assert world.client("auditor").get("/annat/papper/pdf/").status_code == 404


def test_who_may_not_read_the_risk_reads_the_activity_without_it(world: World) -> None:
    activity = planned(world, title="Kontroll av konton")
    page = world.client("admin").get("/internkontroll/").content.decode()
    assert "Kontroll av konton" in page
    assert activity.risk.title not in page
    assert "Får inte läsas av dig" in page


def test_marked_risks_without_a_check_are_named_for_those_who_may_read_them(world: World) -> None:
    planned(world)
    values = {"title": f"{WORD} utan", "owner_unit": world.units["utb"], "internal_control": True}
    create(SYSTEM, Risk, values)
    page = world.client("owner").get("/internkontroll/").content.decode()
    assert "Markerade, men inte med i planen" in page
    assert f"{WORD} utan" in page
    assert f"{WORD} utan" not in world.client("neighbour").get("/internkontroll/").content.decode()


def test_an_action_of_a_deviation_is_the_actions_alone_for_those_who_may_not_read_the_check(
    world: World,
) -> None:
    activity = planned(world)
    client = world.client("owner")
    client.post(reverse("control-result", args=[activity.pk]), sent(activity, deviation="on"))
    made = ControlResult.everything.get()
    values = {
        "title": "Gemensam åtgärd",
        "responsible": world.people["owner"].pk,
        "owner_unit": world.units["utb"].pk,
        "due_on": TODAY,
    }
    client.post(reverse("action-raise", args=["control", made.pk]), values)
    action = Action.everything.get(title="Gemensam åtgärd")
    mine = client.get(reverse("actions-detail", args=[action.pk])).content.decode()
    assert activity.label() in mine
    assert (
        world.client("neighbour").get(reverse("action-raise", args=["control", made.pk])).status_code == 404
    )


def test_the_analysis_of_a_critical_entity_is_the_same_risks_once_its_framework_is_in_use(
    world: World,
) -> None:
    row = {"code": "cer", "name": "CER", "mark": "U", "source": "Direktiv", "valid_from": START}
    law = create(SYSTEM, Framework, row | {"active": False})
    marks = {"owner_unit": world.units["utb"], "cer": True}
    create(SYSTEM, Risk, {"title": f"{WORD} kritisk", **marks})
    off = world.client("owner").get("/rsa/?basis=cer").content.decode()
    assert 'name="basis"' not in off
    assert f"{WORD} kritisk" not in off
    update(SYSTEM, law, {"active": True})
    on = world.client("owner").get("/rsa/?basis=cer").content.decode()
    assert '<option value="cer" selected>' in on
    assert f"{WORD} kritisk" in on
    assert "Lagrum: CER (Direktiv; " in on
    assert f"{WORD} kritisk" in world.client("owner").get("/rsa/?basis=cer&unit=utb").content.decode()
    assert f"{WORD} kritisk" not in world.client("neighbour").get("/rsa/?basis=cer").content.decode()
