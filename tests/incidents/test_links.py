"""What an incident hit and whom it affects: who reads it then, and what each of them sees."""

from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.events.incidents.models import Incident, IncidentAction, IncidentNode, IncidentUnit
from akropolis.events.incidents.register import REGISTER
from akropolis.events.incidents.selectors import incidents as selectors
from akropolis.events.incidents.services import incidents
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.blast_radius.rules.radius import RadiusEvent
from akropolis.graph.blast_radius.selectors.facts import FactKind
from akropolis.graph.blast_radius.selectors.radius import find, radius
from akropolis.shared.actions.models import Action
from tests.incidents.tabs import text_of
from tests.world import SYSTEM, WORD, World

TITLE = f"Intrång {WORD}"


@pytest.fixture
def incident(world: World, nodes: dict[str, Node]) -> Incident:
    """An incident of utb that hit a node of utb's own and the shared service, and affects nobody else yet."""
    with writing(SYSTEM) as w:
        values = {"title": TITLE, "owner_unit": world.units["utb"], "occurred_at": timezone.now()}
        made = w.create(Incident, values)
        incidents.link(w, made, [nodes["elever"], nodes["journal"]])
    return made


def affect(world: World, incident: Incident, *codes: str) -> None:
    with writing(SYSTEM) as w:
        incidents.set_affected_units(w, incident, [world.units[code] for code in codes])


def readers(world: World) -> list[str]:
    return [who for who in world.people if Incident.objects.visible(world.access(who)).exists()]


CITY = ["auditor", "ciso", "admin"]


def test_only_an_affected_unit_s_people_read_it_besides_its_own(world: World, incident: Incident) -> None:
    own = ["owner", "auditor", "chef", "ciso", "admin"]
    assert readers(world) == own
    affect(world, incident, "kul")
    assert readers(world) == ["owner", "auditor", "neighbour", "chef", "ciso", "admin"]
    affect(world, incident, "hamn")
    assert "neighbour" not in readers(world)
    assert "operator" in readers(world)
    affect(world, incident)
    assert readers(world) == own


def test_the_neighbour_who_is_not_affected_finds_nothing_anywhere(world: World, incident: Incident) -> None:
    affect(world, incident, "hamn")
    here = [
        "/incidenter/",
        f"/sok/?q={WORD}",
        "/incidenter/exportera/?format=csv",
        "/api/v1/incidents",
        f"/incidenter/{incident.pk}/",
        f"/incidenter/{incident.pk}/berorda/",
        f"/api/v1/incidents/{incident.pk}",
        "/",
    ]
    for address in here:
        found = [TITLE in shown(world, who, address) for who in ("neighbour", "operator")]
        assert found[0] is False, address
    assert TITLE in shown(world, "operator", "/incidenter/")
    assert world.client("neighbour").get(f"/incidenter/{incident.pk}/").status_code == 404


def shown(world: World, who: str, address: str) -> str:
    answer = world.client(who).get(address)
    return "" if answer.status_code == 404 else answer.content.decode("utf-8-sig")


def shown_of(world: World, who: str, incident: Incident) -> str:
    return text_of(world.client(who), incident)


def test_an_affected_unit_may_read_but_not_write(world: World, incident: Incident) -> None:
    affect(world, incident, "kul")
    access = world.access("neighbour")
    found = Incident.objects.visible(access).get()
    with pytest.raises(Hidden), writing(access) as w:
        w.update(found, {"title": "Annat"})
    with pytest.raises(Hidden):
        incidents.change_links(access, found, add=[], remove=set(), units=[])
    assert world.client("neighbour").get(f"/incidenter/{incident.pk}/berorda/").status_code == 404
    assert Incident.everything.get().title == TITLE
    assert IncidentUnit.everything.count() == 1


def test_an_affected_unit_sees_of_the_graph_and_of_others_what_it_may(
    world: World, nodes: dict[str, Node], incident: Incident
) -> None:
    affect(world, incident, "kul", "hamn")
    page = shown_of(world, "neighbour", incident)
    assert "Journalsystem" in page
    assert "Elevhälsojournaler" not in page
    assert ("Berörda bland dina enheter" in page, "Kulturnämnden" in page) == (True, True)
    assert "Mälarstads Hamn AB" not in page
    own = shown_of(world, "owner", incident)
    assert "Elevhälsojournaler" in own
    known = own[own.index("Berörda enheter</h3>") :]
    assert 0 < known.index("Kulturnämnden") < known.index("Mälarstads Hamn AB")


def test_the_page_leads_to_what_is_affected_by_what_was_hit(
    world: World, nodes: dict[str, Node], incident: Incident
) -> None:
    assert f"/graf/{nodes['journal'].record}/rackvidd/" in shown_of(world, "owner", incident)


def close(incident: Incident) -> None:
    REGISTER.verbs.step(SYSTEM, incident, "resolve", {})
    REGISTER.verbs.step(SYSTEM, incident, "close", {"closed_at": timezone.now(), "cause": "Ett lösenord"})


def facts(world: World, nodes: dict[str, Node], who: str = "ciso") -> tuple[int, int, list[str]]:
    access = world.access(who)
    found = radius(access, find(access, nodes["moln"].record), RadiusEvent.OUTAGE)
    labels = [fact.label for shown in found.shown(found.rows) for fact in shown.facts]
    return found.open_count(FactKind.INCIDENT), found.open_count(FactKind.ACTION), labels


def test_an_open_incident_stands_at_all_that_it_hit_and_counts_once(
    world: World, nodes: dict[str, Node], incident: Incident
) -> None:
    assert facts(world, nodes) == (1, 0, [incident.label()] * 2)
    assert facts(world, nodes, "neighbour") == (0, 0, [])
    affect(world, incident, "kul")
    assert facts(world, nodes, "neighbour") == (1, 0, [incident.label()])
    close(incident)
    assert facts(world, nodes) == (0, 0, [])


def test_the_service_that_an_incident_names_is_hit_too(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        service = Service.everything.get(pk=nodes["reserv"].record)
        values = {"title": TITLE, "owner_unit": world.units["utb"], "occurred_at": timezone.now()}
        named = w.create(Incident, {**values, "service": service})
    assert selectors.hit_by(world.access("owner"), named) == [nodes["reserv"].pk]
    assert facts(world, nodes) == (1, 0, [named.label()])
    with writing(SYSTEM) as w:
        incidents.link(w, named, [nodes["reserv"]])
    assert selectors.hit_by(world.access("owner"), named) == [nodes["reserv"].pk]
    assert facts(world, nodes) == (1, 0, [named.label()])


def test_an_incident_s_open_actions_stand_there_even_when_it_is_closed(
    world: World, nodes: dict[str, Node], incident: Incident
) -> None:
    with writing(SYSTEM) as w:
        action = w.create(Action, {"title": "Byt lösenord", "owner_unit": world.units["utb"]})
        w.create(IncidentAction, {"incident": incident, "action": action})
    close(incident)
    assert facts(world, nodes) == (0, 1, [action.label()] * 2)
    assert facts(world, nodes, "neighbour") == (0, 0, [])


def test_the_same_link_twice_is_one(world: World, nodes: dict[str, Node], incident: Incident) -> None:
    with writing(SYSTEM) as w:
        incidents.link(w, incident, [nodes["journal"], nodes["journal"]])
    assert IncidentNode.everything.filter(incident=incident).count() == 2
    with pytest.raises(Invalid), writing(SYSTEM) as w:
        w.create(IncidentNode, {"incident": incident, "node": nodes["journal"]})


def test_what_was_hit_and_who_is_affected_is_set_right_on_a_page(
    world: World, nodes: dict[str, Node], incident: Incident
) -> None:
    address, client = f"/incidenter/{incident.pk}/berorda/", world.client("owner")
    sent: dict[str, Any] = {
        "add": nodes["moln"].number,
        "remove": [str(nodes["elever"].record)],
        "units": [world.units["kul"].pk],
    }
    assert client.post(address, sent).status_code == 302
    hit = set(IncidentNode.everything.filter(incident=incident).values_list("node_id", flat=True))
    assert hit == {nodes["journal"].pk, nodes["moln"].pk}
    assert [row.unit.code for row in IncidentUnit.everything.all()] == ["kul"]
    kept = Change.objects.filter(kind="incidentnode").order_by("-seq").values_list("payload", flat=True)
    assert '"remove"' in kept[0]


@pytest.mark.parametrize("name", ["Hamnens kluster", "Finns inte"])
def test_what_may_not_be_seen_cannot_be_said_to_be_hit(
    world: World, nodes: dict[str, Node], incident: Incident, name: str
) -> None:
    answer = world.client("owner").post(f"/incidenter/{incident.pk}/berorda/", {"add": name, "units": []})
    assert answer.status_code == 422
    assert f"Det finns inget här som heter {name}." in answer.content.decode()
    assert IncidentNode.everything.filter(incident=incident).count() == 2
