"""What is offered is earned by measures; what an operator states beside it is a claim, contradicted openly."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.assets.models import Node
from akropolis.compliance.models import Control
from akropolis.compliance.services.assessing import Word, assess
from akropolis.kernel.records.writer import writing
from akropolis.offers.selectors.gap_rows import ALL
from akropolis.offers.selectors.gaps import Gaps
from akropolis.offers.selectors.offers import stated
from akropolis.offers.services import offers
from tests.compliance.measures import measure
from tests.factories.graphs import decide, depend, information, service
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def node(world: World) -> Node:
    """A service of `utb` with K3 R1 T1 demanded, for which K2 and R3 are stated."""
    with writing(SYSTEM) as w:
        source, node = information(w, world.units["utb"], "Elever"), service(w, world.units["utb"], "Journal")
        depend(w, source, node)
        decide(w, source, 3, 1, 1)
    state(world, node, confidentiality=2, integrity=3)
    return node


@pytest.fixture
def measures(world: World) -> dict[str, Control]:
    """Grundskydd and one measure from K2."""
    with writing(SYSTEM) as w:
        return {"basic": measure(w, "Grund"), "k2": measure(w, "K två", confidentiality=2)}


def state(world: World, node: Node, **levels: int) -> None:
    """The operator says what it offers."""
    day = timezone.localdate()
    offers.state(world.access("owner"), node, levels=levels, evidence="Granskad.", stated_on=day)


def gaps_at(world: World, node: Node) -> list[tuple[str, int, int | None]]:
    """Aspect, demanded and offered of the service's gaps."""
    row = Gaps(world.access("owner"), timezone.localdate()).row(node, world.units["utb"])
    return [(line.gap.aspect[0], line.gap.demanded, line.gap.offered) for line in row.lines] if row else []


def test_what_is_stated_counts_until_something_is_said_of_a_measure(
    world: World, node: Node, measures: dict[str, Control]
) -> None:
    assert gaps_at(world, node) == [("c", 3, 2), ("a", 1, None)]
    assess(SYSTEM, [Word(measures["k2"], node, "not_begun")])
    assert gaps_at(world, node) == [("c", 3, 2), ("a", 1, None)]
    assess(SYSTEM, [Word(measures["basic"], node, "met")])
    assert gaps_at(world, node) == [("c", 3, 1)]
    assess(SYSTEM, [Word(measures["k2"], node, "met")])
    assert gaps_at(world, node) == []


def test_more_stated_than_earned_is_contradicted_on_the_page(
    world: World, node: Node, measures: dict[str, Control]
) -> None:
    assess(SYSTEM, [Word(measures["basic"], node, "met")])
    said = stated(world.access("owner"), timezone.localdate(), [node.pk])[node.pk]
    assert (said.earned, said.contradicted) == (True, {"confidentiality": 2})
    text = world.client("owner").get(reverse("services-shared", args=[node.record])).text
    assert "uppger K2. Det som uppges räknas inte" in text


def test_for_an_earlier_day_what_was_stated_by_then_counts(
    world: World, node: Node, measures: dict[str, Control]
) -> None:
    assess(SYSTEM, [Word(measures["basic"], node, "met")])
    today: date = timezone.localdate()
    assert stated(world.access("owner"), today - DAY, [node.pk]) == {}


def test_what_was_found_for_a_day_is_found_anew_when_it_has_passed(
    world: World, node: Node, measures: dict[str, Control], monkeypatch: pytest.MonkeyPatch
) -> None:
    assess(SYSTEM, [Word(each, node, "met") for each in measures.values()])
    day, now = timezone.localdate(), timezone.now()

    def lacking() -> list[int]:
        return [place.thing.pk for place in Gaps(world.access("owner"), day).at(ALL)]

    assert lacking() == []
    monkeypatch.setattr(timezone, "now", lambda: now + DAY)
    assert lacking() == [node.pk]


def test_the_unit_next_door_is_told_nothing_of_what_is_earned(
    world: World, node: Node, measures: dict[str, Control]
) -> None:
    assess(SYSTEM, [Word(measures["basic"], node, "met")])
    assert stated(world.access("neighbour"), timezone.localdate(), [node.pk]) == {}
