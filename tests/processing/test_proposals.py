"""What other registers say of a processing is proposed with its source, and never retyped or told past sight."""

from typing import Any

import pytest
from django.urls import reverse

from akropolis.base.kernel.records.writer import create, writing
from akropolis.graph.compliance.models import Fulfilment
from akropolis.graph.offers.models import Controllership
from akropolis.privacy.processing.models import (
    Processing,
    ProcessingNode,
    ProcessingParty,
    ProcessingRecipient,
)
from akropolis.privacy.processing.selectors.contents import read_contents
from akropolis.privacy.processing_record.rules.countries import is_outside_eea
from akropolis.privacy.processing_record.selectors.controllership import list_contradictions, list_loops
from akropolis.privacy.processing_record.selectors.proposals import list_proposals
from akropolis.privacy.processing_record.services.proposals import confirm_proposals, reject_proposal
from tests.factories.graphs import depend, information, service
from tests.processing import cases
from tests.risk.cases import a_measure
from tests.world import SYSTEM, TODAY, World

pytestmark = pytest.mark.django_db


def proposed(world: World, row: Processing, who: str = "owner") -> dict[str, str]:
    """Label → source."""
    access = world.access(who)
    return {each.label: each.source for each in list_proposals(access, read_contents(access, [row])[0])}


def test_the_supplier_of_a_service_is_proposed_with_its_country_confirmed_once_and_not_again(
    world: World,
) -> None:
    row = cases.a_processing(world)
    node = cases.a_place(world, row, "Personalstöd")
    supplier = cases.a_supplier(world, node, "Moln Inc.", country="USA")
    label = "Mottagare: Moln Inc. (USA), utanför EU och EES"
    source = f"Enligt {supplier.number} Moln Inc., som Personalstöd är beroende av"
    assert proposed(world, row)[label] == source
    assert confirm_proposals(world.access("owner"), row, [f"recipient-{supplier.pk}"]) == 1
    made, held = ProcessingRecipient.everything.get(processing=row), Processing.everything.get(pk=row.pk)
    assert (made.name, made.country, made.third_country, made.source) == ("Moln Inc.", "USA", True, source)
    assert (held.has_recipients, held.third_country) == (True, True)
    assert label not in proposed(world, row)
    assert confirm_proposals(world.access("owner"), row, [f"recipient-{supplier.pk}"]) == 0


def test_one_that_is_turned_down_is_no_recipient_and_is_not_proposed_again(world: World) -> None:
    row = cases.a_processing(world)
    supplier = cases.a_supplier(
        world, cases.a_place(world, row, "Personalstöd"), "Drift AB", country="Sverige"
    )
    client, url = world.client("owner"), reverse("processing-proposals", args=[row.pk])
    assert world.client("neighbour").post(url, {"reject": f"recipient-{supplier.pk}"}).status_code == 404
    assert client.post(url, {"reject": f"recipient-{supplier.pk}"}).status_code == 302
    assert ProcessingRecipient.everything.get(processing=row).rejected
    assert Processing.everything.get(pk=row.pk).has_recipients is None
    assert "Mottagare: Drift AB (Sverige)" not in proposed(world, row)
    assert not read_contents(world.access("owner"), [row])[0].recipients


def test_a_supplier_that_the_reader_may_not_see_is_not_proposed(world: World) -> None:
    row = cases.a_processing(world)
    node = cases.a_place(world, row, "Kulturens tjänst", unit="kul", shared=True)
    cases.a_supplier(world, node, "Hemlig AB", unit="kul", shared=False)
    assert "Mottagare: Hemlig AB" in proposed(world, row, "ciso")
    assert not any("Hemlig" in label for label in proposed(world, row))
    page = world.client("owner").get(reverse("processing-proposals", args=[row.pk])).content.decode()
    assert "Hemlig" not in page


def test_suppliers_two_steps_away_are_proposed_and_not_those_beyond(world: World) -> None:
    row = cases.a_processing(world)
    place = cases.a_place(world, row, "Skolsystemet")
    with writing(SYSTEM) as w:
        near, far = (service(w, world.units["utb"], name) for name in ("Databasen", "Nätet"))
        depend(w, place, near)
        depend(w, near, far)
    cases.a_supplier(world, near, "Nära AB")
    cases.a_supplier(world, far, "Fjärran AB")
    labels = [label for label in proposed(world, row) if label.startswith("Mottagare")]
    assert labels == ["Mottagare: Nära AB"]


def test_flags_and_numbers_come_from_information_sets_and_a_written_answer_is_not_asked_again(
    world: World,
) -> None:
    row = cases.a_processing(world)
    with writing(SYSTEM) as w:
        node = information(
            w, world.units["utb"], "Elevakter", protected_people=True, people=1800, personal_data=True
        )
        w.create(ProcessingNode, {"processing": row, "node": node})
    source = f"Enligt {node.number} Elevakter"
    assert proposed(world, row) == {"Rör skyddade personuppgifter": source, "Omkring 1800 personer": source}
    assert confirm_proposals(world.access("owner"), row, ["people"]) == 1
    assert reject_proposal(world.access("owner"), row, "protected") == 1
    held = Processing.everything.get(pk=row.pk)
    assert (held.people, held.protected_people) == (1800, False)
    assert proposed(world, held) == {}


def test_measures_that_are_met_at_the_place_are_proposed_by_name_and_gaps_never(world: World) -> None:
    row = cases.a_processing(world)
    node = cases.a_place(world, row, "Skolsystemet")
    said = {"assessed_on": TODAY, "assessed_by": "Nadja", "node": node, "reasons": "Hemligt underlag"}
    for name, state in (("Kryptering", "met"), ("Loggning", "not_begun"), ("Kopior", "not_applicable")):
        ground = {"ground": "absent"} if state == "not_applicable" else {}
        create(
            SYSTEM, Fulfilment, {**said, **ground, "control": a_measure(name.lower(), name), "state": state}
        )
    found = {label: source for label, source in proposed(world, row).items() if label.startswith("Säkerhet")}
    assert found == {
        "Säkerhetsåtgärder: Kryptering": "Enligt säkerhetsåtgärder som är uppfyllda hos Skolsystemet"
    }
    assert confirm_proposals(world.access("owner"), row, ["security"]) == 1
    assert Processing.everything.get(pk=row.pk).security == "Kryptering"


def test_the_controllers_role_in_a_service_is_stated_by_a_click_from_the_processing(world: World) -> None:
    row = cases.a_processing(world)
    node = cases.a_place(world, row, "Skolsystemet")
    label = "Personuppgiftsansvar för Skolsystemet: Personuppgiftsansvarig"
    assert label in proposed(world, row)
    page = world.client("owner").get(reverse("processing-proposals", args=[row.pk])).content.decode()
    assert label in page
    assert world.client("owner").post(
        reverse("processing-proposals", args=[row.pk]), {"confirm": f"service-{node.pk}"}
    )
    stated = Controllership.everything.get(node=node)
    assert (stated.unit.code, stated.role, stated.basis) == ("utb", "controller", row.label())
    assert label not in proposed(world, row)


def test_a_contradiction_is_said_on_both_pages_and_overwrites_nothing(world: World) -> None:
    row = cases.a_processing(world)
    node = cases.a_place(world, row, "Skolsystemet")
    values = {"node": node, "unit": world.units["utb"], "role": "processor", "basis": "Avtal"}
    create(SYSTEM, Controllership, values)
    [sentence] = list_contradictions(world.access("owner"), row=row)
    assert "Personuppgiftsbiträde".lower() in sentence.lower()
    assert "Elevadministration" in sentence
    for url in (reverse("processings-detail", args=[row.pk]), reverse("services-detail", args=[node.record])):
        assert sentence in world.client("owner").get(url).context["sentences"]
    assert list_contradictions(world.access("neighbour"), node=node) == []
    assert Controllership.everything.get(node=node).role == "processor"
    both = cases.a_processing(world, title="Åt andra", role="processor")
    create(SYSTEM, ProcessingNode, {"processing": both, "node": node})
    assert list_contradictions(world.access("owner"), row=row) == []


def test_two_that_are_each_others_processors_are_told_so_where_both_may_be_read(world: World) -> None:
    node: Any = None
    rows: list[Any] = []
    for unit, other in (("utb", "kul"), ("kul", "utb")):
        row = cases.a_processing(world, unit=unit, title=f"Åt {other}", role="processor")
        node = node or cases.a_place(world, row, "Gemensamt", shared=True)
        create(SYSTEM, ProcessingParty, {"processing": row, "unit": world.units[other]})
        if rows:
            create(SYSTEM, ProcessingNode, {"processing": row, "node": node})
        rows.append(row)
    found = {
        who: [*list_loops(access, read_contents(access, rows[:1])[0])]
        for who in ("ciso", "owner")
        for access in [world.access(who)]
    }
    assert len(found["ciso"]) == 1
    assert "Åt utb" in found["ciso"][0]
    assert found["owner"] == []


@pytest.mark.parametrize(
    ("country", "outside"),
    [("", None), (" Sverige ", False), ("norge", False), ("USA", True), ("Schweiz", True)],
)
def test_a_country_outside_is_known_by_its_name(country: str, outside: bool | None) -> None:
    assert is_outside_eea(country) is outside
