"""Incidents show which risks foresaw them; their owners say whether the likelihood stands, each behind its gate."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.records.writer import create, writing
from akropolis.events.incidents.models import (
    Incident,
    IncidentNode,
    IncidentRisk,
    IncidentThreat,
    IncidentUnit,
)
from akropolis.events.incidents.selectors.foreseen import propose_risks
from akropolis.events.incidents.web.foreseen import pending_likelihoods
from akropolis.graph.risk.models import Risk, RiskThreat
from akropolis.graph.risk.services.judging import judge
from akropolis.shared.threats.models import Threat
from tests.factories import graphs
from tests.risk.matrices import use_matrix
from tests.world import START, SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
HAPPENED = datetime(2026, 11, 20, 8, tzinfo=UTC)
CANARY = "Strömstare"


def happened(world: World, unit: str = "utb", **given: Any) -> Incident:
    values = {"title": f"{WORD} händelse", "owner_unit": world.units[unit], "occurred_at": HAPPENED}
    return create(SYSTEM, Incident, values | given)


def a_risk(world: World, unit: str = "utb", title: str = CANARY, **given: Any) -> Risk:
    return create(SYSTEM, Risk, {"title": title, "owner_unit": world.units[unit], **given})


def afterwards(world: World, who: str, incident: Incident) -> str:
    address = reverse("incidents-detail", args=[incident.pk])
    return str(world.client(who).get(f"{address}?flik=efterat").content.decode())


def test_risks_of_what_was_reached_and_of_the_same_threat_are_proposed_in_that_order(world: World) -> None:
    incident = happened(world)
    with writing(SYSTEM) as w:
        below, above = (
            graphs.service(w, world.units["utb"], "Under"),
            graphs.service(w, world.units["utb"], "Över"),
        )
        graphs.depend(w, above, below)
        threat = w.create(
            Threat,
            {"name": "Påhittat hot", "kind": "hostile", "description": "x", "mark": "O", "valid_from": START},
        )
        w.create(IncidentNode, {"incident": incident, "node": below})
        w.create(IncidentThreat, {"incident": incident, "threat": threat})
        both = w.create(Risk, {"title": "Båda", "owner_unit": world.units["utb"], "node": above})
        threatened = w.create(Risk, {"title": "Hotet", "owner_unit": world.units["utb"]})
        for risk in (both, threatened):
            w.create(RiskThreat, {"risk": risk, "threat": threat})
        reached = w.create(Risk, {"title": "Träffad", "owner_unit": world.units["utb"], "node": below})
        w.create(Risk, {"title": "Annat", "owner_unit": world.units["utb"]})
        w.create(
            Risk,
            {"title": "Slut", "owner_unit": world.units["utb"], "node": below, "ended_on": HAPPENED.date()},
        )
    found = propose_risks(world.access("owner"), incident)
    assert [(each.risk, each.reached, each.threat) for each in found] == [
        (both, True, True),
        (threatened, False, True),
        (reached, True, False),
    ]
    assert propose_risks(world.access("neighbour"), incident) == []


def test_the_owner_is_asked_and_answers_with_a_reason(world: World) -> None:
    incident, risk = happened(world), a_risk(world, owner=world.people["chef"])
    link = reverse("incident-risk", args=[incident.pk])
    assert world.client("owner").post(link, {"risk": risk.pk, "foreseen": "yes"}).status_code == 302
    stored = IncidentRisk.everything.get()
    assert (stored.foreseen, stored.asked, stored.likelihood_stands) == ("yes", world.people["chef"], None)
    today = timezone.localdate()
    tasks = {
        w: tasks_for(world.access(w), today, [pending_likelihoods]) for w in ("chef", "owner", "neighbour")
    }
    assert [len(each) for each in tasks.values()] == [1, 0, 0]
    answer = tasks["chef"][0].url
    client = world.client("chef")
    assert client.post(answer, {"stands": "yes", "reason": " ", "version": 1}).status_code == 422
    assert IncidentRisk.everything.get().likelihood_stands is None
    sent = {"stands": "yes", "reason": "Det står redan så.", "version": stored.version}
    assert client.post(answer, sent).status_code == 302
    assert IncidentRisk.everything.get().likelihood_stands is True
    assert tasks_for(world.access("chef"), today, [pending_likelihoods]) == []
    assert "Sannolikheten står fast: Det står redan så." in " ".join(
        afterwards(world, "owner", incident).split()
    )


def test_a_likelihood_that_does_not_stand_waits_until_the_risk_is_judged_again(world: World) -> None:
    use_matrix()
    incident, risk, today = happened(world), a_risk(world), timezone.localdate()
    link = create(SYSTEM, IncidentRisk, {"incident": incident, "risk": risk})
    sent = {"stands": "no", "reason": "Oftare.", "version": link.version}
    assert (
        world.client("owner").post(reverse("incident-risk-answer", args=[link.pk]), sent).status_code == 302
    )
    tasks = tasks_for(world.access("owner"), today, [pending_likelihoods])
    assert [task.title for task in tasks] == [f"Bedöm risken ”{CANARY}” på nytt"]
    judge(SYSTEM, risk, "target", 1, {"person": 1})
    assert len(tasks_for(world.access("owner"), today, [pending_likelihoods])) == 1
    judge(SYSTEM, risk, "current", 4, {"person": 2})
    assert tasks_for(world.access("owner"), today, [pending_likelihoods]) == []


def test_those_who_read_the_incident_never_learn_of_another_units_risk(world: World) -> None:
    """`kul` leads an event that affects `utb`, whose risk foresaw it."""
    incident = happened(world, "kul")
    create(SYSTEM, IncidentUnit, {"incident": incident, "unit": world.units["utb"]})
    risk = a_risk(world)
    sent = {"risk": risk.pk, "foreseen": "yes"}
    assert (
        world.client("neighbour").post(reverse("incident-risk", args=[incident.pk]), sent).status_code == 422
    )
    assert world.client("owner").post(reverse("incident-risk", args=[incident.pk]), sent).status_code == 302
    assert CANARY in afterwards(world, "owner", incident)
    for tab in ("", "?flik=efterat", "?flik=vet"):
        page = world.client("neighbour").get(reverse("incidents-detail", args=[incident.pk]) + tab)
        assert page.status_code == 200
        assert CANARY not in page.content.decode()
        assert risk.number not in page.content.decode()
    link = IncidentRisk.everything.get()
    assert world.client("neighbour").get(reverse("incident-risk-answer", args=[link.pk])).status_code == 404


def test_those_who_read_the_risk_never_learn_of_an_incident_that_is_not_for_them(world: World) -> None:
    """The risk's unit was affected, and is no longer."""
    incident = happened(world, "kul", title="Tornseglare")
    risk = a_risk(world, owner=world.people["chef"])
    link = create(SYSTEM, IncidentRisk, {"incident": incident, "risk": risk, "asked": world.people["chef"]})
    page = world.client("chef").get(reverse("risks-detail", args=[risk.pk])).content.decode()
    assert CANARY in page
    assert "Tornseglare" not in page
    assert incident.number not in page
    assert tasks_for(world.access("chef"), timezone.localdate(), [pending_likelihoods]) == []
    answer = world.client("chef").get(reverse("incident-risk-answer", args=[link.pk])).content.decode()
    assert "Tornseglare" not in answer


def test_an_owner_who_may_not_read_the_incident_is_not_asked(world: World) -> None:
    incident, risk = happened(world, "kul"), a_risk(world, owner=world.people["chef"])
    created = world.client("ciso").post(
        reverse("incident-risk", args=[incident.pk]), {"risk": risk.pk, "foreseen": "unknown"}
    )
    assert created.status_code == 302
    assert IncidentRisk.everything.get().asked is None


def test_an_exercise_asks_nothing(world: World) -> None:
    incident = happened(world, exercise=True, title="ÖVNING: Prov", pace=1)
    a_risk(world)
    assert "Vilka risker förutsåg detta?" not in afterwards(world, "owner", incident)
