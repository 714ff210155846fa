"""A service's page: demanded against offered per aspect, why and whether it is enough, and its measures in numbers."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from lxml import html

from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import ActRank
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.compliance.models import MeasureAction
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from akropolis.graph.offers.register.offer_panel import PANEL
from akropolis.graph.offers.services import offers
from akropolis.shared.actions.models import Action
from tests.compliance.measures import measure
from tests.factories.graphs import decide, depend, information, service
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def node(world: World) -> Node:
    """A service of `utb` with K3 R2 T1 demanded by the unit's own information."""
    with writing(SYSTEM) as w:
        source, node = information(w, world.units["utb"], "Elever"), service(w, world.units["utb"], "Journal")
        depend(w, source, node)
        decide(w, source, 3, 2, 1)
    return node


def state(world: World, node: Node, **levels: int) -> None:
    day = timezone.localdate()
    offers.state(world.access("owner"), node, levels=levels, evidence="Granskad.", stated_on=day)


def built(world: World, node: Node, who: str = "owner") -> Any:
    return PANEL.build(world.access(who), Service.everything.get(pk=node.record))


def lines(world: World, node: Node) -> list[tuple[str, str, str, str]]:
    rows = [row.cells for row in built(world, node).context["table"].rows]
    return [(name, demanded, offered, str(outcome.text)) for name, demanded, _why, offered, outcome in rows]


def test_what_is_enough_too_low_and_unknown_are_three_things(world: World, node: Node) -> None:
    state(world, node, confidentiality=1, integrity=2)
    assert lines(world, node) == [
        ("Konfidentialitet", "3", "1", "två nivåer för lågt"),
        ("Riktighet", "2", "2", "räcker"),
        ("Tillgänglighet", "1", "inte känt", "okänt"),
    ]
    found = built(world, node)
    said = [html.fromstring(f"<p>{sentence}</p>") for sentence in found.sentences]
    assert [each.text_content() for each in said] == [
        "Det som erbjuds är lägre än det som krävs i en aspekt av tre.",
        "Det är inte känt vad som erbjuds i en aspekt.",
    ]
    assert [each.xpath(".//a/@href") for each in said] == [["#offer"], ["#offer"]]
    why = found.context["table"].rows[0].cells[2].text
    assert "Elever" in why
    assert "Utbildningsnämnden" in why


def test_who_may_answer_the_gap_has_it_as_the_next_step_and_others_have_not(world: World, node: Node) -> None:
    state(world, node, confidentiality=2, integrity=2, availability=1)
    first = built(world, node).acts[0]
    assert (str(first.label), first.rank) == ("Svara på gapet i konfidentialitet", ActRank.NEXT)
    assert first.url == f"/tjanster/{node.record}/gemensam/#gaps"
    assert [act for act in built(world, node, "auditor").acts if act.rank is ActRank.NEXT] == []
    state(world, node, confidentiality=3, integrity=2, availability=1)
    assert [act.rank for act in built(world, node).acts] == [ActRank.MENU]


def test_an_unknown_offer_is_to_be_stated_by_the_operator_and_is_no_gap(world: World, node: Node) -> None:
    assert {outcome for *_rest, outcome in lines(world, node)} == {"okänt"}
    acts = built(world, node).acts
    assert [(str(act.label), act.rank) for act in acts] == [("Ange vad som erbjuds", ActRank.NEXT)]
    assert built(world, node, "auditor").acts == []


def test_the_three_numbers_of_measures_lead_to_exactly_their_rows(world: World, node: Node) -> None:
    with writing(SYSTEM) as w:
        measures = [measure(w, name) for name in ("Ett", "Två", "Tre", "Fyra")]
    for control, word in zip(measures, ("met", "partly"), strict=False):
        assess(world.access("owner"), [AssessmentInput(control, node, word, "Prövat.")])
    client = world.client("owner")
    page = html.document_fromstring(client.get(f"/tjanster/{node.record}/").content)
    numbers = page.xpath("//section[@id='measures-panel']/p[1]/a")
    assert [" ".join(each.text_content().split()) for each in numbers] == [
        "1 uppfyllda",
        "1 brister",
        "2 inte bedömda",
    ]
    for each in numbers:
        there = html.document_fromstring(client.get(each.get("href")).content)
        rows = there.xpath("//section[h2[starts-with(@id, 'a')]]//tbody/tr")
        assert str(len(rows)) == each.xpath("string(strong)")
    unknown = client.get(f"/krav/tjanst/{node.record}/?state=nothing")
    assert (unknown.status_code, unknown.context["only"]) == (200, "")


def test_what_is_open_about_a_service_is_shown_to_those_who_may_read_it(world: World, node: Node) -> None:
    with writing(SYSTEM) as w:
        control, row = measure(w, "Grund"), Service.everything.get(pk=node.record)
        w.update(row, {"shared": True})
        days = {"Sen": timezone.localdate() - timedelta(days=9), "Snar": timezone.localdate(), "Gjord": None}
        for title, due in days.items():
            done = {"status": "done", "done_on": timezone.localdate()} if due is None else {"due_on": due}
            action = w.create(Action, {"title": title, "owner_unit": world.units["utb"], **done})
            w.create(MeasureAction, {"control": control, "node": node, "action": action})
    page = html.document_fromstring(world.client("owner").get(f"/tjanster/{row.pk}/").content)
    rows = page.xpath("//section[@id='facts']//li")
    assert [
        (each.xpath("string(a)").split()[-1], bool(each.xpath(".//*[@data-color='danger']"))) for each in rows
    ] == [
        ("Sen", True),
        ("Snar", False),
    ]
    neighbour = world.client("neighbour").get(f"/tjanster/{row.pk}/")
    assert (neighbour.status_code, "Inget som du får läsa är öppet." in neighbour.text) == (200, True)
    assert [title for title in days if title in neighbour.text] == []
