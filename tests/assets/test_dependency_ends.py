"""Dependencies that end, and demands that are lowered on their way: on pages, by who may, and what follows."""

from datetime import timedelta
from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Dependency, Lowering, Node, Service
from akropolis.graph.assets.services import levels, lowerings
from tests.assets.test_dependencies import today
from tests.factories.graphs import lower
from tests.world import SYSTEM, World

DAY = timedelta(days=1)


def test_a_dependency_ends_on_its_page(world: World, nodes: dict[str, Node]) -> None:
    row = Dependency.everything.get(source=nodes["elever"], target=nodes["journal"])
    address = f"/graf/{nodes['elever'].record}/beroende/{row.pk}/avsluta/"
    client, before = world.client("owner"), Change.objects.count()
    for last in ("", "i går", "1999-01-01x"):
        assert client.post(address, {"valid_to": last}).status_code == 422
    answer = client.post(address, {"valid_to": str(today() - DAY), "because": "Ny tjänst"})
    assert (answer.status_code, answer["Location"]) == (302, f"/graf/{nodes['elever'].record}/")
    row.refresh_from_db()
    assert (row.valid_to, Change.objects.count()) == (today() - DAY, before + 1)
    assert Node.everything.get(pk=nodes["kluster"].pk).confidentiality == 2


def test_the_unit_ends_its_own_also_when_it_sees_only_its_kind(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        w.update(Service.everything.get(pk=nodes["journal"].record), {"shared": False, "name": "Hemligt"})
    row = Dependency.everything.get(source=nodes["elever"], target=nodes["journal"])
    address = f"/graf/{nodes['elever'].record}/beroende/{row.pk}/avsluta/"
    page = world.client("owner").get(address)
    assert (page.status_code, "en it-tjänst hos Mälarstad" in page.text, "Hemligt" in page.text) == (
        200,
        True,
        False,
    )
    assert world.client("owner").post(address, {"valid_to": str(today())}).status_code == 302


@pytest.mark.parametrize("who", ["neighbour", "operator", "auditor", "colleague", "outsider"])
def test_nobody_else_ends_it(world: World, nodes: dict[str, Node], who: str) -> None:
    row = Dependency.everything.get(source=nodes["elever"], target=nodes["journal"])
    before = Change.objects.count()
    for record in (nodes["elever"].record, nodes["journal"].record):
        address = f"/graf/{record}/beroende/{row.pk}/avsluta/"
        assert world.client(who).post(address, {"valid_to": str(today())}).status_code == 404
    assert Change.objects.count() == before


def test_a_demand_is_lowered_by_who_decides_on_levels(world: World, nodes: dict[str, Node]) -> None:
    row = Dependency.everything.get(source=nodes["elever"], target=nodes["journal"])
    address = f"/graf/beroende/{row.pk}/sank/"
    assert world.client("owner").get(address).status_code == 404
    client = world.client("chef")
    form = client.get(address).context["form"]
    assert [value for value, _label in form.fields["aspect"].choices][:2] == ["confidentiality", "integrity"]
    values = {
        "aspect": "confidentiality",
        "level": "1",
        "reason": "Kryptering i vila",
        "appointment": form["appointment"].value(),
        "until": str(today() + 30 * DAY),
    }
    for wrong in ({"until": str(today() - DAY)}, {"reason": ""}, {"aspect": "x"}, {"level": "99"}):
        assert client.post(address, values | wrong).status_code == 422
    assert client.post(address, values).status_code == 302
    lowered = Lowering.everything.get(dependency=row)
    assert (lowered.decider_name, lowered.decider_role) == (
        "Åke Ström",
        "Stadsdirektör, förvaltningschef eller vd",
    )
    assert Node.everything.get(pk=nodes["journal"].pk).confidentiality == 2
    end = f"/graf/beroende/{row.pk}/sank/{lowered.pk}/avsluta/"
    pages = [world.client(who).get(f"/beroenden/{row.pk}/").text for who in ("chef", "owner")]
    assert [("Kryptering i vila" in text, f'href="{end}"' in text) for text in pages] == [
        (True, True),
        (True, False),
    ]
    assert world.client("owner").post(end, {"because": "Nej"}).status_code == 404
    assert client.post(end, {"because": "Krypteringen togs bort"}).status_code == 302
    assert Node.everything.get(pk=nodes["journal"].pk).confidentiality == 3
    assert levels.differences() == []


def test_a_new_lowering_takes_the_place_of_the_one_before(world: World, nodes: dict[str, Node]) -> None:
    row = Dependency.everything.get(source=nodes["elever"], target=nodes["journal"])
    with writing(SYSTEM) as w:
        old = lower(w, row, "confidentiality", 2, today() - 5 * DAY, today() + 5 * DAY)
    given: dict[str, Any] = {
        "aspect": "confidentiality",
        "reason": "R",
        "role": "Chef",
        "until": today() + DAY,
    }
    new = lowerings.lower(world.access("chef"), row, level=1, **given)
    old.refresh_from_db()
    assert (old.valid_to, new.valid_from) == (today() - DAY, today())
    with pytest.raises(Hidden):
        lowerings.lower(world.access("owner"), row, level=0, **given)
    with pytest.raises(Hidden):
        lowerings.end(world.access("owner"), new, because="Nej")
    with pytest.raises(Refused):
        lowerings.end(world.access("chef"), old, because="Redan slut")
    lowerings.end(world.access("chef"), new, because="Fel")
    assert list(Lowering.everything.filter(dependency=row)) == [old]


def test_what_is_not_inherited_or_has_ended_is_not_lowered(world: World, nodes: dict[str, Node]) -> None:
    row = Dependency.everything.get(source=nodes["elever"], target=nodes["journal"])
    with writing(SYSTEM) as w:
        w.update(row, {"integrity": False, "valid_from": None, "valid_to": today() - DAY})
    before = Change.objects.count()
    with pytest.raises(Invalid) as refusal:
        lowerings.lower(
            world.access("chef"), row, aspect="integrity", level=1, reason="R", role="C", until=today() - DAY
        )
    assert set(refusal.value.errors) == {"aspect", "until", "__all__"}
    assert Change.objects.count() == before


def test_the_neighbour_reads_no_lowering(world: World, nodes: dict[str, Node]) -> None:
    row = Dependency.everything.get(source=nodes["elever"], target=nodes["journal"])
    with writing(SYSTEM) as w:
        lower(w, row, "confidentiality", 1, today(), today())
    seen = {
        who: Lowering.objects.visible(world.access(who)).count() for who in ("owner", "operator", "neighbour")
    }
    assert seen == {"owner": 1, "operator": 1, "neighbour": 0}


def test_the_page_says_which_dependency_ends_with_links_and_not_with_marks(
    world: World, nodes: dict[str, Node]
) -> None:
    row = Dependency.everything.select_related("source", "target").filter(source=nodes["elever"])[0]
    page = world.client("owner").get(f"/graf/{row.source.record}/beroende/{row.pk}/avsluta/").text
    assert "&lt;" not in page.split("<h1", 1)[1].split("<form", 1)[0]
