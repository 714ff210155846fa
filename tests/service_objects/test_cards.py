"""An object's card: its services, controllers, processors and documents, and what an operator does not see."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.records.writer import create, writing
from akropolis.graph.assets.models import Node
from akropolis.graph.suppliers.models import Supplier
from akropolis.privacy.processing.models import Processing, ProcessingNode
from akropolis.privacy.service_objects.models import ObjectService, ServiceObject
from akropolis.privacy.service_objects.selectors.cards import controllers_of, processors_of
from akropolis.shared.documents.models import GoverningDocument
from tests.factories.graphs import depend, node_of, service
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def card(world: World) -> ServiceObject:
    """A central object of `kul`, whose service stands on a supplier with a sub-supplier; `utb` processes in it."""
    kul, utb = world.units["kul"], world.units["utb"]
    with writing(SYSTEM) as w:
        node = service(w, kul, "Biblioteket", shared=True)
        below = [
            node_of(w, w.create(Supplier, {"name": name, "owner_unit": kul})) for name in ("Nära", "Fjärran")
        ]
        depend(w, node, below[0], kind="delivered_by")
        depend(w, below[0], below[1], kind="delivered_by")
        made = w.create(ServiceObject, {"name": "Kultur", "owner_unit": kul, "shared": True})
        w.create(ObjectService, {"service_object": made, "node": node})
        row = w.create(Processing, {"title": f"{WORD} lån", "purpose": WORD, "owner_unit": utb})
        w.create(ProcessingNode, {"processing": row, "node": node})
    return made


def node_now() -> Node:
    return ObjectService.everything.get().node


def test_the_operator_sees_who_processes_and_how_many_but_no_text(world: World, card: ServiceObject) -> None:
    found = controllers_of(world.access("neighbour", TODAY), [node_now().pk], TODAY)
    assert [(each.unit.code, each.processings) for each in found] == [("utb", 1)]
    page = world.client("neighbour").get(reverse("objects-detail", args=[card.pk])).content.decode()
    assert "Utbildningsnämnden" in page
    assert WORD not in page


def test_a_consumer_reads_the_card_and_sees_itself_alone(world: World, card: ServiceObject) -> None:
    with writing(SYSTEM) as w:
        row = w.create(Processing, {"title": "Annat", "owner_unit": world.units["hamn"]})
        w.create(ProcessingNode, {"processing": row, "node": node_now()})
    found = controllers_of(world.access("owner", TODAY), [node_now().pk], TODAY)
    assert [each.unit.code for each in found] == ["utb"]
    page = world.client("owner").get(reverse("objects-detail", args=[card.pk])).content.decode()
    assert "Kultur" in page
    assert "Hamn" not in page
    assert "Intyga objektet" not in page


def test_processors_are_named_at_any_depth(world: World, card: ServiceObject) -> None:
    found = processors_of(world.access("neighbour", TODAY), [node_now().pk], TODAY)
    assert [(each.node.label, each.depth, each.via) for each in found] == [
        ("Nära", 1, "Biblioteket"),
        ("Fjärran", 2, "Nära"),
    ]


def test_services_and_documents_are_chosen_on_pages(world: World, card: ServiceObject) -> None:
    client, values = world.client("neighbour"), {"owner_unit": world.units["kul"], "kind": "routine"}
    document = create(SYSTEM, GoverningDocument, {"title": "Lånerutin", **values})
    given: dict[str, Any] = {
        "name": "Kultur",
        "owner_unit": str(world.units["kul"].pk),
        "version": card.version,
    }
    url = reverse("objects-edit", args=[card.pk])
    answer = client.post(url, given | {"routine": str(document.pk), "shared": "on"})
    assert answer.status_code == 302
    page = client.get(reverse("objects-detail", args=[card.pk])).content.decode()
    assert "Lånerutin" in page
    assert "gäller inte" in page
    link = ObjectService.everything.get()
    assert world.client("owner").post(reverse("object-remove-service", args=[link.pk])).status_code == 404
    assert client.post(reverse("object-remove-service", args=[link.pk])).status_code == 302
    assert not ObjectService.everything.exists()
    add = reverse("object-services", args=[card.pk])
    assert client.post(add, {"node": str(link.node_id)}).status_code == 302
    assert ObjectService.everything.get().node_id == link.node_id
    assert world.client("owner").post(add, {"node": str(link.node_id)}).status_code == 404
