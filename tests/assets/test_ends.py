"""What others stand on is not taken away in silence: it asks, says who is hit, and tells them."""

from typing import Any

import pytest
from django.test import Client

from akropolis.base.kernel.access.models.tokens import TokenScope
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.flow import RowsRefused
from akropolis.graph.assets.models import Dependency, Node, Service
from akropolis.graph.assets.selectors.sight import Sight
from akropolis.graph.suppliers.models import Supplier
from tests.factories.graphs import depend
from tests.gate.cast import bearer
from tests.world import SYSTEM, WORD, World


def asked_by(client: Client, node: Node, verb: str, *, sure: bool) -> Any:
    """The request that takes the service away from those who depend on it."""
    row = Service.everything.get(pk=node.record)
    address = f"/api/v1/services/{row.pk}" + ("?sure=true" if sure else "")
    headers = {"If-Match": f'"{row.version}"'}
    if verb == "archive":
        return client.delete(address, headers=headers)
    return client.patch(address, {"shared": False}, "application/json", headers=headers)


@pytest.mark.parametrize(("verb", "word"), [("unshare", "delas inte längre"), ("archive", "är arkiverad")])
def test_the_api_asks_says_who_and_tells_them(
    world: World, nodes: dict[str, Node], verb: str, word: str
) -> None:
    client, before = Client(headers=bearer(world, "ciso", TokenScope.WRITE)), Change.objects.count()
    answer = asked_by(client, nodes["journal"], verb, sure=False)
    assert (answer.status_code, answer.json()["code"]) == (409, "others_depend")
    assert "Kulturnämnden och Utbildningsnämnden" in answer.json()["detail"]
    assert (Change.objects.count(), Message.objects.count()) == (before, 0)
    assert asked_by(client, nodes["journal"], verb, sure=True).status_code in (200, 204)
    told = {message.user.username: message for message in Message.objects.select_related("user")}
    assert set(told) == {"owner", "neighbour"}
    assert {message.subject for message in told.values()} == {f"Journalsystem {word}"}
    assert (WORD in told["owner"].text, WORD in told["neighbour"].text) == (True, False)
    assert told["owner"].url == f"/graf/{nodes['elever'].record}/"


def test_the_dependency_stays_with_its_unit_masked_and_can_be_ended_there(
    world: World, nodes: dict[str, Node]
) -> None:
    with writing(SYSTEM) as w:
        w.update(Service.everything.get(pk=nodes["journal"].record), {"shared": False, "name": "Hemligt"})
    row = Dependency.everything.get(source=nodes["elever"], target=nodes["journal"])
    page = world.client("owner").get(f"/graf/{nodes['elever'].record}/").text
    assert ("en it-tjänst hos Mälarstad" in page, f"/beroende/{row.pk}/avsluta/" in page) == (True, True)
    assert "Hemligt" not in page


def test_the_page_asks_keeps_what_was_written_and_takes_yes(world: World, nodes: dict[str, Node]) -> None:
    pk, client = nodes["journal"].record, world.client("ciso")
    form = client.get(f"/tjanster/{pk}/redigera/").context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    sent |= {"name": "Journal 2", "shared": ""}
    answer = client.post(f"/tjanster/{pk}/redigera/", sent)
    assert (answer.status_code, 'name="sure"' in answer.text, "Journal 2" in answer.text) == (409, True, True)
    assert Service.everything.get(pk=pk).name == "Journalsystem"
    assert client.post(f"/tjanster/{pk}/redigera/", sent | {"sure": "1"}).status_code == 302
    assert (Service.everything.get(pk=pk).shared, Message.objects.count()) == (False, 2)


def test_archiving_on_the_page_asks_first(world: World, nodes: dict[str, Node]) -> None:
    pk, client = nodes["journal"].record, world.client("ciso")
    answer = client.post(f"/tjanster/{pk}/arkivera/")
    assert (answer.status_code, "Utbildningsnämnden" in answer.text) == (409, True)
    assert Service.everything.get(pk=pk).archived_at is None
    assert world.client("neighbour").post(f"/tjanster/{pk}/arkivera/").status_code == 404
    assert client.post(f"/tjanster/{pk}/arkivera/", {"sure": "1"}).status_code == 302
    assert Service.everything.get(pk=pk).archived_at is not None


def test_a_file_cannot_say_that_it_is_sure_and_changes_nothing(world: World, nodes: dict[str, Node]) -> None:
    ciso, services = world.access("ciso"), registry.get("services")
    journal, alone = (Service.everything.get(pk=nodes[name].record) for name in ("journal", "reserv"))
    text = f"number;name;shared\n{journal.number};Journal 2;nej\n{alone.number};Reserv 2;nej\n"
    before = Change.objects.count()
    with pytest.raises(RowsRefused) as refusal:
        transfer.commit(services, ciso, read("x.csv", text.encode()), because="Prov")
    assert [(row.number, [p.sentence for p in row.problems]) for row in refusal.value.report.rows] == [
        (
            journal.number,
            [
                "Andra är beroende av den: Kulturnämnden och Utbildningsnämnden. De får veta det och behöver hitta "
                "något annat. Gör ändringen på radens egen sida."
            ],
        ),
        (alone.number, []),
    ]
    assert (Change.objects.count(), Message.objects.count()) == (before, 0)
    kept = text.replace("Journal 2;nej", "Journal 2;ja")
    transfer.commit(services, ciso, read("x.csv", kept.encode()), because="Prov")
    journal.refresh_from_db()
    assert (journal.name, journal.shared, Message.objects.count()) == ("Journal 2", True, 0)


def test_what_only_the_own_unit_stands_on_is_taken_away_unasked(world: World, nodes: dict[str, Node]) -> None:
    answer = world.client("owner").post(f"/tjanster/{nodes['reserv'].record}/arkivera/")
    assert (answer.status_code, Message.objects.count()) == (302, 0)


@pytest.fixture
def registered(world: World, nodes: dict[str, Node]) -> Node:
    """A shared supplier that `kul` has registered, and on which `utb` has something that is its own."""
    with writing(SYSTEM) as w:
        row = w.create(Supplier, {"name": "Samlat AB", "owner_unit": world.units["kul"], "shared": True})
        w.settle()
        node: Node = Node.everything.get(record=row.pk)
        depend(w, nodes["reserv"], node, kind="delivered_by")
    return node


def test_who_registered_a_shared_supplier_sees_nothing_of_who_stands_on_it(
    world: World, nodes: dict[str, Node], registered: Node
) -> None:
    sight = Sight(world.access("neighbour"))
    assert (sight.answers_for(registered.pk), sight.one(nodes["reserv"].pk)) == (False, None)
    client = world.client("neighbour")
    addresses = (
        f"/leverantorer/{registered.record}/",
        f"/graf/{registered.record}/",
        f"/graf/{registered.record}/rackvidd/",
        "/beroenden/",
        "/api/v1/dependencies",
        f"/api/v1/nodes/{registered.record}/radius",
    )
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, WORD in answer.text) == (200, False), address
    assert Dependency.objects.visible(world.access("neighbour")).filter(target=registered).count() == 0
    assert Dependency.objects.visible(world.access("owner")).filter(target=registered).count() == 1
    assert Sight(world.access("ciso")).answers_for(registered.pk)


def test_who_registered_it_is_told_how_many_and_not_which(world: World, registered: Node) -> None:
    answer = world.client("neighbour").post(f"/leverantorer/{registered.record}/arkivera/")
    assert (answer.status_code, "1 annan enhet" in answer.text, "Utbildning" in answer.text) == (
        409,
        True,
        False,
    )
    assert Supplier.everything.get(pk=registered.record).archived_at is None
