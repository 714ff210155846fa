"""What could be worked out about a hidden node without reading it: by trying, by order, by counting."""

from datetime import timedelta

import pytest
from django.utils import timezone

from akropolis.base.kernel.records.writer import writing
from akropolis.events.incidents.models import IncidentStatus
from akropolis.events.incidents.services import incidents
from akropolis.graph.assets.models import Node, Platform, Process, Service
from akropolis.graph.assets.selectors.nodes import Around
from akropolis.graph.blast_radius.rules.radius import RadiusEvent
from akropolis.graph.blast_radius.selectors import consequences
from akropolis.graph.blast_radius.selectors.concentration import Concentration
from akropolis.graph.blast_radius.selectors.radius import radius
from akropolis.graph.information.models import InformationSet
from akropolis.graph.information.services.foreseen import demands
from tests.factories.graphs import decide, depend, information, node_of, service
from tests.world import SYSTEM, WORD, World


def test_levels_that_are_tried_do_not_tell_the_level_of_a_masked_node(
    world: World, nodes: dict[str, Node]
) -> None:
    """`kluster` has K3, and the neighbour knows of it that it is there. With K4 of her own it would have K4."""
    mine = InformationSet.everything.get(pk=nodes["lån"].record)
    wanted = {"confidentiality": 4}
    told = demands(world.access("neighbour"), mine, wanted).effects
    assert sorted(effect.seen.label for effect in told) == ["Journalsystem", "Molnbolaget AB"]
    whole = demands(world.access("auditor"), mine, wanted).effects
    assert len(whole) == 4


@pytest.mark.parametrize("name", ["Aaa", "Ööö"])
def test_where_a_masked_node_stands_does_not_tell_its_name(
    world: World, nodes: dict[str, Node], name: str
) -> None:
    with writing(SYSTEM) as w:
        values = {"name": name, "owner_unit": world.units["hamn"]}
        hidden = node_of(w, w.create(Platform, values))
        for target in (nodes["moln"], nodes["journal"]):
            depend(w, hidden, target)
        depend(w, nodes["lån"], hidden)
        depend(w, nodes["lån"], nodes["moln"])
    around = Around(world.access("neighbour"), nodes["lån"])
    labels = [tie.other.label for tie in around.down.shown]
    assert labels == [
        "Journalsystem",
        "Molnbolaget AB",
        "en plattform eller komponent hos Mälarstads Hamn AB",
    ]
    whole = [tie.other.label for tie in Around(world.access("auditor"), nodes["lån"]).down.shown]
    assert whole == sorted([name, "Journalsystem", "Molnbolaget AB"])


def test_a_summary_does_not_tell_that_a_process_is_said_to_be_critical(
    world: World, nodes: dict[str, Node]
) -> None:
    with writing(SYSTEM) as w:
        values = {"name": "Ambulans", "owner_unit": world.units["utb"], "critical": True}
        theirs = node_of(w, w.create(Process, values))
        made = depend(w, theirs, nodes["inloggning"])
    labels = {"Ambulans"}

    def fallen(who: str) -> set[str]:
        found = Concentration(world.access(who)).felled(nodes["inloggning"].pk)
        return labels & {each.seen.label for each in found}

    assert (fallen("operator"), fallen("auditor")) == (set(), labels)
    notes = consequences.notes(world.access("operator"), [made])
    whole = consequences.notes(world.access("auditor"), [made])
    assert ("Ambulans" in str(notes), "Ambulans" in str(whole)) == (False, True)


def test_who_has_taken_a_service_over_is_not_told_what_stood_on_it_before(
    world: World, nodes: dict[str, Node]
) -> None:
    today = timezone.localdate()
    before, handed = today - timedelta(days=30), timezone.now() - timedelta(days=10)
    with writing(SYSTEM) as w:
        w.at = handed - timedelta(days=90)
        theirs = service(w, world.units["utb"], "Registret")
        kept = service(w, world.units["kul"], "Passersystemet")
        for target in (theirs, kept):
            secret = information(w, world.units["utb"], f"{WORD} {target.name}", people=7)
            depend(w, secret, target, valid_to=today - timedelta(days=11))
    with writing(SYSTEM) as w:
        w.at = handed
        w.update(Service.everything.get(pk=theirs.record), {"owner_unit": world.units["kul"]})

    def told(who: str, node: Node) -> tuple[list[str], bool]:
        node.refresh_from_db()
        found = radius(world.access(who), node, RadiusEvent.OUTAGE, before)
        return [each.seen.label for each in found.shown(found.rows)], found.complete

    assert told("neighbour", theirs) == ([], False)
    assert told("neighbour", kept) == ([f"{WORD} Passersystemet"], True)
    assert told("auditor", theirs) == ([f"{WORD} Registret"], True)


def test_the_sets_that_are_asked_about_anew_are_counted_as_far_as_they_are_seen(
    world: World, nodes: dict[str, Node]
) -> None:
    """The neighbour sees none of utb's sets on the shared service, and names utb as affected all the same."""
    with writing(SYSTEM) as w:
        for n in range(3):
            decide(w, mine := information(w, world.units["utb"], f"{WORD} {n}"), 2)
            depend(w, mine, nodes["journal"])
    values = {
        "title": "Driftstopp",
        "owner_unit": world.units["kul"],
        "occurred_at": timezone.now(),
        "status": IncidentStatus.REPORTED,
    }
    units = [world.units["utb"], world.units["kul"]]
    access = world.access("neighbour")
    made = incidents.open_for(access, values, node=nodes["journal"], units=units, anew=True)
    assert made.anew == 1
    again = incidents.open_for(world.access("ciso"), values, node=nodes["journal"], units=units, anew=True)
    assert again.anew == 5
