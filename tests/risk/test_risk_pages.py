"""A risk from its first words to its end: the short form, its page, its owner, and the border to Sweden's security."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.lib.periods import Period
from akropolis.graph.assets.models import Service
from akropolis.graph.risk.models import AcceptanceChange, Risk, RiskAction, RiskDecision, RiskStop
from akropolis.graph.risk.register.risks import RULES
from tests.factories import graphs
from tests.risk.cases import a_judged_risk, a_risk, an_action, scales
from tests.world import START, SYSTEM, World

pytestmark = pytest.mark.django_db
NEW = "/risker/ny-risk/"
DAY = timedelta(days=1)


def sent(world: World, **given: Any) -> dict[str, Any]:
    """A new risk as the browser sends it."""
    values = {"security": "no", "title": "Utpressning", "owner_unit": world.units["utb"].pk}
    return values | {"description": "", "weakness": "", "node": "", "owner": ""} | given


def test_the_short_form_leads_to_the_judgement_and_makes_one_risk(world: World) -> None:
    scales()
    with writing(SYSTEM) as w:
        node = graphs.service(w, world.units["utb"], "Journal")
    client = world.client("owner")
    given = sent(world, node=node.number, owner=world.people["chef"].pk, weakness="Gamla datorer")
    answer = client.post(NEW, given)
    risk = Risk.everything.get()
    assert answer["Location"] == reverse("risk-judge", args=[risk.pk])
    assert (risk.node, risk.owner, risk.weakness) == (node, world.people["chef"], "Gamla datorer")
    assert client.get(f"{NEW}?node={node.number}").text.count(f'value="{node.number}"') == 1


def test_what_cannot_be_is_refused_at_its_place(world: World) -> None:
    client = world.client("owner")
    with writing(SYSTEM) as w:
        node = graphs.service(w, world.units["utb"], "Journal")
        w.archive(Service.everything.get())
    for given in (
        {"node": node.number},
        {"owner": world.people["neighbour"].pk},
        {"owner_unit": world.units["kul"].pk},
        {"security": ""},
        {"title": ""},
    ):
        answer = client.post(NEW, sent(world, description="Min text", **given))
        assert (answer.status_code, "Min text" in answer.text) == (422, True), given
    assert Risk.everything.count() == 0
    update(SYSTEM, world.units["utb"], {"valid_to": timezone.localdate() - DAY})
    assert client.post(NEW, sent(world)).status_code in (404, 422)
    assert Risk.everything.count() == 0


def test_what_may_concern_swedens_security_is_stopped_and_leaves_no_word(world: World) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "head", "Beata Skydd", "sakerhetschef", "stad")
    client = world.client("owner")
    answer = client.post(NEW, sent(world, security="yes", title="Ubåtsdocka", description="Ubåtsdocka"))
    made = RiskStop.everything.get()
    assert (made.unit, made.stopped_by, made.notified) == (world.units["utb"], "Nadja Perić", 1)
    assert (made.reference in answer.text, "Ubåtsdocka" in answer.text) == (True, False)
    assert Risk.everything.count() == 0
    message = Message.objects.get()
    assert ("Ubåtsdocka" in message.text + message.subject, message.user.username) == (False, "head")
    today = timezone.localdate()
    [task] = [each for each in tasks_for(world.access("head"), today) if each.key.startswith("risk-stop")]
    for who in ("owner", "chef", "neighbour"):
        assert world.client(who).get(task.url).status_code == 404, who
    assert world.client("head").post(task.url, {"note": "Muntligt."}).status_code == 302
    made.refresh_from_db()
    assert (made.settled_note, made.settled_at is not None) == ("Muntligt.", True)
    assert not [each for each in tasks_for(world.access("head"), today) if each.key.startswith("risk-stop")]


def test_a_risk_is_handed_over_in_the_line_alone(world: World) -> None:
    risk = a_risk(world)
    url, client = reverse("risk-hand-over", args=[risk.pk]), world.client("owner")
    given = {"version": risk.version, "owner": world.people["chef"].pk, "because": "Ny chef"}
    _end_roles(world, "chef")
    ended = client.post(url, given)
    assert (ended.status_code, "Personen har ingen roll här längre" in ended.text) == (422, True)
    outside = client.post(url, given | {"owner": world.people["neighbour"].pk})
    assert outside.status_code == 422
    assert Risk.everything.get(pk=risk.pk).owner is None
    assert client.post(url, given | {"owner": world.people["ciso"].pk}).status_code == 302
    assert Risk.everything.get(pk=risk.pk).owner == world.people["ciso"]
    assert world.client("neighbour").post(url, given).status_code == 404
    _end_roles(world, "owner")
    assert client.post(url, given).status_code == 404


def _end_roles(world: World, who: str) -> None:
    for held in Appointment.everything.filter(user=world.people[who]):
        update(SYSTEM, held, {"valid_to": timezone.localdate() - DAY})


def test_a_risk_ends_with_a_reason_and_can_be_taken_up_again(world: World) -> None:
    risk = update(SYSTEM, a_judged_risk(world), {"waits_in": world.units["stad"]})
    end, client = reverse("risk-end", args=[risk.pk]), world.client("owner")
    assert client.post(end, {"version": risk.version, "because": ""}).status_code == 422
    assert client.post(end, {"version": risk.version, "because": "Systemet är avvecklat."}).status_code == 302
    stored = Risk.everything.get(pk=risk.pk)
    assert (stored.ended_on, stored.waits_in) == (timezone.localdate(), None)
    again = client.post(end, {"version": stored.version, "because": "Igen"})
    assert (again.status_code, "redan avslutad" in again.text) == (422, True)
    page = client.get(reverse("risks-detail", args=[risk.pk])).text
    assert (reverse("risk-judge", args=[risk.pk]) in page, "Ta upp igen" in page) == (False, True)
    assert client.post(reverse("risk-take-up", args=[risk.pk])).status_code == 302
    assert Risk.everything.get(pk=risk.pk).ended_on is None


def test_the_page_says_the_level_why_and_what_comes_next(world: World) -> None:
    client = world.client("owner")
    new = a_risk(world, title="Ny")
    page = client.get(reverse("risks-detail", args=[new.pk])).text
    assert "Ingen har bedömt hur sannolikt det är" in page
    risk = a_judged_risk(world)
    page = client.get(reverse("risks-detail", args=[risk.pk])).text
    assert "Nivån är hög. Ska behandlas." in page
    assert "Ingen är riskägare." in page
    assert "Sannolikhet: sannolik (vart till vart tionde år). Konsekvens: allvarlig, för person." in page
    assert page.count("data-marked") == 1
    reader = world.client("auditor").get(reverse("risks-detail", args=[risk.pk])).text
    assert (
        reverse("risk-treat", args=[risk.pk]) in page,
        reverse("risk-treat", args=[risk.pk]) in reader,
    ) == (
        True,
        False,
    )


def test_a_nodes_page_has_the_risks_that_the_reader_may_read(world: World) -> None:
    with writing(SYSTEM) as w:
        node = graphs.service(w, world.units["utb"], "Journal", shared=True)
    a_judged_risk(world, node=node, title="Vår risk")
    a_risk(world, unit="kul", node=node, title="Grannens risk")
    url = f"/tjanster/{node.record}/"
    pages = {who: world.client(who).get(url).text for who in ("owner", "neighbour")}
    assert ["Vår risk" in pages[who] for who in pages] == [True, False]
    assert ["Grannens risk" in pages[who] for who in pages] == [False, True]


def test_each_selection_has_exactly_its_rows(world: World) -> None:
    today = timezone.localdate()
    risk = a_judged_risk(world, title="bedömd", owner=world.people["chef"])
    judged = {
        "matrix": risk.matrix,
        "likelihood": 3,
        "consequence": 2,
        "level": 3,
        "owner": world.people["chef"],
        "treat_by": today + DAY,
    }

    def another(title: str, **given: object) -> Risk:
        return create(SYSTEM, Risk, {**judged, "title": title, "owner_unit": world.units["utb"], **given})

    a_risk(world, title="obedömd")
    another("avslutad", ended_on=today)
    another("behandlas", treatment="reduce", treat_by=today + DAY, target_level=2)
    another("låg", treat_by=None)
    another("sen", treatment="reduce", treat_by=today - DAY, target_level=2)
    another("nådd", treatment="reduce", treat_by=today - DAY, target_level=3)
    waiting = another("väntar", treatment="accept", waits_in=world.units["stad"])
    another("snart", treatment="accept", accepted_until=today + timedelta(days=60))
    stale = another("inaktuell", treatment="accept", accepted_until=today + timedelta(days=61))
    late = create(SYSTEM, RiskAction, {"risk": waiting, "action": an_action(world, due_on=today - DAY)})
    decision = _accepted(world, stale)
    AcceptanceChange.objects.create(decision=decision, risk=stale, key="level", asks=True, since=START)
    AcceptanceChange.objects.create(decision=decision, risk=stale, key="x", asks=False, since=START)
    assert late.risk == waiting
    found = {
        rule.key: {row.title for row in Risk.everything.filter(rule.condition(Period(today, today, today)))}
        for rule in RULES
    }
    assert found == {
        "open": {row.title for row in Risk.everything.filter(~Q(title="avslutad"))},
        "not_judged": {"obedömd"},
        "over_acceptance": {"bedömd", "väntar"},
        "no_owner": {"obedömd"},
        "late_treatment": {"sen"},
        "late_actions": {"väntar"},
        "awaiting": {"väntar"},
        "accepted": {"snart", "inaktuell"},
        "running_out": {"snart"},
        "stale": {"inaktuell"},
    }
    shown = world.client("owner").get("/risker/?owner_unit=utb&standing=not_judged").text
    assert ("obedömd" in shown, "bedömd</a>" in shown.replace("obedömd</a>", "")) == (True, False)
    cell = world.client("owner").get("/risker/?owner_unit=utb&likelihood=3&consequence=2&level=3").text
    assert ("obedömd" in cell, "inaktuell" in cell) == (False, True)


def _accepted(world: World, risk: Risk) -> Any:
    level = {"matrix": risk.matrix, "likelihood": 3, "consequence": 2, "level": 3}
    who = {
        "decider_name": "Åke Ström",
        "decider_role": "Chef",
        "reason": "Skäl",
        "kind": "accepted",
        "frozen": {"level": 3},
    }
    days = {"decided_on": date(2026, 1, 1), "valid_to": risk.accepted_until}
    return create(SYSTEM, RiskDecision, {"risk": risk, "unit": world.units["utb"], **level, **who, **days})


def test_the_list_has_the_level_as_a_coloured_word(world: World) -> None:
    a_judged_risk(world)
    page = world.client("owner").get("/risker/?owner_unit=utb").text
    assert re.search(r'data-color="warning"[^>]*>Hög<', page)
    assert f'href="{NEW}"' in page
