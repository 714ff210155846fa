"""What is offered is the operator's claim, lowered by brister alone; more is offered where measures show it."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.compliance.models import Control
from akropolis.graph.compliance.selectors.standing import place_url
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from akropolis.graph.offers.models import Offer
from akropolis.graph.offers.reports.level_reasons import level_reasons
from akropolis.graph.offers.selectors.gap_rows import ALL
from akropolis.graph.offers.selectors.gaps import Gaps
from akropolis.graph.offers.selectors.offers import stated
from akropolis.graph.offers.services import offers
from tests.compliance.measures import measure
from tests.factories.graphs import decide, depend, information, service
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
DAY, TODAY = timedelta(days=1), timezone.localdate


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


def test_an_honest_word_costs_nothing_and_a_brist_what_demands_it(
    world: World, node: Node, measures: dict[str, Control]
) -> None:
    assert gaps_at(world, node) == [("c", 3, 2), ("a", 1, None)]
    for state in ("met", "partly"):
        assess(SYSTEM, [AssessmentInput(measures["basic"], node, state, "Rutinen är inte testad.")])
    assert gaps_at(world, node) == [("c", 3, 2), ("a", 1, None)]
    assess(SYSTEM, [AssessmentInput(measures["k2"], node, "not_begun")])
    assert gaps_at(world, node) == [("c", 3, 1), ("a", 1, None)]
    assess(SYSTEM, [AssessmentInput(measures["basic"], node, "met")])
    assert gaps_at(world, node) == [("c", 3, 1)]
    assess(SYSTEM, [AssessmentInput(measures["k2"], node, "met")])
    assert gaps_at(world, node) == []


def test_one_true_word_on_a_shared_service_makes_no_gap_in_any_unit(
    world: World, node: Node, measures: dict[str, Control]
) -> None:
    with writing(SYSTEM) as w:
        w.update(Service.everything.get(pk=node.record), {"shared": True})
        source = information(w, world.units["kul"], "Fjäder")
        depend(w, source, node)
        decide(w, source, 3, 3, 3)

    def found() -> list[tuple[str, str, int | None]]:
        rows = Gaps(SYSTEM, TODAY()).rows()
        return sorted((row.unit.code, e.gap.aspect, e.gap.offered) for row in rows for e in row.lines)

    before = found()
    assert {unit for unit, _aspect, _offered in before} == {"utb", "kul"}
    for word in ("met", "not_applicable"):
        said = "Leverantören gör det åt oss."
        assess(SYSTEM, [AssessmentInput(measures["k2"], node, word, said, ground="elsewhere")])
        assert found() == before


def test_an_expired_claim_claims_nothing_and_a_brist_alone_is_no_level(
    world: World, node: Node, measures: dict[str, Control]
) -> None:
    with writing(SYSTEM) as w:
        w.update(Offer.everything.get(), {"stated_on": TODAY() - 2 * DAY, "valid_to": TODAY() - DAY})
    before = gaps_at(world, node)
    assert before == [("c", 3, None), ("i", 1, None), ("a", 1, None)]
    assess(SYSTEM, [AssessmentInput(measures["k2"], node, "not_begun")])
    assert gaps_at(world, node) == before
    assert not stated(world.access("owner"), TODAY(), [node.pk])[node.pk].counts


def test_the_page_says_in_a_sentence_each_why_the_levels_are_these(
    world: World, node: Node, measures: dict[str, Control]
) -> None:
    assess(SYSTEM, [AssessmentInput(measures["basic"], node, "partly", "Rutinen är inte testad.")])
    assess(SYSTEM, [AssessmentInput(measures["k2"], node, "not_begun")])
    node = Node.everything.get(pk=node.pk)
    offer = stated(world.access("owner"), TODAY(), [node.pk])[node.pk]
    assert offer.lowered == {"confidentiality": 2}
    reasons = level_reasons(world.access("owner"), node, offer, TODAY())
    basic, k2 = ((each.title, place_url(node, each)) for each in (measures["basic"], measures["k2"]))
    assert reasons == [
        (
            "Konfidentialitet: nivå 2 utlovas. 1 av 1 säkerhetsåtgärd är bedömd.",
            [k2],
            "är en brist: nivån är 1.",
        ),
        ("Riktighet: nivå 3 utlovas. 0 av 0 säkerhetsåtgärder är bedömda.", [], ""),
        ("Tillgänglighet: ingen nivå utlovas. 0 av 0 säkerhetsåtgärder är bedömda.", [], ""),
        (
            "Grundskydd. 1 av 1 säkerhetsåtgärd är bedömd.",
            [basic],
            "är en brist: grundskyddet krävs på alla nivåer, så en brist i det sänker ingen enskild aspekt.",
        ),
    ]
    text = world.client("owner").get(reverse("services-shared", args=[node.record])).text
    words = " ".join(unescape(strip_tags(text)).split())
    assert f"{reasons[0][0]} {k2[0]} {reasons[0][2]}" in words
    panel = " ".join(
        strip_tags(world.client("owner").get(reverse("services-detail", args=[node.record])).text).split()
    )
    assert "utlovar K2, men säkerhetsåtgärderna har brister och motsvarar en lägre nivå." in panel


def test_for_an_earlier_day_what_was_stated_by_then_counts(
    world: World, node: Node, measures: dict[str, Control]
) -> None:
    assess(SYSTEM, [AssessmentInput(measures["basic"], node, "met")])
    today: date = timezone.localdate()
    assert stated(world.access("owner"), today - DAY, [node.pk]) == {}


def test_what_was_found_for_a_day_is_found_anew_when_it_has_passed(
    world: World, node: Node, measures: dict[str, Control], monkeypatch: pytest.MonkeyPatch
) -> None:
    assess(SYSTEM, [AssessmentInput(each, node, "met") for each in measures.values()])
    day, now = timezone.localdate(), timezone.now()

    def lacking() -> list[int]:
        return [place.thing.pk for place in Gaps(world.access("owner"), day).at(ALL)]

    assert lacking() == []
    monkeypatch.setattr(timezone, "now", lambda: now + DAY)
    assert lacking() == [node.pk]


def test_the_unit_next_door_is_told_nothing_of_what_is_shown(
    world: World, node: Node, measures: dict[str, Control]
) -> None:
    assess(SYSTEM, [AssessmentInput(measures["basic"], node, "met")])
    assert stated(world.access("neighbour"), timezone.localdate(), [node.pk]) == {}
