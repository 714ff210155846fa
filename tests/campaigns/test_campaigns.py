"""A campaign from its draft to its close: whom it asks, what they may see, and what an answer does."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.history.proof import verify_installation
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.report import RowOutcome
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.offers.models import Controllership, Offer
from akropolis.graph.offers.services import offers
from akropolis.shared.campaigns.models import Ask, Campaign, CampaignQuestion
from akropolis.shared.campaigns.rules.coverage import AskState
from akropolis.shared.campaigns.selectors.campaigns import asks_of, candidates, coverage
from akropolis.shared.campaigns.services import answers, campaigns
from akropolis.shared.campaigns.services.answers import AnswerInput, AnswersRefused
from akropolis.shared.campaigns.services.campaigns import VERBS
from akropolis.shared.campaigns.web.waiting import campaigns_waiting
from akropolis.shell.home.services.reminders import remind
from tests.world import SYSTEM, TODAY, World

pytestmark = pytest.mark.django_db
SAID = {"confidentiality": "3", "integrity": "2", "evidence": "Granskad i maj."}


def today() -> date:
    return timezone.localdate()


def draft(world: World, kind: str = "offered-levels", unit: str = "stad", **given: Any) -> Campaign:
    values = {
        "title": "Nivåer 2027",
        "kind": kind,
        "text": "Till genomgången.",
        "last_on": today() + timedelta(days=5),
    }
    return create(SYSTEM, Campaign, values | {"owner_unit": world.units[unit]} | given)


def sent(world: World, *names: str, who: str = "ciso", **given: Any) -> Campaign:
    """A campaign about those of the person's candidates whose name holds one of the words; about all without."""
    campaign = draft(world, **given)
    found = candidates(world.access(who), campaign.of_kind, today())
    chosen = [each.key for each in found if not names or any(name in each.name for name in names)]
    campaigns.send(world.access(who), campaign, chosen)
    return Campaign.everything.get(pk=campaign.pk)


def ask_about(campaign: Campaign, name: str) -> Ask:
    rows = Ask.everything.select_related("campaign__owner_unit", "unit")
    return rows.get(campaign=campaign, name__contains=name)


def given(ask: Ask, **said: str) -> AnswerInput:
    return AnswerInput(ask, ask.version, {**SAID, **said})


def state_of_everything() -> tuple[Any, ...]:
    return list(Ask.everything.order_by("pk").values()), Offer.everything.count(), Change.objects.count()


def test_it_asks_who_operates_and_freezes_whom_and_the_words(world: World, nodes: dict[str, Node]) -> None:
    create(
        SYSTEM,
        CampaignQuestion,
        {"kind": "offered-levels", "name": "Vem granskade?", "valid_from": date(2024, 1, 1)},
    )
    campaign = sent(world, "Journalsystem", "Reserv")
    assert {ask.unit.code: ask.name for ask in asks_of(world.access("ciso"), campaign)} == {
        "hamn": f"{nodes['journal'].number} Journalsystem",
        "utb": f"{nodes['reserv'].number} {nodes['reserv'].name}",
    }
    assert (campaign.status, campaign.sent_on) == ("sent", today())
    before = [prompt.text for prompt in campaign.prompts]
    assert before[-2:] == ["Vad som visar det", "Vem granskade?"]
    update(SYSTEM, CampaignQuestion.everything.get(), {"name": "Något annat?"})
    after = Campaign.everything.get(pk=campaign.pk)
    assert [prompt.text for prompt in after.prompts] == before
    with override("en"):
        assert after.prompts[-2].text == "What shows it"
    with pytest.raises(Refused):
        campaigns.send(world.access("ciso"), campaign, ["x"])


def test_only_what_nobody_has_stated_and_something_demands_is_proposed(
    world: World, nodes: dict[str, Node]
) -> None:
    found = {
        each.name.split(" ", 1)[1]: each
        for each in candidates(world.access("ciso"), draft(world).of_kind, today())
    }
    assert (found["Journalsystem"].wanted, found["Journalsystem"].unit.code) == (True, "hamn")
    assert found[nodes["reserv"].name].wanted is False
    said: Any = {
        "levels": dict.fromkeys(("confidentiality", "integrity", "availability", "traceability"), 3),
        "evidence": "Granskad.",
        "stated_on": today(),
        "valid_to": today(),
    }
    offers.state(world.access("operator"), nodes["journal"], **said)
    kind = draft(world).of_kind
    on = {
        day: next(
            c for c in kind.candidates(world.access("ciso"), day) if c.object_id == nodes["journal"].record
        )
        for day in (today(), today() + timedelta(days=1))
    }
    assert [(each.state, each.wanted) for each in on.values()] == [("angivet", False), ("har gått ut", True)]
    offers.state(world.access("operator"), nodes["journal"], **said | {"levels": {"confidentiality": 3}})
    after = {c.object_id: c for c in kind.candidates(world.access("ciso"), today())}
    assert (after[nodes["journal"].record].state, after[nodes["journal"].record].wanted) == (
        "delvis angivet",
        True,
    )


def test_an_answer_states_the_offer_and_is_kept_in_its_words(world: World, nodes: dict[str, Node]) -> None:
    campaign = sent(world, "Journalsystem")
    answers.answer(world.access("operator"), [given(ask_about(campaign, "Journal"), valid_to="2199-01-01")])
    offer, ask = Offer.everything.get(), ask_about(campaign, "Journal")
    assert (offer.confidentiality, offer.integrity, offer.availability) == (3, 2, None)
    assert (offer.evidence, offer.valid_to, offer.stated_by) == (
        "Granskad i maj.",
        date(2199, 1, 1),
        "Signe Holm",
    )
    assert (ask.state, ask.answered_by, ask.draft) == (AskState.ANSWERED, "Signe Holm", {})
    assert verify_installation().holds
    client = world.client("ciso")
    page = client.get(f"/rundfragornas-svar/?campaign={campaign.pk}")
    assert "Granskad i maj." in page.text
    items = client.get(f"/api/v1/campaign-answers?campaign={campaign.pk}").json()["items"]
    told = {item["question"]: item["answer"] for item in items}
    assert (told["Vad som visar det"], told["Tillgänglighet"]) == ("Granskad i maj.", "")
    assert {item["answered_by"] for item in items} == {"Signe Holm"}


def test_those_asked_see_their_own_part_and_nothing_of_others(world: World, nodes: dict[str, Node]) -> None:
    campaign = sent(world)
    answers.answer(world.access("operator"), [given(ask_about(campaign, "kluster"), evidence="Hemligt skäl")])
    own = {ask.unit.code for ask in Ask.objects.visible(world.access("owner"))}
    assert own == {"utb"}
    assert set(Ask.objects.visible(world.access("neighbour"))) == set()
    client = world.client("owner")
    pages = [
        f"/rundfragor/{campaign.pk}/svara/",
        "/rundfragornas-svar/",
        f"/rundfragornas-svar/?campaign={campaign.pk}",
        f"/tjanster/{nodes['journal'].record}/",
        "/",
    ]
    shown = [client.get(page) for page in pages]
    assert [page.status_code for page in shown] == [200] * 5
    assert not any("Hemligt skäl" in page.text or "Hamnens kluster" in page.text for page in shown)
    assert "0 av 1 är besvarade" in shown[0].text
    assert client.get(f"/rundfragor/{campaign.pk}/").status_code == 404
    neighbour = world.client("neighbour")
    assert neighbour.get(f"/rundfragor/{campaign.pk}/svara/").status_code == 404
    assert neighbour.get(f"/api/v1/campaign-answers?campaign={campaign.pk}").json()["total"] == 0
    assert campaign.title not in neighbour.get("/").text + neighbour.get("/rundfragor/").text
    operator = world.client("operator").get(f"/rundfragornas-svar/?campaign={campaign.pk}")
    assert "Hemligt skäl" in operator.text


@pytest.mark.parametrize("who", ["owner", "neighbour", "colleague", "auditor", "outsider", "chef"])
def test_nobody_answers_for_another_unit(world: World, nodes: dict[str, Node], who: str) -> None:
    campaign = sent(world, "Journalsystem")
    ask, before = ask_about(campaign, "Journal"), state_of_everything()
    for act in (answers.answer, answers.save):
        with pytest.raises(Hidden):
            act(world.access(who), [given(ask)])
    with pytest.raises(Hidden):
        VERBS.step(world.access(who), campaign, "close", {})
    with pytest.raises(Hidden):
        answers.ask_again(world.access(who), ask, because="Fel.")
    assert state_of_everything() == before


def test_one_wrong_answer_sends_none_and_says_which(world: World, nodes: dict[str, Node]) -> None:
    campaign = sent(world, "Journalsystem", "kluster", "inloggning")
    first, second, third = (ask_about(campaign, name) for name in ("Journal", "kluster", "inloggning"))
    before = state_of_everything()
    wrong = [given(first), given(second, evidence=""), given(third, valid_to="2020-01-01")]
    with pytest.raises(AnswersRefused) as refused:
        answers.answer(world.access("operator"), wrong)
    assert {pk: list(errors) for pk, errors in refused.value.errors.items()} == {
        second.pk: ["evidence"],
        third.pk: ["valid_to"],
    }
    assert state_of_everything() == before


def test_what_has_changed_hands_is_not_answered_and_says_so(world: World, nodes: dict[str, Node]) -> None:
    campaign = sent(world, "inloggning")
    with writing(SYSTEM) as w:
        w.update(Service.everything.get(pk=nodes["inloggning"].record), {"owner_unit": world.units["kul"]})
    with pytest.raises(AnswersRefused) as refused:
        answers.answer(world.access("operator"), [given(ask_about(campaign, "inloggning"))])
    assert [list(errors) for errors in refused.value.errors.values()] == [["__all__"]]
    assert Offer.everything.count() == 0


def test_the_second_of_two_answerers_is_told_and_overwrites_nothing(
    world: World, nodes: dict[str, Node]
) -> None:
    campaign = sent(world, "Journalsystem")
    seen = [ask_about(campaign, "Journal") for _who in range(2)]
    answers.answer(world.access("operator"), [given(seen[0])])
    before = state_of_everything()
    with pytest.raises(AnswersRefused) as refused:
        answers.answer(world.access("operator"), [given(seen[1], evidence="Något annat")])
    (current,) = refused.value.overtaken.values()
    assert current.answers["evidence"] == "Granskad i maj."
    assert state_of_everything() == before


def test_the_units_head_signs_when_all_is_answered_and_it_then_stands(
    world: World, nodes: dict[str, Node]
) -> None:
    campaign = sent(world, "Journalsystem", "kluster", signing=True)
    with writing(SYSTEM) as w:
        world.add(w, "hamnchef", "Mia Berg", "chef", "hamn")
    asks = [ask_about(campaign, name) for name in ("Journal", "kluster")]
    answers.answer(world.access("operator"), [given(asks[0])])
    with pytest.raises(Refused):
        answers.sign(world.access("hamnchef"), asks)
    assert list(campaigns_waiting(world.access("hamnchef"), today())) == []
    answers.answer(world.access("operator"), [given(asks[1])])
    with pytest.raises(Hidden):
        answers.sign(world.access("operator"), asks)
    (task,) = campaigns_waiting(world.access("hamnchef"), today())
    assert task.url == f"/rundfragor/{campaign.pk}/svara/"
    assert world.client("hamnchef").post(f"/rundfragor/{campaign.pk}/underteckna/").status_code == 302
    assert {ask.signed_by for ask in Ask.everything.all()} == {"Mia Berg"}
    assert coverage(asks_of(world.access("ciso"), campaign)).signed == 2
    again, before = ask_about(campaign, "Journal"), state_of_everything()
    with pytest.raises(AnswersRefused):
        answers.answer(world.access("operator"), [given(again, evidence="Nytt")])
    assert state_of_everything() == before
    answers.ask_again(world.access("ciso"), again, because="Visa protokollet.")
    back = ask_about(campaign, "Journal")
    assert (back.state, back.draft["evidence"], back.signed_by) == (AskState.BEGUN, "Granskad i maj.", "")
    assert events_of([back.pk])[0].because == "Visa protokollet."


def test_a_closed_campaign_takes_no_answers_until_it_is_opened_with_a_reason(
    world: World, nodes: dict[str, Node]
) -> None:
    campaign = sent(world, "Journalsystem")
    access, ask = world.access("ciso"), ask_about(campaign, "Journal")
    VERBS.step(access, campaign, "close", {})
    before = state_of_everything()
    for act in (answers.answer, answers.save):
        with pytest.raises(Refused):
            act(world.access("operator"), [given(ask)])
    for day, why in ((today(), " "), (today() - timedelta(days=1), "Fler ska hinna.")):
        with pytest.raises(Invalid):
            VERBS.step(access, campaign, "reopen", {"last_on": day}, because=why)
    assert state_of_everything() == before
    assert list(campaigns_waiting(world.access("operator"), today())) == []
    with pytest.raises(Refused):
        VERBS.step(access, campaign, "close", {})
    VERBS.step(access, campaign, "reopen", {"last_on": today()}, because="Fler ska hinna.")
    answers.answer(world.access("operator"), [given(ask_about(campaign, "Journal"))])
    assert coverage(asks_of(access, campaign)).whole


def test_what_was_sent_is_not_rewritten(world: World, nodes: dict[str, Node]) -> None:
    campaign, client = sent(world, "Journalsystem"), world.client("ciso")
    address, form = f"/rundfragor/{campaign.pk}/redigera/", {"title": "Ny rubrik", "text": "Ny text"}
    kept = {"owner_unit": campaign.owner_unit_id, "last_on": "2199-01-01", "version": campaign.version}
    answer = client.post(address, kept | form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["text"])
    assert client.post(address, kept | form | {"text": campaign.text}).status_code == 302
    found = Campaign.everything.get(pk=campaign.pk)
    assert (found.title, found.text, found.last_on) == ("Ny rubrik", "Till genomgången.", date(2199, 1, 1))


def test_a_file_changes_what_may_be_changed_of_what_was_sent(world: World, nodes: dict[str, Node]) -> None:
    campaign, access = sent(world, "Journalsystem"), world.access("ciso")

    def read_in(name: str, value: str) -> list[tuple[str, ...]]:
        sheet = Sheet(("number", name), (SheetLine(2, (campaign.number, value)),))
        report = transfer.dry_run(registry.get("campaigns"), access, sheet)
        if not report.count(RowOutcome.REFUSED):
            transfer.commit(registry.get("campaigns"), access, sheet, because="")
        return [(each.column, each.sentence) for row in report.rows for each in row.problems]

    refused = [("Till mottagarna", "Detta har skickats och står som mottagarna har läst det.")]
    assert (read_in("title", "Ny rubrik"), read_in("text", "Ny text")) == ([], refused)
    found = Campaign.everything.get(pk=campaign.pk)
    assert (found.title, found.text, found.status) == ("Ny rubrik", campaign.text, campaign.status)


def test_who_is_asked_has_one_task_and_is_reminded_once(world: World, nodes: dict[str, Node]) -> None:
    campaign = sent(world, "Journalsystem", "kluster")
    for _turn in range(2):
        remind(timezone.now())
    about_it = Message.objects.filter(key__startswith=f"campaign:{campaign.pk}")
    assert [message.user for message in about_it] == [world.people["operator"]]
    (task,) = campaigns_waiting(world.access("operator"), today())
    assert (task.due, "2 kvar" in str(task.title)) == (campaign.last_on, True)
    answers.answer(world.access("operator"), [given(ask_about(campaign, "Journal"))])
    (task,) = campaigns_waiting(world.access("operator"), today())
    assert "1 kvar" in str(task.title)
    with writing(SYSTEM) as w:
        w.update(ask_about(campaign, "kluster"), {"answerer": world.people["ciso"]})
    assert list(campaigns_waiting(world.access("operator"), today())) == []
    assert len(list(campaigns_waiting(world.access("ciso"), today()))) == 1


def test_who_is_asked_is_told_at_once_and_may_hand_it_over(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "kollega", "Kaj Lind", "samordnare", "hamn")
    campaign = sent(world, "Journalsystem", "kluster", who="ciso", text="Till genomgången.")
    told = {message.user.username: message for message in Message.objects.select_related("user")}
    assert set(told) == {"operator", "kollega"}
    assert (told["operator"].url, "2 kvar" in told["operator"].subject) == (
        f"/rundfragor/{campaign.pk}/svara/",
        True,
    )
    assert "Till genomgången." in told["operator"].text
    client, address = world.client("operator"), f"/rundfragor/{campaign.pk}/lamna-over/"
    assert f'href="{address}"' in client.get(f"/rundfragor/{campaign.pk}/svara/").text
    form, ask = client.get(address).context["form"], ask_about(campaign, "Journal")
    assert set(form.fields["answerer"].queryset) == {world.people["operator"], world.people["kollega"]}
    to = {"chosen": [str(ask.pk)], "answerer": str(world.people["kollega"].pk)}
    assert client.post(address, to).status_code == 302
    assert (ask_about(campaign, "Journal").answerer, ask_about(campaign, "kluster").answerer) == (
        world.people["kollega"],
        None,
    )
    assert [message.user.username for message in Message.objects.order_by("-id")[:1]] == ["kollega"]
    (task,) = campaigns_waiting(world.access("operator"), today())
    assert "1 kvar" in str(task.title)
    assert "Kaj Lind svarar" in client.get(f"/rundfragor/{campaign.pk}/svara/").text
    answers.hand_over(world.access("operator"), [ask_about(campaign, "Journal")], None)
    assert ask_about(campaign, "Journal").answerer is None
    answers.answer(world.access("operator"), [given(ask_about(campaign, "Journal"))])
    assert len(client.get(address).context["form"].fields["chosen"].choices) == 1


def test_nobody_is_named_who_may_not_answer_nor_by_others(world: World, nodes: dict[str, Node]) -> None:
    campaign = sent(world, "Journalsystem")
    ask, before = ask_about(campaign, "Journal"), state_of_everything()
    for who in ("chef", "neighbour", "owner"):
        with pytest.raises(Invalid):
            answers.hand_over(world.access("operator"), [ask], world.people[who])
    with pytest.raises(Hidden):
        answers.hand_over(world.access("neighbour"), [ask], world.people["operator"])
    assert world.client("neighbour").get(f"/rundfragor/{campaign.pk}/lamna-over/").status_code == 404
    answers.answer(world.access("operator"), [given(ask)])
    assert world.client("operator").get(f"/rundfragor/{campaign.pk}/lamna-over/").status_code == 404
    assert state_of_everything()[0][0]["answerer_id"] == before[0][0]["answerer_id"]


def test_controllers_confirm_what_they_are(world: World, nodes: dict[str, Node]) -> None:
    campaign = sent(world, kind="controllers")
    assert {(ask.unit.code, ask.object_id) for ask in Ask.everything.all()} == {
        (code, nodes["journal"].record) for code in ("utb", "kul")
    }
    mine = Ask.everything.select_related("campaign__owner_unit", "unit").get(unit=world.units["kul"])
    answers.answer(
        world.access("neighbour"), [AnswerInput(mine, 1, {"role": "controller", "basis": "Reglemente"})]
    )
    stated = Controllership.everything.get()
    assert (stated.unit, stated.role, stated.basis) == (world.units["kul"], "controller", "Reglemente")
    again = Ask.everything.select_related("campaign__owner_unit", "unit").get(pk=mine.pk)
    answers.answer(
        world.access("neighbour"), [AnswerInput(again, again.version, {"role": "joint", "basis": ""})]
    )
    assert Controllership.everything.get().role == "joint"
    assert world.client("owner").get(f"/rundfragor/{campaign.pk}/svara/").status_code == 200


def test_the_count_is_the_same_wherever_it_is_told(world: World, nodes: dict[str, Node]) -> None:
    campaign = sent(world)
    answers.answer(world.access("operator"), [given(ask_about(campaign, "Journal"))])
    client = world.client("ciso")
    found = coverage(asks_of(world.access("ciso"), campaign))
    words = f"{found.answered} av {found.asked} är besvarade."
    listed = client.get(f"/rundfragornas-svar/?campaign={campaign.pk}")
    assert words in client.get(f"/rundfragor/{campaign.pk}/").text
    assert words in listed.text
    assert len(listed.context["list"].ordered) == found.asked
    given_only = (
        client.get(f"/rundfragornas-svar/?campaign={campaign.pk}&state=answered").context["list"].ordered
    )
    assert len(given_only) == found.answered
    assert found.asked - found.answered == sum(left for _unit, left in found.missing)


def test_it_is_not_sent_to_nobody_nor_too_late_nor_by_others(world: World, nodes: dict[str, Node]) -> None:
    campaign = draft(world)
    key = candidates(world.access("ciso"), campaign.of_kind, today())[0].key
    before = state_of_everything()
    for chosen in ([], ["019d5d00-0000-7000-8000-000000000050.utb"]):
        with pytest.raises(Invalid):
            campaigns.send(world.access("ciso"), campaign, chosen)
    with pytest.raises(Hidden):
        campaigns.send(world.access("owner"), campaign, [key])
    with pytest.raises(Stale):
        campaigns.send(world.access("ciso"), campaign, [key], version=7)
    update(SYSTEM, campaign, {"last_on": TODAY - timedelta(days=9)})
    with pytest.raises(Invalid):
        campaigns.send(world.access("ciso"), Campaign.everything.get(pk=campaign.pk), [key])
    with pytest.raises(Refused):
        campaigns.send(world.access("ciso"), draft(world, kind="units"), [f"{world.units['utb'].pk}.utb"])
    assert state_of_everything()[:2] == before[:2]
    assert set(Campaign.everything.values_list("status", flat=True)) == {"draft"}


def test_units_are_asked_the_citys_own_questions(world: World) -> None:
    create(
        SYSTEM,
        CampaignQuestion,
        {"kind": "units", "name": "Finns en anvisning?", "form": "yes_no", "valid_from": date(2024, 1, 1)},
    )
    campaign = sent(world, kind="units")
    assert {ask.unit.code for ask in Ask.everything.all()} == {"stad", "utb", "kul", "hamn"}
    mine = Ask.everything.select_related("campaign__owner_unit", "unit").get(unit=world.units["kul"])
    (prompt,) = campaign.prompts
    answers.answer(world.access("neighbour"), [AnswerInput(mine, 1, {prompt.key: "yes"})])
    assert ask_about(campaign, "Kultur").answers == {prompt.key: "yes"}
