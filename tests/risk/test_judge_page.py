"""The page on which a risk is judged: what it proposes, what it refuses, and that nothing written is lost."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.graph.information.models import InformationSet
from akropolis.graph.risk.models import Risk, RiskAction, RiskJudgement, RiskMatrix, RiskThreat
from akropolis.graph.risk.services.judging import judge
from akropolis.shared.threats.models import Threat
from tests.behaviours.tokens import bearer
from tests.risk.cases import a_classified_set, a_judged_risk, a_risk, an_action, scales
from tests.risk.matrices import BODY
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


def page(risk: Risk) -> str:
    """The address of the page."""
    return reverse("risk-judge", args=[risk.pk])


def sent(risk: Risk, **given: Any) -> dict[str, Any]:
    """A judgement as the browser sends it; `_` in a name is its hyphen."""
    values = {"version": risk.version, "matrix": RiskMatrix.everything.get().pk, "reasons": ""}
    usual = {"current_likelihood": 3, "current_person": 2}
    return values | {name.replace("_", "-"): value for name, value in {**usual, **given}.items()}


def judged() -> list[tuple[str, int, int, int]]:
    """Every judgement: which level, likelihood, consequence and level."""
    rows = RiskJudgement.everything.order_by("created_at", "kind")
    return sorted(rows.values_list("kind", "likelihood", "consequence", "level"))


def test_the_level_as_it_stands_and_without_measures_are_judged_at_once(world: World) -> None:
    scales()
    risk, client = a_risk(world), world.client("owner")
    given = sent(risk, current_economy=1, inherent_likelihood=4, inherent_person=2, reasons="Vi har backup.")
    assert client.post(page(risk), given).status_code == 302
    assert judged() == [("current", 3, 2, 3), ("inherent", 4, 2, 4)]
    row = RiskJudgement.everything.get(kind="current")
    assert (row.consequences, row.reasons, row.judged_by) == (
        {"person": 2, "economy": 1},
        "Vi har backup.",
        "Nadja Perić",
    )
    stored = Risk.everything.get(pk=risk.pk)
    assert (stored.level, stored.inherent_level, stored.target_level) == (3, 4, None)
    again = sent(stored, inherent_likelihood=4, inherent_person=2)
    client.post(page(risk), again)
    assert [kind for kind, *_cell in judged()] == ["current", "current", "inherent"]


def test_the_classification_proposes_where_each_harm_starts_and_says_why(world: World) -> None:
    harms = {
        "confidentiality": {"person": {"level": 2, "text": ""}, "economy": {"level": 1, "text": ""}},
        "availability": {"person": {"level": 1, "text": ""}, "economy": {"level": 2, "text": ""}},
    }
    node = a_classified_set(world, harms, scales())
    risk = a_risk(world, node=node)
    text = world.client("owner").get(page(risk)).text
    assert "enligt klassningen av Elevakter (konfidentialitet)" in text
    assert "enligt klassningen av Elevakter (tillgänglighet)" in text
    threat = create(
        SYSTEM, Threat, {"name": "X", "description": "X", "aspects": "T", "valid_from": date(2020, 1, 1)}
    )
    create(SYSTEM, RiskThreat, {"risk": risk, "threat": threat})
    text = world.client("owner").get(page(risk)).text
    assert "(konfidentialitet)" not in text
    assert text.count("(tillgänglighet)") == 2
    other = a_risk(world, unit="kul", node=node)
    assert "Elevakter" not in world.client("neighbour").get(page(other)).text


def test_a_step_that_is_removed_is_refused_at_its_place_and_nothing_is_lost(world: World) -> None:
    scales()
    risk = a_risk(world)
    answer = world.client("owner").post(page(risk), sent(risk, current_likelihood=9, reasons="Mina skäl"))
    assert answer.status_code == 422
    assert "Det steget finns inte längre." in answer.text
    assert "Mina skäl" in answer.text
    none = world.client("owner").post(page(risk), sent(risk, current_person=""))
    assert (none.status_code, "minst en typ av skada" in none.text) == (422, True)
    assert judged() == []


def test_another_edition_since_the_page_was_opened_is_refused(world: World) -> None:
    scales()
    risk = a_risk(world)
    given = sent(risk)
    first = RiskMatrix.everything.get()
    later = {
        "series": first.series,
        "name": "Ny",
        "in_use": True,
        "mark": "O",
        "valid_from": date(2026, 1, 1),
    }
    update(SYSTEM, first, {"valid_to": date(2025, 12, 31)})
    create(SYSTEM, RiskMatrix, {**later, "body": BODY})
    answer = world.client("owner").post(page(risk), given)
    assert (answer.status_code, "Riskmatrisen har ändrats" in answer.text, judged()) == (422, True, [])


def test_what_somebody_else_judged_meanwhile_is_shown_and_mine_is_kept(world: World) -> None:
    scales()
    risk = a_risk(world)
    given = sent(risk, reasons="Mina skäl")
    judge(SYSTEM, risk, "current", 1, {"person": 1})
    answer = world.client("owner").post(page(risk), given)
    assert answer.status_code == 409
    assert "Bedömd som ”Låg” av Test" in answer.text
    assert "Mina skäl" in answer.text
    assert judged() == [("current", 1, 1, 1)]
    stored = Risk.everything.get(pk=risk.pk)
    assert f'name="version" value="{stored.version}"' in answer.text


def test_choices_are_only_looked_at_until_they_are_saved(world: World) -> None:
    scales()
    risk = a_risk(world)
    answer = world.client("owner").post(page(risk), sent(risk, current_likelihood=4, look="1"))
    assert (answer.status_code, "Mycket hög" in answer.text, "<form" in answer.text) == (200, True, False)
    assert judged() == []


@pytest.mark.parametrize("who", ["neighbour", "outsider", "auditor", "colleague"])
def test_who_may_not_write_the_risk_finds_no_page(world: World, who: str) -> None:
    scales()
    risk = a_risk(world)
    assert world.client(who).get(page(risk)).status_code == 404
    assert world.client(who).post(page(risk), sent(risk)).status_code == 404
    assert judged() == []


@pytest.mark.parametrize("what", ["ended", "archived", "unit"])
def test_a_risk_that_is_over_is_refused_in_words(world: World, what: str) -> None:
    node = a_classified_set(world, {}, scales())
    risk = a_risk(world, node=node)
    given, client = sent(risk), world.client("owner")
    if what == "ended":
        risk = update(SYSTEM, risk, {"ended_on": date(2026, 11, 1)})
    elif what == "archived":
        with writing(SYSTEM) as w:
            w.archive(InformationSet.everything.get(pk=node.record))
    else:
        update(SYSTEM, world.units["utb"], {"valid_to": date(2026, 11, 1)})
    answer = client.post(page(risk), given | {"version": risk.version})
    said = {"ended": "avslutad", "archived": "Elevakter är arkiverad", "unit": "har upphört"}[what]
    assert (answer.status_code, said in answer.text, judged()) == (422, True, [])


def test_a_target_below_the_level_follows_from_something(world: World) -> None:
    risk, client = a_judged_risk(world), world.client("owner")
    assert "target-likelihood" not in client.get(page(risk)).text
    link = create(SYSTEM, RiskAction, {"risk": risk, "action": an_action(world)})
    given = sent(risk, target_likelihood=2, target_person=1)
    assert client.post(page(risk), given).status_code == 302
    stored = Risk.everything.get(pk=risk.pk)
    assert stored.target_level == 2
    with writing(SYSTEM) as w:
        w.remove(link)
    lower = client.post(page(risk), sent(stored, target_likelihood=1, target_person=1))
    assert (lower.status_code, "Inget är valt som skulle sänka risken" in lower.text) == (422, True)
    assert Risk.everything.get(pk=risk.pk).target_level == 2


def test_a_program_judges_by_the_same_rules(world: World) -> None:
    risk = a_judged_risk(world)
    client = world.client(**bearer(world, "owner"))

    def post(**given: Any) -> int:
        body = {
            "risk": str(risk.pk),
            "kind": "current",
            "likelihood": 2,
            "consequences": {"person": 1},
        } | given
        return client.post("/api/v1/risk-judgements", body, content_type="application/json").status_code

    assert [post(kind="target"), post(likelihood=9), post(version=99)] == [422, 422, 412]
    assert judged() == [("current", 3, 2, 3)]
    assert post() == 201
    assert judged() == [("current", 2, 1, 2), ("current", 3, 2, 3)]
