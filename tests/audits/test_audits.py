"""Audits: planned, held, their findings, the answer, and which units nobody has audited."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.assurance.audits.models import Audit, AuditObservation
from akropolis.assurance.audits.register.programme import LATE, NEVER, AuditProgramme
from akropolis.assurance.audits.web import observations
from akropolis.assurance.deviations.models import Deviation
from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.records.writer import create, update
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)
FEEDS: list[Any] = [observations.pending_audits, observations.pending_answers]


def audit(world: World, unit: str = "utb", **given: Any) -> Audit:
    """An audit of the unit that was held ten days ago."""
    values = {
        "title": f"Behörigheter {unit}",
        "planned_on": TODAY - 10 * DAY,
        "owner_unit": world.units[unit],
    }
    return create(SYSTEM, Audit, {**values, "state": "held", "held_on": TODAY - 10 * DAY, **given})


FINDING = {
    "title": "Konton kvar",
    "what": "Tre konton.",
    "criterion": "Rutinen",
    "evidence": "Lista",
    "grade": "minor",
}


@pytest.mark.parametrize(
    ("kind", "found_by"),
    [
        ("internal", "audit"),
        ("certification", "audit"),
        ("city_auditors", "city_auditors"),
        ("supervisor", "supervisor"),
    ],
)
def test_a_finding_is_a_deviation_of_the_audited_unit(world: World, kind: str, found_by: str) -> None:
    row = audit(world, kind=kind)
    url = reverse("audit-observation", args=[row.pk])
    assert world.client("neighbour").post(url, FINDING).status_code == 404
    assert world.client("auditor").post(url, FINDING).status_code == 404
    assert world.client("owner").post(url, {**FINDING, "what": ""}).status_code == 422
    assert not Deviation.everything.exists()
    assert world.client("owner").post(url, FINDING).status_code == 302
    made = AuditObservation.everything.select_related("deviation__owner_unit").get()
    deviation = made.deviation
    assert (made.evidence, made.audit_id) == ("Lista", row.pk)
    assert (deviation.found_by, deviation.found_on, deviation.owner_unit.code) == (
        found_by,
        row.held_on,
        "utb",
    )
    page = world.client("auditor").get(reverse("audits-detail", args=[row.pk])).text
    assert "Konton kvar" in page
    assert url not in page
    assert row.number in world.client("owner").get(reverse("deviations-detail", args=[deviation.pk])).text


@pytest.mark.parametrize("state", ["planned", "closed"])
def test_nothing_is_found_before_the_audit_or_after_it_is_closed(world: World, state: str) -> None:
    row = audit(world, state=state)
    answer = world.client("owner").post(reverse("audit-observation", args=[row.pk]), FINDING)
    assert answer.status_code == 422
    assert not Deviation.everything.exists()


def test_a_finding_is_audited_again(world: World) -> None:
    row = audit(world)
    world.client("owner").post(reverse("audit-observation", args=[row.pk]), FINDING)
    made = AuditObservation.everything.get()
    url = reverse("audit-again", args=[made.pk])
    sent = {"outcome": "partly", "reaudited_on": str(TODAY), "version": made.version}
    for wrong in (str(TODAY + DAY), str(TODAY - 11 * DAY)):
        assert world.client("owner").post(url, {**sent, "reaudited_on": wrong}).status_code == 422
    assert world.client("neighbour").post(url, sent).status_code == 404
    made.refresh_from_db()
    assert made.outcome == ""
    assert world.client("owner").post(url, sent).status_code == 302
    assert "Delvis rättad" in world.client("owner").get(reverse("audits-detail", args=[row.pk])).text


def test_an_audit_that_awaits_an_answer_is_not_closed(world: World) -> None:
    row = audit(
        world, kind="city_auditors", state="reported", conclusion="Brister", answer_due_on=TODAY - DAY
    )
    for who in ("owner", "chef"):
        found = tasks_for(world.access(who), TODAY, FEEDS)
        assert [(task.key.split(":")[0], task.due) for task in found] == [("audit-answer", TODAY - DAY)], who
    assert tasks_for(world.access("neighbour"), TODAY, FEEDS) == []
    with pytest.raises(Invalid):
        update(world.access("owner"), row, {"state": "closed"})
    step = reverse("audits-step", args=[row.pk, "answer"])
    assert (
        world.client("owner").post(step, {"answer": "Åtgärdat.", "answered_on": str(TODAY)}).status_code
        == 302
    )
    assert tasks_for(world.access("owner"), TODAY, FEEDS) == []
    row.refresh_from_db()
    assert update(world.access("owner"), row, {"state": "closed"}).state == "closed"


def test_the_programme_says_what_is_late_and_which_units_nobody_has_audited(world: World) -> None:
    audit(world, "utbf")
    audit(world, "kul", held_on=TODAY - timedelta(days=4 * 366), planned_on=TODAY - timedelta(days=4 * 366))
    audit(world, "hamn", state="planned", held_on=None, planned_on=TODAY - DAY)
    shown = {
        who: {(row.unit.code, row.standing) for row in AuditProgramme(world.access(who), {}, TODAY).rows()}
        for who in ("ciso", "owner", "neighbour")
    }
    assert shown == {
        "ciso": {("utbf", "held"), ("hamn", LATE), ("hamn", NEVER), ("kul", NEVER)},
        "owner": {("utbf", "held")},
        "neighbour": {("kul", NEVER)},
    }
    page = world.client("neighbour").get(reverse("audit-programme")).text
    assert "Inte reviderad på tre år" in page
    assert "Behörigheter utbf" not in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("ciso", 200), ("auditor", 200), ("neighbour", 404), ("colleague", 404)],
)
def test_audits_are_read_by_name_alone(world: World, who: str, status: int) -> None:
    row = audit(world)
    assert world.client(who).get(reverse("audits-detail", args=[row.pk])).status_code == status
    assert ("Behörigheter utb" in world.client(who).get(reverse("audits-list")).text) is (status == 200)


def test_an_answer_is_offered_where_somebody_awaits_one(world: World) -> None:
    asked = audit(world, state="reported", conclusion="Brister", answer_due_on=TODAY, kind="supervisor")
    internal = audit(world, state="reported", conclusion="Brister")
    client = world.client("owner")
    offered = [
        {
            name
            for name in ("answer", "close")
            if reverse("audits-step", args=[row.pk, name])
            in client.get(reverse("audits-detail", args=[row.pk])).text
        }
        for row in (asked, internal)
    ]
    assert offered == [{"answer"}, {"close"}]
