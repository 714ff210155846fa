"""A workshop: what it proposes, what the group answers, which risks come of it, and who may see it."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from akropolis.base.kernel.access.errors import Invalid, Refused, Stale
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.lib.document.text import plain_text
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control
from akropolis.graph.information.rules.parts import digest_part
from akropolis.graph.risk.models import (
    Risk,
    RiskAction,
    RiskJudgement,
    RiskMeasure,
    RiskStop,
    RiskThreat,
    Scenario,
)
from akropolis.graph.risk.services.judging import judge
from akropolis.graph.risk_workshops.models import RiskWorkshop, WorkshopItem
from akropolis.graph.risk_workshops.reports.workshop_paper import paper_of
from akropolis.graph.risk_workshops.selectors.workshops import items_of, outcome_of
from akropolis.graph.risk_workshops.services import workshops as service
from akropolis.shared.actions.models import Action
from akropolis.shared.threats.models import Threat
from tests.factories import classification, graphs
from tests.risk.matrices import use_matrix
from tests.world import START, SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
ANSWERS: dict[str, dict[str, Any]] = {
    "event": {
        "description": "Allt låses.",
        "ticked": ["Ingen bevakar natten."],
        "weakness": "Gamla lösenord.",
    },
    "measures": {"ticked": [], "other": "Papper"},
    "consequence": {"person": 2, "law": 3},
    "likelihood": {"step": 3, "reasons": "Det har hänt grannen."},
    "treatment": {"treatment": "reduce", "plan": "Byt lösenord.", "responsible": "", "due_on": "2027-03-01"},
}


def scales() -> None:
    """The small matrix in use, and the small scheme in force."""
    use_matrix()
    with writing(SYSTEM) as w:
        classification.scheme(w)


def scenario(name: str, threat: str = "ransomware", kind: str = "service", **more: Any) -> Scenario:
    values = {"code": threat, "name": threat, "description": "-", "valid_from": START}
    found = Threat.everything.filter(code=threat).first() or create(SYSTEM, Threat, values)
    values = {"name": name, "description": f"{name} händer.", "threat": found, "kind": kind}
    return create(SYSTEM, Scenario, {**values, "valid_from": START, **more})


def held(world: World, node: Node | None = None, who: str = "owner") -> RiskWorkshop:
    """A workshop of utb with one scenario, about a service of its own."""
    scales()
    scenario("Utpressning", weaknesses=["Ingen bevakar natten."])
    if node is None:
        with writing(SYSTEM) as w:
            node = graphs.service(w, world.units["utb"], WORD)
    day = date(2026, 11, 25)
    return service.start(
        world.access(who),
        world.units["utb"],
        node,
        held_on=day,
        led_by="Nadja Perić",
        participants="Anna\nBo",
    )


def only_item(workshop: RiskWorkshop) -> WorkshopItem:
    return WorkshopItem.everything.select_related("workshop").get(workshop=workshop)


def answered(world: World, workshop: RiskWorkshop, **changed: dict[str, Any]) -> WorkshopItem:
    """The only item, chosen and with every step answered."""
    access, item = world.access("owner"), only_item(workshop)
    for part, value in {"choice": {"answer": "applies"}, **ANSWERS, **changed}.items():
        item = service.save_part(access, item, part, value, seen=digest_part(service.part_of(item, part)))
    return item


def test_a_workshop_takes_up_the_risks_there_are_and_then_scenarios_not_used_yet(world: World) -> None:
    scales()
    with writing(SYSTEM) as w:
        node = graphs.service(w, world.units["utb"], "Skolportalen", internet=True)
    used, _other = scenario("Utpressning"), scenario("Nätfiske i processen", "phishing", "process")
    scenario("Tekniskt fel", "technical-fault"), scenario("Sårbarhet", "vulnerability")
    values = {"owner_unit": world.units["utb"], "node": node, "weakness": "Gammal version."}
    known = create(SYSTEM, Risk, {"title": "Vår egen", "scenario": used, "description": "Sa.", **values})
    judge(SYSTEM, known, "current", 2, {"person": 1}, reasons="Så")
    create(SYSTEM, Risk, {"title": "Grannens", "owner_unit": world.units["kul"], "node": node})
    made = service.start(
        world.access("owner"), world.units["utb"], node, held_on=START, led_by="N", risk_owner=None
    )
    items = list(WorkshopItem.everything.filter(workshop=made))
    assert [item.title for item in items] == ["Vår egen", "Sårbarhet", "Tekniskt fel"]
    assert items[0].draft["likelihood"] == {"step": 2, "reasons": "Så"}
    assert items[0].draft["event"]["weakness"] == "Gammal version."


@pytest.mark.parametrize("why", ["archived", "ended", "matrix"])
def test_what_is_not_in_use_starts_no_workshop(world: World, why: str) -> None:
    unit = world.units["utb"]
    with writing(SYSTEM) as w:
        node = graphs.service(w, unit, "Nedlagd")
        if why == "archived":
            w.archive(type(world_row(node)).everything.get(pk=node.record))
    if why != "matrix":
        scales()
    if why == "ended":
        unit = update(SYSTEM, unit, {"valid_to": date(2025, 1, 1)})
    with pytest.raises(Refused):
        service.start(
            SYSTEM, unit, Node.everything.get(pk=node.pk), held_on=date(2026, 11, 25), led_by="Nadja"
        )
    assert RiskWorkshop.everything.count() == WorkshopItem.everything.count() == 0


def world_row(node: Node) -> Any:
    """The register row behind the node."""
    from akropolis.graph.assets.models.nodes import NodeKind, node_models

    return node_models()[NodeKind(node.kind)].everything.get(pk=node.record)


def test_the_answers_become_a_risk_with_its_judgement_measures_threat_and_action(world: World) -> None:
    workshop = held(world)
    control = a_control("kopior", "Kopior")
    ticked = {"ticked": [control.code], "other": "Papper"}
    item = service.record(world.access("owner"), answered(world, workshop, measures=ticked))
    risk = Risk.everything.get()
    assert (item.risk_id, risk.node_id, risk.owner_unit) == (risk.pk, workshop.node_id, world.units["utb"])
    assert (risk.likelihood, risk.consequence, risk.level, risk.treatment) == (3, 3, 3, "reduce")
    assert risk.weakness == "Ingen bevakar natten.\nGamla lösenord."
    assert RiskJudgement.everything.get().reasons == "Papper\nDet har hänt grannen."
    assert RiskMeasure.everything.get().control == control
    assert RiskThreat.everything.get().threat.code == "ransomware"
    action = Action.everything.get()
    assert (action.title, action.due_on) == ("Byt lösenord.", date(2027, 3, 1))
    assert RiskAction.everything.get().action == action


def test_a_risk_saved_again_is_brought_up_to_the_answers_and_nothing_is_doubled(world: World) -> None:
    workshop = held(world)
    access = world.access("owner")
    item = service.record(access, answered(world, workshop))
    item = service.record(access, item)
    assert RiskJudgement.everything.count() == 1
    worse = {"step": 4, "reasons": "Det har hänt oss."}
    later = {**ANSWERS["treatment"], "plan": "Byt lösenord i år."}
    item = service.record(access, answered(world, workshop, likelihood=worse, treatment=later))
    assert (Risk.everything.get().level, RiskJudgement.everything.count()) == (4, 2)
    assert Action.everything.get().title == "Byt lösenord i år."


def test_a_risk_is_not_saved_before_it_is_judged(world: World) -> None:
    workshop = held(world)
    item = answered(world, workshop, likelihood={"step": None, "reasons": ""})
    with pytest.raises(Invalid) as refused:
        service.record(world.access("owner"), item)
    assert list(refused.value.errors) == ["likelihood"]
    assert (Risk.everything.count(), Action.everything.count(), only_item(workshop).recorded_at) == (
        0,
        0,
        None,
    )


def test_two_who_answer_the_same_step_see_each_other_and_lose_nothing(world: World) -> None:
    item = only_item(held(world))
    seen = digest_part({})
    first = service.save_part(world.access("owner"), item, "event", ANSWERS["event"], seen=seen)
    other = {**ANSWERS["event"], "description": "Något annat."}
    with pytest.raises(Stale):
        service.save_part(world.access("ciso"), item, "event", other, seen=seen)
    assert service.save_part(world.access("ciso"), item, "event", ANSWERS["event"], seen=seen) == first
    service.save_part(world.access("ciso"), item, "likelihood", {"step": 1, "reasons": ""}, seen=seen)
    assert only_item(item.workshop).draft["event"] == ANSWERS["event"]


def test_a_closed_workshop_keeps_what_was_left_as_risks_not_judged(world: World) -> None:
    workshop = held(world)
    access = world.access("owner")
    item = service.save_part(
        access, only_item(workshop), "choice", {"answer": "applies"}, seen=digest_part({"answer": ""})
    )
    own = service.add_item(access, workshop, title="Nyckeln försvinner", scenario=None)
    workshop = RiskWorkshop.everything.get(pk=workshop.pk)
    service.close(access, workshop, "Fråga Lisa.", version=workshop.version)
    assert set(Risk.everything.values_list("title", "level")) == {
        ("Utpressning", None),
        ("Nyckeln försvinner", None),
    }
    for act in (
        lambda: service.save_part(access, item, "event", {"description": "x"}, seen=digest_part({})),
        lambda: service.record(access, own),
        lambda: service.close(access, workshop, ""),
    ):
        with pytest.raises(Refused):
            act()
    found = outcome_of(access, items_of(access, workshop))
    assert [each.title for each in found.not_judged] == ["Utpressning", "Nyckeln försvinner"]


def test_the_outcome_and_its_minutes_name_decisions_actions_and_questions(world: World) -> None:
    workshop = held(world)
    access = world.access("owner")
    service.record(access, answered(world, workshop))
    accepted = service.add_item(access, workshop, title="Strömmen går", scenario=None)
    for part in ("consequence", "likelihood"):
        accepted = service.save_part(access, accepted, part, ANSWERS[part], seen=digest_part({}))
    lives = {"treatment": "accept", "plan": "", "responsible": "", "due_on": ""}
    accepted = service.save_part(access, accepted, "treatment", lives, seen=digest_part({}))
    service.record(access, accepted)
    doubt = service.add_item(access, workshop, title="Moln", scenario=None)
    service.save_part(access, doubt, "choice", {"answer": "unknown"}, seen=digest_part({"answer": "applies"}))
    found = outcome_of(access, items_of(access, workshop))
    assert [item.title for item in found.decisions] == ["Strömmen går"]
    assert [action.title for _item, action in found.actions] == ["Byt lösenord."]
    assert [item.title for item in found.unknown] == ["Moln"]
    lines = plain_text(paper_of(access, workshop, WORD))
    for line in (
        "Acceptera: Strömmen går (Hög)",
        "Vi vet inte om den gäller oss: Moln",
        "Deltagare: Anna, Bo",
    ):
        assert any(line in each for each in lines), line


def test_the_nämnd_next_door_sees_nothing_of_a_workshop(world: World) -> None:
    workshop = held(world)
    pages = [reverse(f"risk-workshop{name}", args=[workshop.pk]) for name in ("", "-outcome", "-close")]
    pages += [
        reverse("risk-workshop-file", args=[workshop.pk, "docx"]),
        reverse("risk-workshop-step", args=[workshop.pk, 1, "vad-kan-handa"]),
    ]
    mine = world.client("owner")
    assert [mine.get(page).status_code for page in pages] == [200] * 5
    other = world.client("neighbour")
    assert [other.get(page).status_code for page in pages] == [404] * 5
    assert other.post(reverse("risk-workshop-add", args=[workshop.pk]), {"title": "x"}).status_code == 404
    assert WORD in mine.get("/riskverkstader/").content.decode()
    assert WORD not in other.get("/riskverkstader/").content.decode()
    assert WorkshopItem.everything.count() == 1


def test_the_pages_walk_through_a_risk_without_scripts(world: World) -> None:
    workshop, client = held(world), world.client("owner")

    def step(name: str, **given: object) -> Any:
        address = reverse("risk-workshop-step", args=[workshop.pk, 1, name])
        form = client.get(address).context["form"]
        assert client.get(address).status_code == 200
        return client.post(address, {"seen": form["seen"].value(), "go": "1", **given})

    assert step("galler-oss").status_code == 422
    assert step("galler-oss", answer="applies").url == reverse("risk-workshop", args=[workshop.pk])
    assert step("vad-kan-handa", description="Allt låses.").url.endswith("/1/vad-skyddar/")
    assert step("vad-skyddar", other="Papper").url.endswith("/1/hur-illa/")
    assert step("hur-illa", person="9").status_code == 422
    assert step("vad-gor-vi", treatment="accept").url.endswith("/1/hur-illa/")  # not judged yet
    assert Risk.everything.count() == 0
    assert step("hur-illa", person="2").url.endswith("/1/hur-ofta/")
    assert step("hur-ofta", step="4").url.endswith("/1/vad-gor-vi/")
    shown = client.get(reverse("risk-workshop-step", args=[workshop.pk, 1, "vad-gor-vi"]))
    assert shown.context["level"].label == "Mycket hög"
    assert step("vad-gor-vi", treatment="accept").url == reverse("risk-workshop", args=[workshop.pk])
    assert Risk.everything.get().level == 4
    closed: Any = client.post(
        reverse("risk-workshop-close", args=[workshop.pk]), {"notes": "Klart.", "version": 2}
    )
    assert closed.url == reverse("risk-workshop-outcome", args=[workshop.pk])
    outcome = client.get(closed.url)
    assert [item.title for item, _level, _url in outcome.context["decisions"]] == ["Utpressning"]
    assert step_is_gone(client, workshop)


def step_is_gone(client: Any, workshop: RiskWorkshop) -> bool:
    """A closed workshop takes no more answers, and says so with the answer still in the form."""
    address = reverse("risk-workshop-step", args=[workshop.pk, 1, "vad-kan-handa"])
    given = {"seen": digest_part(only_item(workshop).draft["event"]), "description": "För sent."}
    refused = client.post(address, given)
    kept: bool = refused.context["form"]["description"].value() == "För sent."
    stored = only_item(workshop).draft["event"]["description"]
    return refused.status_code == 422 and kept and stored == "Allt låses."


def test_a_second_browser_is_shown_both_answers_and_autosave_stores_nothing_over_another(
    world: World,
) -> None:
    workshop = held(world)
    address = reverse("risk-workshop-step", args=[workshop.pk, 1, "vad-kan-handa"])
    mine, other = world.client("owner"), world.client("ciso")
    seen = mine.get(address).context["form"]["seen"].value()
    live = {"HX-Request": "true"}
    saved = mine.post(address, {"seen": seen, "description": "Mitt."}, headers=live)
    assert (saved.status_code, "Sparat" in saved.content.decode()) == (200, True)
    refused = other.post(address, {"seen": seen, "description": "Annat."}, headers=live)
    assert (refused.status_code, "Sparat" in refused.content.decode()) == (422, False)
    beside = other.post(address, {"seen": seen, "description": "Annat.", "go": "1"})
    assert beside.status_code == 409
    assert [theirs for _label, theirs in beside.context["conflict"]] == ["Mitt."]
    assert beside.context["form"]["description"].value() == "Annat."
    assert only_item(workshop).draft["event"]["description"] == "Mitt."
    again = {"seen": beside.context["form"]["seen"].value(), "description": "Annat.", "go": "1"}
    assert other.post(address, again).status_code == 302
    assert only_item(workshop).draft["event"]["description"] == "Annat."


def test_a_workshop_that_may_concern_swedens_security_leaves_nothing_behind(world: World) -> None:
    scales()
    given = {"security": "yes", "unit": str(world.units["utb"].pk), "participants": "Ubåtsdockan"}
    client = world.client("owner")
    answer = client.post(reverse("risk-workshop-start"), given)
    assert answer.status_code == 200
    assert RiskWorkshop.everything.count() == 0
    assert RiskStop.everything.get().unit == world.units["utb"]
    assert "Ubåtsdockan" not in answer.content.decode()
    reader = world.client("auditor").get(reverse("risk-workshop-start"))
    assert reader.status_code == 404


def test_measures_are_shown_with_how_they_stand(world: World) -> None:
    workshop = held(world)
    control = a_control("kopior", "Kopior")
    update(SYSTEM, Scenario.everything.get(), {"measures": [control.code]})
    page = world.client("owner").get(reverse("risk-workshop-step", args=[workshop.pk, 1, "vad-skyddar"]))
    [(code, words)] = page.context["form"].fields["ticked"].choices
    assert (code, "Inte bedömd" in words) == ("kopior", True)


def a_control(code: str, name: str) -> Control:
    texts = dict.fromkeys(("what", "why", "how", "own", "evidence"), name)
    return create(SYSTEM, Control, {"code": code, "name": name, **texts, "valid_from": START})
