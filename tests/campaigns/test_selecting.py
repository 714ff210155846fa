"""What waits for whom in a campaign, who may answer or sign there, and what is said of it: row by row."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import ActRank, registry
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.register import row_panel
from akropolis.shared.campaigns.register.pages import NAMED, coverage_words
from akropolis.shared.campaigns.rules.coverage import AnswerCoverage, AskState
from akropolis.shared.campaigns.rules.prompts import store_prompts
from akropolis.shared.campaigns.selectors import campaigns as selectors
from akropolis.shared.campaigns.services import answers, campaigns
from akropolis.shared.campaigns.services.campaigns import VERBS
from akropolis.shared.campaigns.services.telling import notify_answerers
from akropolis.shared.campaigns.web.waiting import campaigns_waiting
from tests.factories import campaigns as factory
from tests.factories import registers
from tests.world import SYSTEM, TODAY, World

pytestmark = pytest.mark.usefixtures("world")
DAY = timedelta(days=1)
STATES = ("asked", "begun", "answered", "signed")


@pytest.fixture(scope="module")
def stage(stage: World, django_db_blocker: Any) -> World:
    """Two campaigns of the city, each asks `utb` of a service and `kul` of another; the second has answers signed."""
    with django_db_blocker.unblock(), writing(SYSTEM) as w:
        for unit in ("utb", "kul"):
            stage.rows[unit] = registers.row(w, registry.get("services"), stage.units[unit], f"Tjänst {unit}")
        for n, title in enumerate(("plain", "signed")):
            given = {"title": title, "kind": "units", "last_on": timezone.localdate() + (n + 5) * DAY}
            values = {**given, "text": "Till genomgången.", "signing": bool(n)}
            campaign = w.create(Campaign, values | {"owner_unit": stage.units["stad"]})
            stage.rows[title] = campaign
            w.update(campaign, {"status": "sent", "sent_on": TODAY, "questions": QUESTIONS})
            for unit in ("utb", "kul"):
                factory.asked(w, campaign, stage.rows[unit])
    return stage


QUESTIONS = json.dumps({"sv": store_prompts(factory.PROMPTS), "en": []})


def ask_of(world: World, title: str = "plain", unit: str = "utb") -> Ask:
    rows = Ask.everything.select_related("campaign__owner_unit", "unit")
    return rows.get(campaign=world.rows[title].pk, unit=world.units[unit])


def answered(world: World, title: str = "plain", unit: str = "utb", *, signed: bool = False) -> Ask:
    """It has an answer, and a signature if that is said."""
    given: dict[str, Any] = {"answers": {"yes": "yes", "why": ""}, "answered_by": "Nadja"}
    with writing(SYSTEM) as w:
        given |= {"answered_at": w.at}
        given |= {"signed_by": "Åke", "signed_at": w.at} if signed else {}
        w.update(ask_of(world, title, unit), given)
    return ask_of(world, title, unit)


def waiting(world: World, who: str) -> list[tuple[str, str]]:
    """The campaign and the unit of what waits for the person."""
    return [(ask.campaign.title, ask.unit.code) for ask in selectors.list_pending_asks(world.access(who))]


def test_what_is_not_answered_waits_for_those_of_the_unit_first_what_is_due_first(world: World) -> None:
    assert waiting(world, "owner") == [("plain", "utb"), ("signed", "utb")]
    assert waiting(world, "neighbour") == [("plain", "kul"), ("signed", "kul")]
    assert (waiting(world, "auditor"), waiting(world, "outsider")) == ([], [])


def test_what_has_a_named_answerer_waits_for_that_person_alone(world: World) -> None:
    with writing(SYSTEM) as w:
        w.update(ask_of(world), {"answerer": world.people["chef"]})
    assert waiting(world, "owner") == [("signed", "utb")]
    assert ("plain", "utb") in waiting(world, "chef")


def test_what_is_answered_waits_to_be_signed_only_where_answers_are(world: World) -> None:
    assert waiting(world, "chef") == []
    answered(world, "plain")
    answered(world, "signed")
    assert waiting(world, "chef") == [("signed", "utb")]
    assert waiting(world, "owner") == []
    answered(world, "signed", signed=True)
    assert waiting(world, "chef") == []


@pytest.mark.parametrize("values", [{"status": "closed"}, {"archived_at": timezone.now()}])
def test_what_is_closed_or_archived_waits_for_nobody(world: World, values: dict[str, Any]) -> None:
    Campaign.everything.filter(title="plain").update(**values)
    assert waiting(world, "owner") == [("signed", "utb")]
    assert ask_of(world).open is False


def test_what_is_asked_is_open_until_it_is_signed(world: World) -> None:
    assert (ask_of(world).open, answered(world).open, answered(world, "signed", signed=True).open) == (
        True,
        True,
        False,
    )


def test_no_program_has_anything_to_do_in_campaigns(world: World) -> None:
    assert list(campaigns_waiting(SYSTEM, TODAY)) == []
    assert [task.url for task in campaigns_waiting(world.access("owner"), TODAY)] == [
        reverse("campaign-answer", args=[world.rows[title].pk]) for title in ("plain", "signed")
    ]


def test_a_head_signs_her_own_units_answers_where_they_are_signed(world: World) -> None:
    chef = world.access("chef")
    found = {
        (t, u): selectors.may_sign(chef, ask_of(world, t, u))
        for t in ("plain", "signed")
        for u in ("utb", "kul")
    }
    assert found == {
        ("plain", "utb"): False,
        ("plain", "kul"): False,
        ("signed", "utb"): True,
        ("signed", "kul"): False,
    }


def test_who_asks_reads_all_of_one_campaign_and_who_is_asked_her_own(world: World) -> None:
    def read(who: str, title: str) -> list[tuple[str, str]]:
        rows = selectors.asks_of(world.access(who), world.rows[title])  # type: ignore[arg-type]
        return [(ask.campaign.title, ask.unit.code) for ask in rows]

    assert read("ciso", "plain") == [("plain", "kul"), ("plain", "utb")]
    assert (read("owner", "plain"), read("owner", "signed")) == ([("plain", "utb")], [("signed", "utb")])
    assert read("outsider", "plain") == []
    mine = selectors.asked_of(world.access("owner"), world.rows["plain"].pk)
    assert [(ask.campaign.title, ask.unit.code) for ask in mine] == [("plain", "utb")]
    with pytest.raises(Hidden):
        selectors.asked_of(world.access("auditor"), world.rows["plain"].pk)


def test_what_was_asked_about_a_row_stands_on_its_page_as_the_reader_may_know_of_it(world: World) -> None:
    answered(world, "plain")

    def said(who: str) -> Any:
        panel = row_panel._build(world.access(who), world.rows["utb"])
        items: Any = panel.context["items"] if panel and panel.context else []
        return {
            item["ask"].campaign.title: (item["said"], item["campaign_url"] != "", item["answer_url"] != "")
            for item in items
        }

    word = [("Stämmer det?", "Ja")]
    asked = row_panel._build(world.access("owner"), world.rows["utb"])
    assert asked
    assert (asked.summary, [act.rank for act in asked.acts]) == (
        "Frågor (1 väntar på svar)",
        [ActRank.NEXT],
    )
    assert said("owner") == {"plain": (word, False, True), "signed": ([], False, True)}
    assert said("auditor") == {"plain": (word, True, False), "signed": ([], True, False)}
    assert said("outsider") == {}
    assert row_panel._build(world.access("neighbour"), world.rows["utb"]) is None
    answered(world, "signed", signed=True)
    assert said("owner")["signed"] == (word, False, False)


def test_a_draft_has_no_questions_and_a_sent_one_those_of_the_readers_language_or_swedish(
    world: World,
) -> None:
    assert Campaign(questions="").prompts == []
    assert [prompt.text for prompt in ask_of(world).campaign.prompts] == ["Stämmer det?", "Varför?"]
    digests = set(Campaign.everything.values_list("digest", flat=True))
    with writing(SYSTEM) as w:
        draft = w.create(
            Campaign,
            {
                "title": "Ny",
                "kind": "units",
                "last_on": TODAY,
                "owner_unit": world.units["stad"],
                "text": "x",
            },
        )
    assert (len(digests), len(draft.digest), draft.digest in digests) == (1, 64, False)


def test_a_question_of_one_kind_is_told_to_those_who_may_answer_with_what_it_is_about(world: World) -> None:
    with writing(SYSTEM) as w:
        notify_answerers(w, [ask_of(world, "plain", unit) for unit in ("utb", "kul")])
    rows = Message.objects.filter(key__startswith="asked:")
    campaign = world.rows["plain"]
    assert {row.user.username for row in rows} == {"owner", "neighbour"}
    url = reverse("campaign-answer", args=[campaign.pk])
    assert [(row.url, row.about) for row in rows] == [(url, [list(refer(campaign))])] * 2
    Message.objects.all().delete()
    with writing(world.access("owner")) as w:
        notify_answerers(w, [ask_of(world, "plain", unit) for unit in ("utb", "kul")])
    assert {row.user.username for row in Message.objects.filter(key__startswith="asked:")} == {"neighbour"}


def test_one_that_is_sent_keeps_whose_it_is_its_words_and_whether_it_is_signed(world: World) -> None:
    campaign, access = ask_of(world).campaign, world.access("ciso")
    for name, value in (("text", "Annat"), ("signing", True), ("owner_unit", world.units["utb"])):
        with pytest.raises(Invalid) as refusal:
            VERBS.update(access, campaign, {name: value})
        assert list(refusal.value.errors) == [name]
    assert (
        VERBS.update(access, campaign, {"title": "Ny", "text": campaign.text}, version=campaign.version).title
        == "Ny"
    )
    with pytest.raises(Stale):
        VERBS.step(access, campaign, "close", {}, version=campaign.version + 1)


def test_one_is_not_sent_to_whom_nothing_can_be_asked_nor_from_the_archive(world: World) -> None:
    with writing(SYSTEM) as w:
        values = {"title": "Ny", "kind": "units", "last_on": timezone.localdate(), "text": "x"}
        draft = w.create(Campaign, values | {"owner_unit": world.units["stad"]})
    access = world.access("ciso")
    [first, *_rest] = [each.key for each in selectors.candidates(access, draft.of_kind, timezone.localdate())]
    for chosen in ([], ["finns-inte"], [first, "finns-inte"]):
        with pytest.raises(Invalid) as refusal:
            campaigns.send(access, draft, chosen)
        assert list(refusal.value.errors) == ["chosen"]
    with pytest.raises(Refused):  # no question has been written
        campaigns.send(access, draft, [first])
    with writing(SYSTEM) as w:
        w.archive(draft)
    with pytest.raises(Hidden):
        campaigns.send(access, draft, [first])


def test_a_saved_answer_is_a_draft_and_a_missing_one_is_refused_at_its_question(world: World) -> None:
    access, ask = world.access("owner"), ask_of(world)
    answers.save(access, [answers.AnswerInput(ask, ask.version, {"why": "Halva"})])
    ask = ask_of(world)
    assert (ask.state, ask.draft, ask.answers) == (AskState.BEGUN, {"why": "Halva"}, {})
    with pytest.raises(answers.AnswersRefused) as refusal:
        answers.answer(access, [answers.AnswerInput(ask, ask.version, {"why": "Hela"})])
    assert {pk: list(faults) for pk, faults in refusal.value.errors.items()} == {ask.pk: ["yes"]}
    with pytest.raises(Hidden):
        answers.save(world.access("neighbour"), [answers.AnswerInput(ask, ask.version, {})])


@pytest.mark.parametrize(
    ("units", "more"),
    [(0, None), (1, ""), (NAMED, ""), (NAMED + 1, "1 enhet till"), (NAMED + 2, "2 enheter till")],
)
def test_so_many_units_are_named_and_how_many_more_there_are(
    world: World, units: int, more: str | None
) -> None:
    missing = tuple((f"Enhet {n}", n + 1) for n in range(units))
    said = coverage_words(AnswerCoverage(asked=9, answered=4, signed=2, missing=missing), signing=False)
    named = [f"Enhet {n} ({n + 1})" for n in range(min(units, NAMED))] + ([more] if more else [])
    listed = f"{', '.join(named[:-1])} och {named[-1]}" if len(named) > 1 else "".join(named)
    assert said == ["4 av 9 är besvarade."] + ([f"Inte besvarat: {listed}."] if units else [])
    signed = coverage_words(AnswerCoverage(asked=9, answered=4, signed=2, missing=()), signing=True)
    assert signed == ["4 av 9 är besvarade, och 2 är undertecknade."]
