"""A risk's treatment: by what, to which target, and what of it is said on the risk's page."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from akropolis.base.kernel.records.writer import create, update
from akropolis.graph.compliance.models import Fulfilment
from akropolis.graph.risk.models import Risk, RiskAction, RiskJudgement, RiskMatrix, RiskMeasure
from akropolis.shared.actions.models import Action
from tests.risk.cases import a_judged_risk, a_measure, a_risk, an_action, scales
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


def page(risk: Risk) -> str:
    """The address of the page."""
    return reverse("risk-treat", args=[risk.pk])


def shown(world: World, risk: Risk, who: str = "owner") -> str:
    """The risk's own page."""
    return world.client(who).get(reverse("risks-detail", args=[risk.pk])).text


def sent(risk: Risk, **given: Any) -> dict[str, Any]:
    """A treatment as the browser sends it."""
    values = {
        "version": risk.version,
        "matrix": RiskMatrix.everything.get().pk,
        "treatment": "reduce",
        "plan": "",
    }
    return values | {name.replace("target_", "target-"): value for name, value in given.items()}


LOWER = {"target_likelihood": 2, "target_person": 1}
"""A target at level 2, Medel."""


def test_the_target_follows_in_words_from_measures_and_actions(world: World) -> None:
    risk, measure = a_judged_risk(world), a_measure()
    chosen = an_action(world, due_on=date(2027, 3, 1))
    given = sent(
        risk, **LOWER, others=[str(measure.pk)], actions=[str(chosen.pk)], new_title="Öva återställning"
    )
    assert world.client("owner").post(page(risk), given).status_code == 302
    stored = Risk.everything.get(pk=risk.pk)
    assert (stored.treatment, stored.level, stored.target_level) == ("reduce", 3, 2)
    made = Action.everything.get(title="Öva återställning")
    assert (made.cause, made.cause_note, made.owner_unit) == ("risk", risk.label(), risk.owner_unit)
    assert {link.action_id for link in RiskAction.everything.filter(risk=risk)} == {chosen.pk, made.pk}
    text = shown(world, stored)
    assert (
        "Målet ”medel” nås när säkerhetsåtgärden ”Multifaktor” är uppfylld, "
        f"”Inför MFA” är klar (åtgärd {chosen.number}, den 1 mars 2027) och "
        f"”Öva återställning” är klar (åtgärd {made.number})."
    ) in text
    assert "Inte bedömd" in text  # the measure, where the risk is
    action_page = world.client("owner").get(reverse("actions-detail", args=[made.pk])).text
    assert reverse("risks-detail", args=[risk.pk]) in action_page


def test_a_lower_target_with_nothing_that_leads_to_it_is_refused_and_nothing_changes(world: World) -> None:
    risk, measure = a_judged_risk(world), a_measure()
    day = date(2026, 1, 1)
    met = {
        "control": measure,
        "unit": world.units["utb"],
        "state": "met",
        "assessed_on": day,
        "assessed_by": "X",
    }
    create(SYSTEM, Fulfilment, met)
    for given in ({}, {"others": [str(measure.pk)]}):
        answer = world.client("owner").post(page(risk), sent(risk, **LOWER, plan="Min plan", **given))
        assert (answer.status_code, "Min plan" in answer.text) == (422, True)
        assert "Inget är valt som skulle sänka risken" in answer.text
    stored = Risk.everything.get(pk=risk.pk)
    assert (stored.version, stored.treatment, stored.target_level) == (risk.version, "", None)
    assert (RiskMeasure.everything.count(), RiskJudgement.everything.count()) == (0, 1)
    higher = sent(risk, target_likelihood=4, target_person=2, actions=[str(an_action(world).pk)])
    answer = world.client("owner").post(page(risk), higher)
    assert "Målet kan inte vara högre" in answer.text


def test_when_all_is_done_the_risk_is_judged_anew(world: World) -> None:
    risk, chosen = a_judged_risk(world), an_action(world)
    world.client("owner").post(page(risk), sent(risk, **LOWER, actions=[str(chosen.pk)]))
    assert reverse("risk-judge", args=[risk.pk]) in shown(world, risk)
    update(SYSTEM, chosen, {"status": "done", "done_on": date(2026, 11, 1), "result": "Infört."})
    text = shown(world, risk)
    assert "Allt som målet ”medel” bygger på är klart. Bedöm risken på nytt." in text
    head = text.split('class="ak-actions"')[1].split("</div>")[0]
    filled = head.split("</a>")[0]
    assert ("data-variant" in filled, "Bedöm på nytt" in filled) == (False, True)


def test_an_action_that_is_read_elsewhere_stays_linked_and_is_only_counted(world: World) -> None:
    risk = a_judged_risk(world)
    hidden = an_action(world, unit="kul", title="Havsörn hos kultur")
    create(SYSTEM, RiskAction, {"risk": risk, "action": hidden})
    assert "Havsörn" not in world.client("owner").get(page(risk)).text
    assert world.client("owner").post(page(risk), sent(risk)).status_code == 302
    text = shown(world, risk)
    assert ("Havsörn" in text, "1 åtgärd till finns i en enhet som du inte får läsa" in text) == (False, True)
    assert RiskAction.everything.get(risk=risk).action == hidden
    cause = world.client("neighbour").get(reverse("actions-detail", args=[hidden.pk])).text
    assert "Utpressning" not in cause


def test_a_risk_is_judged_before_it_is_treated(world: World) -> None:
    scales()
    risk = a_risk(world)
    answer = world.client("owner").post(page(risk), {"treatment": "reduce"}, follow=True)
    assert "Bedöm risken först" in answer.text
    assert Risk.everything.get(pk=risk.pk).treatment == ""


def test_two_at_once_the_second_is_told_and_loses_nothing(world: World) -> None:
    risk = a_judged_risk(world)
    given = sent(risk, plan="Min plan")
    update(SYSTEM, risk, {"treatment_plan": "En annans plan"})
    answer = world.client("owner").post(page(risk), given | {"version": risk.version - 1})
    assert (answer.status_code, "Min plan" in answer.text) == (409, True)
    assert Risk.everything.get(pk=risk.pk).treatment_plan == "En annans plan"


def test_a_measure_that_is_met_where_the_risk_is_counts_and_one_next_door_does_not(world: World) -> None:
    risk, measure = a_judged_risk(world), a_measure()
    create(SYSTEM, RiskMeasure, {"risk": risk, "control": measure})
    said = {"control": measure, "assessed_on": date(2026, 1, 1), "assessed_by": "X"}
    create(SYSTEM, Fulfilment, {**said, "unit": world.units["kul"], "state": "met"})
    assert "Inte bedömd" in shown(world, risk)
    create(SYSTEM, Fulfilment, {**said, "unit": world.units["utb"], "state": "partly"})
    assert "Delvis uppfylld" in shown(world, risk)


@pytest.mark.parametrize("who", ["neighbour", "outsider", "auditor"])
def test_who_may_not_write_the_risk_finds_no_page(world: World, who: str) -> None:
    risk = a_judged_risk(world)
    assert world.client(who).get(page(risk)).status_code == 404
    assert world.client(who).post(page(risk), sent(risk)).status_code == 404
    assert Risk.everything.get(pk=risk.pk).treatment == ""
