"""Measures asked about in campaigns: an answer is said of the measure, by whoever may say so, as on its own page."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create, writing
from akropolis.graph.assets.models import Service
from akropolis.graph.compliance.models import Fulfilment, MeasureBearer
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from akropolis.graph.compliance.web.asking import MEASURES
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.selectors.campaigns import candidates
from akropolis.shared.campaigns.services import answers, campaigns
from akropolis.shared.campaigns.services.answers import AnswerInput, AnswersRefused
from tests.compliance.measures import measure
from tests.factories.graphs import decide, depend, information, service
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
NAMES = ("Enhetens", "Journal: Grund", "Journal: K två")


@pytest.fixture
def place(world: World) -> dict[str, Any]:
    """A service of `utb` with K2, and measures for it and for units. Grundskydd is met."""
    with writing(SYSTEM) as w:
        made: dict[str, Any] = {
            "basic": measure(w, "Grund"),
            "k2": measure(w, "K två", confidentiality=2),
            "k3": measure(w, "K tre", confidentiality=3),
            "unit": measure(w, "Enhetens", MeasureBearer.UNIT),
        }
        source, node = information(w, world.units["utb"], "Elever"), service(w, world.units["utb"], "Journal")
        depend(w, source, node)
        decide(w, source, 2, 1, 1)
    assess(SYSTEM, [AssessmentInput(made["basic"], node, "met", "Klart")])
    return {**made, "node": node}


def sent(world: World, unit: str = "utb", who: str = "ciso") -> list[Ask]:
    """A campaign about all the measures of the unit and its services, by their names."""
    last = timezone.localdate() + timedelta(days=5)
    values = {"title": "Åtgärder 2027", "kind": "measures", "text": "Till genomgången.", "last_on": last}
    campaign = create(SYSTEM, Campaign, values | {"owner_unit": world.units["stad"]})
    found = [
        each
        for each in candidates(world.access(who), MEASURES, timezone.localdate())
        if each.unit.code == unit
    ]
    campaigns.send(world.access(who), campaign, [each.key for each in found])
    rows = Ask.everything.select_related("campaign__owner_unit", "unit").filter(campaign=campaign)
    return sorted(rows, key=lambda ask: ask.name)


def given(ask: Ask, state: str = "met", **said: str) -> AnswerInput:
    """What is answered."""
    return AnswerInput(ask, ask.version, {"state": state, **said})


def test_what_is_demanded_can_be_asked_about_and_what_is_missing_is_proposed(
    world: World, place: dict[str, Any]
) -> None:
    found = candidates(world.access("ciso"), MEASURES, timezone.localdate())
    utb = {each.name: (each.group, each.state, each.wanted) for each in found if each.unit.code == "utb"}
    assert utb == {
        "Enhetens": ("Enhetens", "Inte bedömd", True),
        "Journal: Grund": ("Grund", "Uppfylld", False),
        "Journal: K två": ("K två", "Inte bedömd", True),
    }
    assert {each.unit.code for each in found} == {"stad", "utb", "kul", "hamn"}
    near = candidates(world.access("neighbour"), MEASURES, timezone.localdate())
    assert {each.unit.code for each in near} == {"kul"}


def test_answers_are_said_of_the_measures_in_one_act(world: World, place: dict[str, Any]) -> None:
    asks = sent(world)
    assert tuple(ask.name for ask in asks) == NAMES
    answers.answer(
        world.access("owner"),
        [
            given(asks[0], reasons="Beslutad"),
            given(asks[2], "partly", reasons="Loggen saknas", valid_to="2199-01-01"),
        ],
    )
    rows = Fulfilment.everything.exclude(control=place["basic"]).order_by("control__name")
    assert [(str(row.unit or row.node), row.state, row.reasons, row.assessed_by) for row in rows] == [
        ("Utbildningsnämnden", "met", "Beslutad", "Nadja Perić"),
        (str(place["node"]), "partly", "Loggen saknas", "Nadja Perić"),
    ]
    assert [f"{row.valid_to}" for row in rows] == ["None", "2199-01-01"]


def test_what_stands_is_shown_before_it_is_answered(world: World, place: dict[str, Any]) -> None:
    asks = sent(world)
    found = MEASURES.known(world.access("owner"), timezone.localdate(), asks)
    assert dict(found[asks[1].pk].answers) == {
        "state": "met",
        "ground": "",
        "reasons": "Klart",
        "valid_to": "",
    }
    assert [dict(found[ask.pk].answers) for ask in (asks[0], asks[2])] == [{}, {}]
    page = world.client("owner").get(f"/rundfragor/{asks[0].campaign_id}/svara/")
    assert ("Klart" in page.text, "Journal: K två" in page.text) == (True, True)


def test_what_the_measure_refuses_is_not_answered_and_nothing_is_filed(
    world: World, place: dict[str, Any]
) -> None:
    asks = sent(world)
    end = Change.objects.count()
    with pytest.raises(AnswersRefused) as refused:
        answers.answer(world.access("owner"), [given(asks[0]), given(asks[2], "not_applicable")])
    assert {key: list(errors) for key, errors in refused.value.errors.items()} == {
        asks[2].pk: ["ground", "reasons"]
    }
    assert (Change.objects.count(), Fulfilment.everything.count()) == (end, 1)


def test_the_unit_next_door_neither_answers_nor_reads(world: World, place: dict[str, Any]) -> None:
    asks = sent(world)
    with pytest.raises(Hidden):
        answers.answer(world.access("neighbour"), [given(asks[0])])
    assert MEASURES.file is not None
    with pytest.raises(Hidden):
        MEASURES.file(world.access("neighbour"), [(asks[0], {"state": "met"})])
    assert Fulfilment.everything.count() == 1


def test_what_has_moved_to_another_unit_is_not_answered_for(world: World, place: dict[str, Any]) -> None:
    asks = sent(world)
    with writing(SYSTEM) as w:
        w.update(Service.everything.get(pk=place["node"].record), {"operator_unit": world.units["hamn"]})
    with pytest.raises(AnswersRefused):
        answers.answer(world.access("owner"), [given(asks[2], reasons=WORD)])
    assert not Fulfilment.everything.filter(reasons=WORD).exists()
