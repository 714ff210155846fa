"""What shows that an accepted gap can be accepted stands with it, for those who read the acceptance."""

from typing import Any

import pytest

from akropolis.graph.assets.models import Node
from akropolis.shared.evidence.models import Evidence
from akropolis.shared.evidence.services import proofs
from tests.offers.test_gaps import accept, one
from tests.world import WORD, World

pytestmark = pytest.mark.django_db


def test_what_shows_that_a_gap_can_be_accepted_stands_with_it(world: World, nodes: dict[str, Node]) -> None:
    row = one(world, "owner", nodes["journal"], "utb")
    [made] = accept(world, row, "chef", "confidentiality")
    client = world.client("owner")
    assert f"/belagg-for/gapexception/{made.pk}/" in client.get("/godtagna-gap/").text
    values: dict[str, Any] = {"name": f"Beslut {WORD}", "kind": "decision", "owner_unit": world.units["utb"]}
    proof = proofs.add(world.access("owner"), made, values)
    page = client.get("/godtagna-gap/").text
    assert f'href="/belagg/{proof.pk}/"' in page
    assert f"Beslut {WORD}" in page
    told = client.get("/api/v1/accepted-levels").json()["items"]
    assert [each["evidence"] for each in told] == [f"Beslut {WORD}"]
    assert "Journalsystem K3" in client.get(f"/belagg/{proof.pk}/").text
    ending = f"/gap/{nodes['journal'].record}/utb/confidentiality/avsluta/"
    assert f"Beslut {WORD}" in world.client("chef").get(ending).text
    # the operator reads the acceptance, and so what shows it; the nämnd next door reads neither
    readers = {who for who in world.people if Evidence.objects.visible(world.access(who)).exists()}
    assert ("operator" in readers, "neighbour" in readers) == (True, False)
    assert WORD not in world.client("neighbour").get("/godtagna-gap/").text
