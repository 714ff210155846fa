"""The page on which a lägesbild is issued: what it proposes, what it says is left out, and that it is issued once."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.records.writer import writing
from akropolis.events.incidents.models import Incident
from akropolis.events.situation_reports.models import (
    DraftAnswer,
    Situation,
    SituationDraft,
    SituationQuestion,
)
from akropolis.events.situation_reports.services import drafts
from akropolis.events.situation_reports.services.issuing import state_of
from akropolis.events.situation_reports.web import issuing
from tests.world import START, SYSTEM, World

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
FROZEN = "Det som står kan inte ändras efteråt: det som var fel rättas i nästa."


@pytest.fixture(scope="module")
def stage(stage: World, django_db_blocker: Any) -> World:
    """An event of `utb` and three questions."""
    with django_db_blocker.unblock(), writing(SYSTEM) as w:
        for n, code in enumerate(("ett", "tva", "tre")):
            values = {
                "kind": "incident",
                "code": code,
                "name": code.title(),
                "position": n,
                "valid_from": START,
            }
            w.create(SituationQuestion, values)
        event = {"title": "Intrång", "owner_unit": stage.units["utb"], "occurred_at": timezone.now()}
        stage.rows["event"] = w.create(Incident, event)
    return stage


@pytest.fixture
def draft(world: World) -> SituationDraft:
    return drafts.begin(world.access("owner"), world.rows["event"])


def rows(draft: SituationDraft, *texts: str) -> list[DraftAnswer]:
    """The answers, with these texts."""
    found = DraftAnswer.everything.select_related("draft").filter(draft=draft).order_by("position")
    for row, text in zip(found, texts, strict=False):
        drafts.save(SYSTEM, row, {"text": text})
    return list(DraftAnswer.everything.filter(draft=draft).order_by("position"))


def proposed(world: World, draft: SituationDraft) -> dict[str, Any]:
    page = world.client("owner").get(place(draft))
    found: dict[str, Any] = page.context["form"].initial
    return found


def place(draft: SituationDraft) -> str:
    return reverse("situation-issue", args=[draft.pk])


def sent(draft: SituationDraft, **more: Any) -> dict[str, Any]:
    now = timezone.localtime().replace(second=0, microsecond=0)
    given = {"as_of": now - HOUR, "valid_to": now + HOUR, "next_at": now + HOUR} | more
    values = {
        "recipients": "",
        "mark": "leading",
        "secrecy": "",
        "seen": state_of([r.version for r in rows(draft)]),
    }
    for name, moment in given.items():
        values[f"{name}_0"], values[f"{name}_1"] = f"{moment:%Y-%m-%d}", f"{moment:%H:%M}"
        values[name] = f"{moment:%Y-%m-%dT%H:%M}"
    return values


def test_the_first_is_proposed_for_now_and_the_next_in_four_hours(
    world: World, draft: SituationDraft
) -> None:
    made = rows(draft, "Lugnt.")
    found = proposed(world, draft)
    now = timezone.localtime()
    assert now - 2 * MINUTE < found["as_of"] <= now
    assert (found["as_of"].second, found["valid_to"], found["next_at"]) == (
        0,
        found["as_of"] + 4 * HOUR,
        found["as_of"] + 4 * HOUR,
    )
    assert found["seen"] == state_of([row.version for row in made])
    assert [*found] == ["as_of", "valid_to", "next_at", "seen", "secrecy"]


def test_the_next_is_proposed_in_the_rhythm_of_the_one_before_and_to_the_same(
    world: World, draft: SituationDraft
) -> None:
    now = timezone.localtime().replace(second=0, microsecond=0)
    last = Situation(
        as_of=now - 3 * HOUR, next_at=now - HOUR, recipients="Länsstyrelsen", mark="affected", secrecy="x"
    )
    found = issuing._initial(draft, last, rows(draft))
    assert (found["valid_to"], found["next_at"]) == (found["as_of"] + 2 * HOUR, found["as_of"] + 2 * HOUR)  # type: ignore[operator]
    assert (found["recipients"], found["mark"], found["secrecy"]) == ("Länsstyrelsen", "affected", "x")
    last.next_at = None
    found = issuing._initial(draft, last, [])
    assert found["next_at"] == found["as_of"] + 4 * HOUR  # type: ignore[operator]


def test_it_says_which_answers_are_left_out(world: World, draft: SituationDraft) -> None:
    assert issuing._unanswered_warning(rows(draft, "A", "B", "C")) == FROZEN
    lead = issuing._unanswered_warning(rows(draft, "A", " ", ""))
    assert lead == f"{FROZEN} Utan svar, och utelämnade: Tva och Tre."


def test_it_is_issued_by_who_leads_the_event(world: World, draft: SituationDraft) -> None:
    rows(draft, "Lugnt.", "Stängt.", "Snart.")
    for who in ("neighbour", "auditor", "outsider"):
        client = world.client(who)
        assert {client.get(place(draft)).status_code, client.post(place(draft), sent(draft)).status_code} == {
            404
        }
    owner, given = world.client("owner"), sent(draft)
    page = owner.get(place(draft))
    assert page.context["back"] == reverse("situation-draft", args=[draft.pk])
    refused = owner.post(place(draft), given | {"mark": "nej"})
    assert (refused.status_code, [*refused.context["form"].errors]) == (422, ["mark"])
    other = owner.post(place(draft), given | {"seen": "annat"})
    assert (other.status_code, Situation.everything.count()) == (422, 0)
    made = owner.post(place(draft), given)
    found = Situation.everything.get()
    assert made["Location"] == reverse("situation-picture", args=[found.pk])
    assert (found.number, found.mark, SituationDraft.everything.count()) == (1, "leading", 0)
