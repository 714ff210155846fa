"""What is known of an offer before its operator is asked for it."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.services import offers
from akropolis.graph.offers.web.asking import known_offers
from akropolis.shared.campaigns.models import Ask
from tests.world import World

pytestmark = pytest.mark.django_db
ONE, OTHER = UUID(int=1), UUID(int=2)


def asks(nodes: dict[str, Node]) -> list[Ask]:
    return [Ask(pk=ONE, object_id=nodes["journal"].record), Ask(pk=OTHER, object_id=UUID(int=7))]


def state(access: Access, node: Node, level: int, stated_on: date, valid_to: date | None = None) -> None:
    words = f"Nivå {level}."
    offers.state(
        access,
        node,
        levels={"confidentiality": level},
        evidence=words,
        stated_on=stated_on,
        valid_to=valid_to,
    )


def test_what_is_demanded_is_known_before_anything_is_stated(world: World, nodes: dict[str, Node]) -> None:
    found = known_offers(world.access("operator"), timezone.localdate(), asks(nodes))
    assert {ask: (known.answers, known.note, known.url) for ask, known in found.items()} == {
        ONE: ({}, "K3 R3 T2 S1 krävs nu", f"/tjanster/{nodes['journal'].record}/gemensam/")
    }


def test_what_was_stated_last_is_known_with_its_day_while_it_stands(
    world: World, nodes: dict[str, Node]
) -> None:
    operator, today = world.access("operator"), timezone.localdate()
    last = today + timedelta(days=40)
    state(operator, nodes["journal"], 1, today - timedelta(days=30))
    state(operator, nodes["journal"], 3, today - timedelta(days=1), last)
    for day, ends in ((today, {"valid_to": last.isoformat()}), (last + timedelta(days=1), {})):
        (known,) = known_offers(operator, day, asks(nodes)).values()
        assert known.answers == {"confidentiality": "3", "evidence": "Nivå 3.", **ends}


def test_who_may_not_read_what_is_offered_is_told_nothing(world: World, nodes: dict[str, Node]) -> None:
    today = timezone.localdate()
    state(world.access("operator"), nodes["journal"], 3, today)
    assert known_offers(world.access("outsider"), today, asks(nodes)) == {}
