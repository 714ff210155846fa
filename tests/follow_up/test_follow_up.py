"""A unit is asked, answers beside its last answers and the registers, and its head signs; no other unit sees it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.assurance.follow_up.models import FollowUpAnswer, FollowUpQuestion
from akropolis.assurance.follow_up.rules.answers import Source
from akropolis.assurance.follow_up.selectors.answers import PREFIX
from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.models import Appointment, Unit
from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.lib.figures import find
from akropolis.graph.risk.models import Risk
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.register.pages import page_of
from akropolis.shared.campaigns.selectors.campaigns import candidates
from akropolis.shared.campaigns.services import answers, campaigns
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()


@pytest.fixture(autouse=True)
def questions(world: World) -> None:
    """The questions that come with the system."""
    for key in ("maturity-areas", "follow-up-questions"):
        tables.get(key).load(SYSTEM)


def ask(world: World, title: str = "Uppföljning", *, days_ago: int = 0, also: Sequence[str] = ()) -> Ask:
    """A round that was sent so many days ago to `utb`, `kul` and others: what `utb` is asked."""
    values = {"title": title, "kind": "follow_up", "text": "Till genomgången.", "signing": True}
    last = {"last_on": NOW + timedelta(days=9), "owner_unit": world.units["stad"]}
    campaign = create(SYSTEM, Campaign, values | last)
    found = candidates(world.access("ciso", NOW), campaign.of_kind, NOW)
    chosen = [each.key for each in found if each.unit.code in ("utb", "kul", *also)]
    campaigns.send(world.access("ciso", NOW), campaign, chosen)
    campaign = Campaign.everything.get(pk=campaign.pk)
    update(SYSTEM, campaign, {"sent_on": NOW - timedelta(days=days_ago)})
    return asked(campaign)


def asked(campaign: Campaign, unit: str = "utb") -> Ask:
    rows = Ask.everything.select_related("campaign__owner_unit", "unit")
    return rows.get(campaign=campaign.pk, unit__code=unit)


def form_of(row: Ask, **said: str) -> dict[str, str]:
    """What the page sends: partly to each question that must be answered, and what is said here."""
    given = {each.key: "partly" if each.required else "" for each in row.campaign.prompts}
    given |= {PREFIX + key.replace("_", "-"): value for key, value in said.items()}
    fields = {f"{row.pk}-{key}": value for key, value in given.items()}
    return {**fields, f"{row.pk}-version": str(row.version), "send": "1"}


def send(world: World, row: Ask, who: str = "owner", **said: str) -> Any:
    address = reverse("campaign-answer", args=[row.campaign_id])
    return world.client(who).post(address, form_of(row, **said))


def stored(row: Ask) -> dict[str, tuple[str, str]]:
    """The unit's answers with what they were proposed from, by the question's key."""
    rows = FollowUpAnswer.everything.filter(ask=row)
    return {
        code: (said, of) for code, said, of in rows.values_list("question__code", "answer", "prefilled_from")
    }


def listed(world: World, who: str, query: str = "") -> dict[tuple[str, str], dict[str, str]]:
    """The rows of the page, by unit and key of the question: each cell by its column's key."""
    found = world.client(who).get(reverse("follow-up-answers") + query).context["list"]
    return {
        (row.unit.code, row.question.code): {each.key: str(each.of(row)) for each in found.columns}
        for row in found.ordered
    }


def test_the_year_from_what_is_asked_to_what_has_changed(world: World) -> None:
    first = ask(world, "Förra året", days_ago=365)
    assert (
        send(world, first, governance_roles="no", risks_largest=WORD, incidents_known="yes").status_code
        == 302
    )
    with writing(SYSTEM) as w:
        for n in range(3):
            w.create(Risk, {"title": f"Risk {n}", "owner_unit": world.units["utb"]})
    second = ask(world, "I år")
    year = first.campaign.sent_on.year if first.campaign.sent_on else 0
    page = world.client("owner").get(reverse("campaign-answer", args=[second.campaign_id])).text
    for sentence in (f"Svarade {year}: Nej.", f"Svarade {year}: {WORD}.", "Registren visar: 3."):
        assert sentence in page
    said = {"governance_roles": "yes", "incidents_known": "no", "risks_largest": WORD}
    assert send(world, second, **said, risks_count="3", incidents_reported="7").status_code == 302
    found = stored(second)
    assert found["risks-largest"] == (WORD, Source.EARLIER)
    assert found["risks-count"] == ("3", Source.REGISTERS)
    assert found["incidents-reported"] == ("7", Source.WRITTEN)
    assert "governance-hours" not in found  # left empty: nothing known, and not zero
    rows = listed(world, "owner")
    assert {unit for unit, _question in rows} == {"utb"}
    assert rows["utb", "governance-roles"]["change"] == f"Bättre: {year} var det Nej"
    assert rows["utb", "incidents-known"]["change"] == f"Sämre: {year} var det Ja"
    assert rows["utb", "incidents-known"]["state"] == "Sämre än förra gången"
    assert rows["utb", "risks-count"]["state"] == "Besvarat"
    assert rows["utb", "incidents-reported"]["state"] == "Registren säger emot"
    assert rows["utb", "governance-hours"]["state"] == "Enheten vet inte"
    earlier = listed(world, "owner", f"?round={first.campaign_id}")
    assert earlier["utb", "governance-roles"]["answer"] == "Nej"
    assert {row["registers"] for row in earlier.values()} == {""}  # the registers show today, not last year


def test_the_state_leads_whoever_answers_or_signs_there_and_nobody_else(world: World) -> None:
    row = ask(world)
    address = reverse("campaign-answer", args=[row.campaign_id])
    for who, leads in (("owner", True), ("chef", True), ("auditor", False)):
        assert (f'href="{address}"' in world.client(who).get(reverse("follow-up-answers")).text) is leads, who
    send(world, row)
    world.client("chef").post(reverse("campaign-sign", args=[row.campaign_id]))
    assert address not in world.client("owner").get(reverse("follow-up-answers")).text


def test_an_answer_is_compared_with_at_least_five_other_units_alike_and_none_is_named(world: World) -> None:
    """Six units like `utb` answer; the median is of five of them while the sixth does not know."""
    kind = world.units["utb"].kind
    new = {
        "kind": kind,
        "parent": world.units["stad"],
        "valid_from": NOW - timedelta(days=9),
        "reviews": True,
    }
    alike = [create(SYSTEM, Unit, {"code": f"lik{n}", "name": f"Likformiga {n}", **new}) for n in range(6)]
    row = ask(world, also=[each.code for each in alike])
    send(world, row, governance_hours="4")
    few = "Färre än fem"
    assert listed(world, "owner")["utb", "governance-hours"]["alike"] == few
    for n, unit in enumerate(alike):
        if n == 4:  # four have answered what their roles are, and three of them a number of hours
            rows = listed(world, "owner")
            assert {rows["utb", f"governance-{key}"]["alike"] for key in ("roles", "hours")} == {few}
        other = asked(row.campaign, unit.code)
        update(SYSTEM, other, {"answered_at": timezone.now(), "answered_by": WORD})
        said = {"governance-hours": str(n) if n else "", "governance-roles": "yes" if n > 2 else "partly"}
        for code, answer in said.items():
            question = FollowUpQuestion.everything.get(code=code)
            if answer:
                values = {"ask": other, "question": question, "wording": question.name, "answer": answer}
                create(SYSTEM, FollowUpAnswer, values)
    rows = listed(world, "owner")
    hours, roles = rows["utb", "governance-hours"]["alike"], rows["utb", "governance-roles"]["alike"]
    assert (hours, roles) == (
        "Median 3, hälften mellan 2 och 4 (5 enheter)",
        "Median Delvis, hälften mellan Delvis och Ja (6 enheter)",
    )
    page = world.client("owner").get(reverse("follow-up-answers")).text
    assert "Median 3" in page
    assert "Likformiga" not in page
    assert {unit for unit, _question in rows} == {"utb"}
    assert "lik3" in {unit for unit, _question in listed(world, "ciso")}


def test_the_review_counts_what_is_asked_answered_and_signed(world: World) -> None:
    row = ask(world)
    counts = [{"sent": ""}, {"sent": "answered"}, {"sent": "signed"}]
    send(world, row)
    asked_of = [listed(world, "ciso", f"?sent={each['sent']}") for each in counts]
    assert [{unit for unit, _question in found} for found in asked_of] == [{"utb", "kul"}, {"utb"}, set()]
    world.client("chef").post(reverse("campaign-sign", args=[row.campaign_id]))
    assert {unit for unit, _question in listed(world, "ciso", "?sent=signed")} == {"utb"}
    declared = [find(f"follow-up-answers.{name}") for name in ("asked", "answered", "signed")]
    assert [figure and figure.filters for figure in declared] == [
        None,
        {"sent": "answered"},
        {"sent": "signed"},
    ]


def test_a_contradicted_answer_is_shown_and_never_overwritten(world: World) -> None:
    row = ask(world)
    send(world, row, continuity_exercised="yes", risks_count="5")
    rows = listed(world, "owner", "?state=contradicted")
    assert rows["utb", "continuity-exercised"]["registers"] == "0"
    assert {cells["answer"] for cells in rows.values()} == {"Ja", "5"}
    assert stored(row)["continuity-exercised"] == ("yes", Source.WRITTEN)


def test_no_other_unit_sees_what_a_unit_has_answered(world: World) -> None:
    row = ask(world)
    send(world, row, risks_largest=WORD)
    assert FollowUpAnswer.everything.filter(answer=WORD).exists()
    for who, expected in (
        ("owner", True),
        ("chef", True),
        ("ciso", True),
        ("auditor", True),
        ("neighbour", False),
    ):
        assert FollowUpAnswer.objects.visible(world.access(who, NOW)).exists() is expected, who
        page = world.client(who).get(reverse("follow-up-answers"))
        assert (WORD in page.text) is expected, who
    told = world.client("admin").get(reverse("campaigns-detail", args=[row.campaign_id])).text
    assert "läser de som har en egen rätt till det" in told
    for who in ("neighbour", "outsider", "admin"):
        answers_of = reverse("campaign-answers") + f"?campaign={row.campaign_id}"
        assert WORD not in world.client(who).get(answers_of).text, who
        assert not Ask.objects.visible(world.access(who, NOW)).filter(pk=row.pk).exists(), who
        for query in ("?unit=utb", f"?round={row.campaign_id}", "?state=answered", "?area=risks"):
            answer = world.client(who).get(reverse("follow-up-answers") + query)
            assert WORD not in answer.text, (who, query)
        assert WORD not in world.client(who).get(reverse("follow-up-answers-file")).content.decode("latin-1")
    (sentence, *_more) = world.client("neighbour").get(reverse("follow-up-answers")).context["list"].lead()
    assert sentence.startswith("0 av 1 ")  # the neighbour's own, and not that `utb` has answered


def test_a_wrong_number_is_said_at_its_question_and_nothing_is_stored_or_lost(world: World) -> None:
    row = ask(world)
    page = send(world, row, governance_hours="en halv dag", risks_largest=WORD)
    assert (page.status_code, stored(row), asked(row.campaign).answered_at) == (422, {}, None)
    assert "Skriv ett heltal" in page.text
    assert ("en halv dag" in page.text, WORD in page.text) == (True, True)


def test_answers_sent_again_replace_those_before_and_keep_the_wording_that_was_sent(world: World) -> None:
    row = ask(world)
    wording = FollowUpQuestion.everything.get(code="risks-largest").name
    send(world, row, risks_largest=WORD, governance_hours="0")
    update(SYSTEM, FollowUpQuestion.everything.get(code="risks-largest"), {"name": "Ändrad fråga?"})
    send(world, asked(row.campaign), risks_largest=f"{WORD} två")
    found = FollowUpAnswer.everything.get(ask=row, question__code="risks-largest")
    assert (found.wording, found.answer) == (wording, f"{WORD} två")
    assert "governance-hours" not in stored(row)
    assert listed(world, "owner")["utb", "risks-largest"]["question"] == wording


def test_the_head_signs_once_and_the_answers_are_frozen_until_they_are_sent_back(world: World) -> None:
    row = ask(world)
    sign = reverse("campaign-sign", args=[row.campaign_id])
    send(world, row, risks_largest=WORD)
    assert world.client("owner").post(sign).status_code == 404
    assert "Svaren är undertecknade." in world.client("chef").post(sign, follow=True).text
    assert "Åke Ström har redan undertecknat svaren." in world.client("chef").post(sign, follow=True).text
    send(world, asked(row.campaign), risks_largest="Annat")
    assert stored(row)["risks-largest"][0] == WORD
    assert listed(world, "owner")["utb", "governance-roles"]["state"] == "Besvarat och undertecknat"
    answers.ask_again(world.access("ciso", NOW), asked(row.campaign), because="Det stämmer inte.")
    assert listed(world, "owner")["utb", "risks-largest"]["answer"] == ""
    assert WORD in world.client("owner").get(reverse("campaign-answer", args=[row.campaign_id])).text


def test_a_head_whose_role_has_ended_since_the_page_was_opened_signs_nothing(world: World) -> None:
    row = ask(world)
    send(world, row)
    client, sign = world.client("chef"), reverse("campaign-sign", args=[row.campaign_id])
    assert "underteckna" in client.get(reverse("campaign-answer", args=[row.campaign_id])).text
    held = Appointment.everything.get(user=world.people["chef"])
    update(SYSTEM, held, {"valid_to": NOW - timedelta(days=1)})
    assert client.post(sign).status_code == 404
    assert asked(row.campaign).signed_at is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"whole": "risks.total"}, "figure"),
        ({"form": "number", "figure": "risks.total", "whole": "actions.total"}, "whole"),
        ({"form": "text", "figure": "risks.total"}, "figure"),
    ],
)
def test_a_question_that_nothing_can_be_held_against_is_refused(
    world: World, values: dict[str, str], field: str
) -> None:
    row = FollowUpQuestion.everything.get(code="governance-roles")
    with pytest.raises(Invalid) as refused:
        update(SYSTEM, row, values)
    assert field in refused.value.errors


def test_who_reads_some_of_those_asked_is_told_that_there_may_be_more(world: World) -> None:
    row = ask(world)
    update(SYSTEM, row.campaign, {"owner_unit": world.units["utb"]})
    pages = {who: world.client(who).get(page_of(row.campaign)).text for who in ("owner", "ciso")}
    told = "Bara enheter vars svar du får läsa räknas här. Fler kan ha fått frågorna."
    assert {who: (told in page, "0 av 1 är" in page, "0 av 2 är" in page) for who, page in pages.items()} == {
        "owner": (True, True, False),
        "ciso": (False, False, True),
    }
