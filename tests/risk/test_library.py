"""A unit takes a scenario from the library once; a later change is offered, and nobody else's risks are counted."""

from typing import Any

import pytest
from django.urls import reverse

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.graph.risk.models import Risk, RiskMeasure, RiskThreat, Scenario
from akropolis.graph.risk.selectors.scenarios import changes_since
from akropolis.graph.risk_sources.services.scenarios import answer_change, take_scenario
from akropolis.graph.risk_sources.web.scenario_list import ScenarioList
from tests.factories import graphs
from tests.world import SYSTEM, TODAY, World

WORLD = "kept"
pytestmark = pytest.mark.usefixtures("world")


def scenario(code: str = "phishing-unit") -> Scenario:
    found: Scenario = Scenario.everything.get(code=code)
    return found


def listed(world: World, who: str, **asked: str) -> list[str]:
    return [row.scenario.code for row in ScenarioList(world.access(who), asked, TODAY).rows()]


def take(world: World, code: str = "phishing-unit", **data: Any) -> Any:
    """Take the scenario as the coordinator of `utb`, on the page."""
    url = reverse("scenario-take", args=[code])
    return world.client("owner").post(url, {"unit": str(world.units["utb"].pk)} | data)


def test_the_library_is_searched_and_narrowed_by_threat_kind_and_what_the_unit_has(world: World) -> None:
    assert len(listed(world, "owner")) == Scenario.everything.count()
    assert set(listed(world, "owner", threat="key-people")) == {
        "key-people-process",
        "key-people-system",
        "key-people-many-away",
    }
    assert set(listed(world, "owner", kind="supplier")) == {
        "supplier-breach-shared",
        "supplier-bankrupt",
        "invoice-changed-account",
    }
    assert listed(world, "owner", q="BLUFFAKTURA") == ["invoice-fake"]
    assert listed(world, "owner", q="skyfall", threat="phishing") == []
    take(world)
    assert listed(world, "owner", taken="yes") == ["phishing-unit"]
    assert "phishing-unit" not in listed(world, "owner", taken="no")
    page = world.client("owner").get(reverse("scenario-list"), {"q": "lämna ut sin inloggning"})
    assert (page.text.count("1 hos er"), 'value="lämna ut sin inloggning"' in page.text) == (1, True)


def test_what_others_have_taken_is_neither_counted_nor_named(world: World) -> None:
    take(world)
    (risk,) = Risk.everything.filter(scenario=scenario())
    for who, sees in (("owner", True), ("ciso", True), ("neighbour", False)):
        assert (listed(world, who, taken="yes") == ["phishing-unit"]) is sees
        page = world.client(who).get(reverse("scenario", args=["phishing-unit"]))
        assert (risk.number in page.text) is sees
        rows = world.client(who).get(reverse("risks-list"), {"scenario": "phishing-unit"})
        assert (risk.number in rows.text) is sees
    for name in ("scenario", "scenario-take"):
        assert world.client("outsider").get(reverse(name, args=["phishing-unit"])).status_code == 404
    answer = world.client("neighbour").post(reverse("risk-scenario", args=[risk.pk]), {"answer": "keep"})
    assert answer.status_code == 404


def test_texts_threat_and_measures_come_along_and_the_unit_takes_it_once(world: World) -> None:
    made = take(world)
    (risk,) = Risk.everything.filter(scenario=scenario())
    assert (made.status_code, made.url) == (302, reverse("risks-detail", args=[risk.pk]))
    shipped = scenario()
    assert (risk.title, risk.description) == (shipped.name, shipped.description)
    assert risk.weakness.splitlines() == shipped.weaknesses
    assert (risk.owner_unit, risk.node, risk.scenario_version) == (world.units["utb"], None, shipped.version)
    assert list(RiskThreat.everything.filter(risk=risk).values_list("threat__code", flat=True)) == [
        "phishing"
    ]
    codes = RiskMeasure.everything.filter(risk=risk).values_list("control__code", flat=True)
    assert set(codes) == set(shipped.measures)
    again = take(world)
    assert (again.status_code, risk.number in again.text) == (422, True)
    assert Risk.everything.filter(scenario=shipped).count() == 1
    elsewhere = take(world, unit=str(world.units["kul"].pk))
    assert (elsewhere.status_code, Risk.everything.filter(scenario=shipped).count()) == (422, 1)


def test_it_is_taken_once_for_each_thing_of_its_kind_and_for_nothing_else(world: World) -> None:
    with writing(SYSTEM) as w:
        services = [graphs.service(w, world.units["utb"], name) for name in ("Elevregister", "Frånvaro")]
        other = graphs.information(w, world.units["utb"], "Elevakter")
    row, unit = scenario("ransomware-service"), world.units["utb"]
    for node in (None, *services):
        take_scenario(SYSTEM, row, unit, node)
        with pytest.raises(Invalid) as twice:
            take_scenario(SYSTEM, row, unit, node)
        assert list(twice.value.errors) == ["node" if node else "unit"]
    with pytest.raises(Invalid):
        take_scenario(SYSTEM, row, unit, other)
    assert Risk.everything.filter(scenario=row).count() == 3


def test_an_ended_scenario_cannot_be_taken_and_is_not_shown(world: World) -> None:
    update(SYSTEM, scenario(), {"valid_to": "2024-02-01"})
    assert "phishing-unit" not in listed(world, "owner")
    assert take(world).status_code == 404
    assert not Risk.everything.filter(scenario=scenario()).exists()


def test_a_changed_scenario_is_offered_and_the_unit_takes_it_over_or_keeps_its_own(world: World) -> None:
    risks = [take_scenario(SYSTEM, scenario(), world.units[code], None) for code in ("utb", "kul")]
    update(SYSTEM, risks[0], {"description": "Våra egna ord"})
    update(SYSTEM, scenario(), {"source": "Beslut"})
    assert [changes_since(Risk.everything.get(pk=risk.pk)) for risk in risks] == [[], []]
    update(SYSTEM, scenario(), {"description": "Nya ord", "measures": [*scenario().measures, "backup"]})
    mine, theirs = (Risk.everything.get(pk=risk.pk) for risk in risks)
    assert next((c.field, c.now, c.own) for c in changes_since(mine)) == (
        "description",
        "Nya ord",
        "Våra egna ord",
    )
    assert [c.field for c in changes_since(theirs)] == ["description", "measures"]
    page = world.client("owner").get(reverse("risk-scenario", args=[mine.pk]))
    assert [text in page.text for text in ("Nya ord", "Våra egna ord", "Säkerhetskopior varje dag")] == [
        True
    ] * 3
    assert "Jämför och välj" in world.client("owner").get(reverse("risks-detail", args=[mine.pk])).text
    answer_change(SYSTEM, mine, take=False)
    answer_change(SYSTEM, theirs, take=True)
    mine, theirs = (Risk.everything.get(pk=risk.pk) for risk in risks)
    assert (mine.description, theirs.description) == ("Våra egna ord", "Nya ord")
    held = [
        RiskMeasure.everything.filter(risk=risk, control__code="backup").count() for risk in (mine, theirs)
    ]
    assert held == [0, 1]
    assert [changes_since(risk) for risk in (mine, theirs)] == [[], []]
    assert "Jämför och välj" not in world.client("owner").get(reverse("risks-detail", args=[mine.pk])).text


def test_a_risk_of_ones_own_has_no_scenario_to_answer(world: World) -> None:
    risk = create(SYSTEM, Risk, {"title": "Egen", "owner_unit": world.units["utb"]})
    assert changes_since(risk) == []
    url = reverse("risk-scenario", args=[risk.pk])
    answer = world.client("owner").post(url, {"answer": "take", "version": risk.version})
    assert (answer.status_code, Risk.everything.get(pk=risk.pk).version) == (422, risk.version)
