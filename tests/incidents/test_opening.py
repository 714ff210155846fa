"""From what an event reaches to one incident for its units: all of it or nothing, and nothing that is not seen."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.history.models import Change
from akropolis.events.incidents.models import (
    Incident,
    IncidentNode,
    IncidentStatus,
    IncidentUnit,
    PersonalData,
)
from akropolis.events.incidents.services import incidents
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.information.models import ReasonKind, ReclassificationReason
from akropolis.shared.actions.models import Action
from tests.behaviours.walk import forms_on
from tests.world import World


def address(nodes: dict[str, Node], name: str = "moln", event: str = "intrang") -> str:
    return f"{reverse('graph-incident', args=[nodes[name].record])}?slag={event}"


def prefilled(world: World, who: str, nodes: dict[str, Node], **where: str) -> dict[str, list[str]]:
    """What the browser would send if nothing was touched but when it was detected: a minute ago."""
    here = address(nodes, **where)
    [form] = [form for form in forms_on(world.client(who).get(here), here) if "title" in form.names]
    return form.untouched() | {"detected_at": [written(timezone.now() - timedelta(minutes=1))]}


def written(moment: datetime | None) -> str:
    assert moment is not None
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def send(world: World, who: str, nodes: dict[str, Node], sent: dict[str, Any], **where: str) -> Any:
    return world.client(who).post(address(nodes, **where), sent)


def stored() -> tuple[int, ...]:
    models = (Incident, IncidentNode, IncidentUnit, Action, ReclassificationReason)
    return (*(model.everything.count() for model in models), Change.objects.count())


def codes() -> set[str]:
    return {row.unit.code for row in IncidentUnit.everything.select_related("unit")}


def test_the_form_is_filled_in_and_opens_one_incident(world: World, nodes: dict[str, Node]) -> None:
    sent = prefilled(world, "ciso", nodes)
    assert sent["title"] == ["Intrång hos Molnbolaget AB"]
    assert sent["personal_data"] == [PersonalData.UNKNOWN]
    assert len(sent["units"]) == 4
    answer = send(world, "ciso", nodes, sent)
    incident = Incident.everything.get()
    assert answer.url == reverse("incidents-detail", args=[incident.pk])
    assert (incident.title, incident.status) == ("Intrång hos Molnbolaget AB", IncidentStatus.REPORTED)
    assert incident.lead == world.people["ciso"]
    assert IncidentNode.everything.get().node == nodes["moln"]
    assert codes() == {"utb", "kul", "hamn", "stad"}


def test_only_the_units_that_are_ticked_are_affected_and_asked_to_classify(
    world: World, nodes: dict[str, Node]
) -> None:
    sent = prefilled(world, "ciso", nodes) | {"units": [str(world.units["kul"].pk)], "tracks": []}
    send(world, "ciso", nodes, sent)
    assert codes() == {"kul"}
    [reason] = ReclassificationReason.everything.select_related("information", "action")
    assert (reason.information.pk, reason.kind) == (nodes["lån"].record, ReasonKind.SUPPLIER)
    assert reason.action is not None
    assert reason.action.owner_unit == world.units["kul"]
    assert (
        reason.because
        == f"Incidenten {Incident.everything.get().number} gäller något som informationen är beroende av."
    )


def test_nobody_is_asked_to_classify_where_the_box_is_not_ticked(
    world: World, nodes: dict[str, Node]
) -> None:
    outage = prefilled(world, "ciso", nodes, event="avbrott")
    assert "anew" not in outage
    send(world, "ciso", nodes, outage, event="avbrott")
    assert IncidentUnit.everything.count() == 4
    assert (Action.everything.count(), ReclassificationReason.everything.count()) == (0, 0)


def test_a_unit_s_coordinator_is_offered_what_she_sees_and_her_own_unit(
    world: World, nodes: dict[str, Node]
) -> None:
    sent = prefilled(world, "neighbour", nodes)
    assert sent["owner_unit"] == [str(world.units["kul"].pk)]
    assert set(sent["units"]) == {str(world.units[code].pk) for code in ("kul", "stad")}
    send(world, "neighbour", nodes, sent)
    assert Incident.everything.get().owner_unit == world.units["kul"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "Skriv"),
        ({"units": ["utb"]}, ""),
        ({"severity": "9"}, ""),
        ({"occurred_at": "2999-01-01T10:00"}, "Tiden ligger i framtiden. Ange när det hände."),
        ({"occurred_at": "igår"}, ""),
        ({"occurred_at": "0001-01-01T00:00"}, "Skriv en dag under åren 1900 till 2199."),
        ({"owner_unit": "utb"}, ""),
        ({"title": "x" * 201}, ""),
        ({"description": "x\0y"}, ""),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_what_cannot_be_saved_changes_nothing_and_keeps_what_was_written(
    world: World, nodes: dict[str, Node], changed: dict[str, Any], sentence: str
) -> None:
    if "owner_unit" in changed or "units" in changed:
        changed = {
            name: [str(world.units[code].pk) for code in each]
            if isinstance(each, list)
            else str(world.units[each].pk)
            for name, each in changed.items()
        }
    sent = prefilled(world, "neighbour", nodes) | {"description": "Skrivet i all hast"} | changed
    before = stored()
    answer = send(world, "neighbour", nodes, sent)
    assert answer.status_code == 422
    assert stored() == before
    assert sentence in answer.content.decode()
    if "description" not in changed:
        assert "Skrivet i all hast" in answer.content.decode()


def test_a_failure_on_the_way_leaves_nothing(world: World, nodes: dict[str, Node]) -> None:
    before = stored()
    values = {"title": "Intrång", "owner_unit": world.units["stad"], "occurred_at": timezone.now()}
    gone = Node(pk=10**9, kind=NodeKind.SUPPLIER)
    with pytest.raises(Invalid):
        incidents.open_for(world.access("ciso"), values, node=gone, units=[world.units["kul"]], anew=True)
    assert stored() == before


@pytest.mark.parametrize(
    ("name", "kind", "is_service"),
    [
        ("moln", ReasonKind.SUPPLIER, False),
        ("kluster", ReasonKind.INCIDENT, False),
        ("journal", ReasonKind.INCIDENT, True),
    ],
)
def test_what_was_hit_gives_the_reason_its_kind_and_only_a_service_is_the_incidents_service(
    world: World, nodes: dict[str, Node], name: str, kind: ReasonKind, is_service: bool
) -> None:
    values = {"title": "Intrång", "owner_unit": world.units["stad"], "occurred_at": timezone.now()}
    units = [world.units["utb"], world.units["kul"]]
    made = incidents.open_for(world.access("ciso"), values, node=nodes[name], units=units, anew=True)
    assert made.incident.service_id == (nodes[name].record if is_service else None)
    reasons = ReclassificationReason.everything.select_related("information")
    assert {(r.information.pk, r.kind) for r in reasons} == {
        (nodes["elever"].record, kind), (nodes["lån"].record, kind)
    }  # fmt: skip
    assert made.anew == 2
    again = incidents.open_for(world.access("ciso"), values, node=nodes[name], units=[], anew=True)
    assert (again.anew, ReclassificationReason.everything.count()) == (0, 2)


def test_what_was_hit_is_set_right_and_the_same_again_changes_nothing(
    world: World, nodes: dict[str, Node]
) -> None:
    values = {"title": "Intrång", "owner_unit": world.units["stad"], "occurred_at": timezone.now()}
    access, utb, kul = world.access("ciso"), world.units["utb"], world.units["kul"]
    incident = incidents.open_for(access, values, node=nodes["moln"], units=[utb], anew=False).incident
    other = incidents.open_for(access, values, node=nodes["moln"], units=[utb], anew=False).incident

    def hit(which: Incident) -> set[Node]:
        return {row.node for row in IncidentNode.everything.filter(incident=which).select_related("node")}

    moln, journal, kluster = (nodes[name] for name in ("moln", "journal", "kluster"))
    incidents.change_links(
        access, incident, add=[moln, journal, kluster, journal], remove=[kluster.pk], units=[utb, kul]
    )
    assert (hit(incident), codes()) == ({moln, journal}, {"utb", "kul"})
    before = stored()
    incidents.change_links(access, incident, add=[journal], remove=[kluster.pk], units=[kul, utb])
    assert stored() == before
    incidents.change_links(access, incident, add=[], remove=[moln.pk, journal.pk], units=[])
    assert (hit(incident), hit(other), codes()) == (set(), {moln}, {"utb"})


@pytest.mark.parametrize("who", ["auditor", "chef", "colleague", "outsider"])
def test_who_may_not_write_incidents_is_neither_offered_nor_let_in(
    world: World, nodes: dict[str, Node], who: str
) -> None:
    client, before = world.client(who), stored()
    page = client.get(reverse("graph-radius", args=[nodes["moln"].record]))
    assert "Öppna en incident" not in page.content.decode()
    assert client.get(address(nodes)).status_code == 404
    assert client.post(address(nodes), prefilled(world, "ciso", nodes)).status_code == 404
    assert stored() == before


def test_what_is_hidden_can_get_no_incident(world: World, nodes: dict[str, Node]) -> None:
    for name in ("kluster", "elever", "reserv"):
        assert world.client("neighbour").get(address(nodes, name)).status_code == 404
        assert world.client("neighbour").post(address(nodes, name), {"title": "x"}).status_code == 404
    assert Incident.everything.count() == 0


def test_it_may_have_happened_earlier(world: World, nodes: dict[str, Node]) -> None:
    detected, occurred = (written(timezone.now() - timedelta(days=days)) for days in (1, 2))
    sent = prefilled(world, "ciso", nodes) | {"detected_at": detected}
    assert send(world, "ciso", nodes, sent | {"occurred_at": occurred}).status_code == 302
    assert send(world, "ciso", nodes, sent).status_code == 302
    times = [(written(e.occurred_at), written(e.detected_at)) for e in Incident.everything.order_by("number")]
    assert times == [(occurred, detected), (detected, detected)]


def test_when_it_was_detected_is_asked_and_never_the_moment_of_the_click(
    world: World, nodes: dict[str, Node]
) -> None:
    sent, before = prefilled(world, "ciso", nodes), stored()
    answer = send(world, "ciso", nodes, sent | {"detected_at": ""})
    assert (answer.status_code, [*answer.context["form"].errors]) == (422, ["detected_at"])
    assert stored() == before
