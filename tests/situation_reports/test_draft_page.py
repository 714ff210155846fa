"""The draft of a lägesbild on its pages: which question stands there, what is saved, refused and overtaken, by whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.records.writer import writing
from akropolis.events.incidents.models import Incident
from akropolis.events.situation_reports.models import DraftAnswer, SituationDraft, SituationQuestion
from akropolis.events.situation_reports.services import drafts
from akropolis.events.situation_reports.services.issuing import Issue, issue
from tests.world import START, SYSTEM, World

QUESTIONS = ("lage", "atgard")


@pytest.fixture(scope="module")
def stage(stage: World, django_db_blocker: Any) -> World:
    """An event of `utb`, and two questions, of which the second asks how sure the answer is."""
    with django_db_blocker.unblock(), writing(SYSTEM) as w:
        for n, code in enumerate(QUESTIONS):
            values = {"kind": "incident", "code": code, "name": code.title(), "guide": f"Skriv om {code}."}
            w.create(SituationQuestion, values | {"weighed": bool(n), "position": n, "valid_from": START})
        event = {"title": "Intrång", "owner_unit": stage.units["utb"], "occurred_at": timezone.now()}
        stage.rows["event"] = w.create(Incident, event)
    return stage


@pytest.fixture
def draft(world: World) -> SituationDraft:
    return drafts.begin(world.access("owner"), world.rows["event"])


def answer(draft: SituationDraft, key: str = "lage") -> DraftAnswer:
    return DraftAnswer.everything.get(draft=draft, key=key)


def write(draft: SituationDraft, key: str, text: str, **more: str) -> DraftAnswer:
    row = DraftAnswer.everything.select_related("draft").get(draft=draft, key=key)
    return drafts.save(SYSTEM, row, {"text": text, **more})


def at(draft: SituationDraft, key: str = "", name: str = "situation-draft") -> str:
    return reverse(f"{name}-answer", args=[draft.pk, key]) if key else reverse(name, args=[draft.pk])


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_one_is_begun_by_who_leads_the_event_and_the_next_who_asks_comes_to_it(world: World) -> None:
    place = reverse("situation-begin", args=["incident", world.rows["event"].pk])
    owner = world.client("owner")
    page = owner.get(place)
    crumbs = [crumb.label for crumb in page.context["crumbs"]]
    assert (page.status_code, crumbs[-1], SituationDraft.everything.count()) == (200, "Lägesbild nr 1", 0)
    made = owner.post(place)
    found = SituationDraft.everything.get()
    assert (made["Location"], found.number) == (at(found), 1)
    assert [client["Location"] for client in (owner.get(place), owner.post(place))] == [at(found)] * 2
    assert SituationDraft.everything.count() == 1
    for who in ("neighbour", "auditor", "outsider"):
        assert {world.client(who).get(place).status_code, world.client(who).post(place).status_code} == {404}
    assert owner.get(reverse("situation-begin", args=["storm", world.rows["event"].pk])).status_code == 404


def test_the_first_answer_without_text_stands_there_unless_another_is_asked_for(
    world: World, draft: SituationDraft
) -> None:
    client = world.client("owner")

    def shown(key: str = "") -> tuple[str, list[tuple[str, str, bool]], list[str]]:
        context = client.get(at(draft, key)).context
        lines = [(line["name"], line["state"], line["current"]) for line in context["lines"]]
        return context["answer"].key, lines, context["empty"]

    write(draft, "lage", " ")
    write(draft, "atgard", "")
    assert shown() == ("lage", [("Lage", "Tom", True), ("Atgard", "Tom", False)], ["Lage", "Atgard"])
    write(draft, "lage", "Lugnt.")
    assert shown() == ("atgard", [("Lage", "", False), ("Atgard", "Tom", True)], ["Atgard"])
    write(draft, "atgard", "Stäng.")
    assert shown() == ("lage", [("Lage", "", True), ("Atgard", "", False)], [])
    assert shown("atgard")[0] == "atgard"
    assert client.get(at(draft, "finns-inte")).status_code == 404


def test_an_answer_is_saved_and_how_sure_it_is_where_that_is_asked(
    world: World, draft: SituationDraft
) -> None:
    client = world.client("owner")
    fields = {key: [*client.get(at(draft, key)).context["form"].fields] for key in QUESTIONS}
    assert {key: {*names} - {"version"} for key, names in fields.items()} == {
        "lage": {"text", "secrecy"},
        "atgard": {"text", "confidence", "because", "secrecy"},
    }
    sent = {"text": "Lugnt.", "version": answer(draft).version, "secrecy": "18 kap. 8 b §"}
    done = client.post(at(draft, "lage"), sent)
    row = answer(draft)
    assert (done["Location"], said(done)) == (at(draft, "lage"), ["Sparat."])
    assert (row.text, row.secrecy, answer(draft, "atgard").version) == ("Lugnt.", "18 kap. 8 b §", 1)
    again = client.post(at(draft, "lage"), sent)
    assert (again.status_code, again["Location"], answer(draft).version) == (
        302,
        done["Location"],
        row.version,
    )
    other = client.post(at(draft, "lage"), sent | {"text": "Oroligt."})
    assert (other.status_code, other.context["conflict"].row, answer(draft).text) == (409, row, "Lugnt.")
    assert other.context["form"]["text"].value() == "Oroligt."


def test_what_is_refused_is_said_and_nothing_is_stored(world: World, draft: SituationDraft) -> None:
    client, before = world.client("owner"), answer(draft, "atgard").text
    for wrong, field in (({"version": "x"}, "version"), ({"because": "Vet"}, "confidence")):
        sent = {"text": "Nytt", "version": answer(draft, "atgard").version, **wrong}
        refused = client.post(at(draft, "atgard"), sent)
        assert (refused.status_code, field in refused.context["form"].errors) == (422, True)
    assert answer(draft, "atgard").text == before


def test_the_page_says_what_is_otherwise_than_in_the_picture_before(
    world: World, draft: SituationDraft
) -> None:
    write(draft, "lage", "Lugnt.")
    write(draft, "atgard", "Stäng.")
    issue(SYSTEM, draft, Issue(as_of=timezone.now() - timedelta(seconds=1), mark="leading"))
    event = Incident.everything.select_related("owner_unit").get(pk=world.rows["event"].pk)
    second = drafts.begin(world.access("owner"), event)
    write(second, "lage", "Oroligt.")
    context = world.client("owner").get(at(second, "lage")).context
    assert (context["title"], context["before"], context["changed"]) == ("Lägesbild nr 2", 1, ["Lage"])
    assert [line["state"] for line in context["lines"]] == ["Ändrat", ""]
    assert context["change"].title == "Lage"
    assert world.client("owner").get(at(second, "atgard")).context["change"] is None


def test_who_reads_the_event_and_does_not_lead_it_writes_nothing(world: World, draft: SituationDraft) -> None:
    before = answer(draft)
    for who in ("neighbour", "auditor", "outsider", "colleague"):
        client = world.client(who)
        sent = {"text": "Nej", "version": before.version}
        client.post(at(draft, "lage"), sent)
        for name in ("situation-renew", "situation-discard"):
            assert client.post(at(draft, name=name)).status_code == 404
    assert (answer(draft).version, SituationDraft.everything.count()) == (before.version, 1)
    page = world.client("owner").get(at(draft, "lage")).context
    assert (page["may_write"], page["guide"], page["conflict"]) == (True, "Skriv om lage.", None)


def test_what_the_rows_say_by_now_is_fetched_and_a_draft_is_thrown_away_when_that_is_confirmed(
    world: World, draft: SituationDraft
) -> None:
    client = world.client("owner")
    nothing = client.post(at(draft, name="situation-renew"))
    assert (nothing["Location"], said(nothing)) == (at(draft), ["Inget nytt har kommit."])
    assert client.get(at(draft, name="situation-renew")).status_code == 405
    place = at(draft, name="situation-discard")
    assert (client.get(place).status_code, SituationDraft.everything.count()) == (200, 1)
    gone = client.post(place)
    assert (gone.status_code, said(gone)) == (302, ["Utkastet är borttaget."])
    assert (SituationDraft.everything.count(), DraftAnswer.everything.count()) == (0, 0)


def test_a_text_is_saved_while_it_is_written_and_nothing_of_another_version(
    world: World, draft: SituationDraft
) -> None:
    client, place = world.client("owner"), reverse("situation-autosave", args=[draft.pk, "lage"])
    assert client.get(place).json()["version"] == answer(draft).version
    sent = client.post(place, {"text": "Lugnt.", "version": answer(draft).version})
    assert (sent.status_code, sent.json()["version"], answer(draft).text) == (200, 2, "Lugnt.")
    late = client.post(place, {"text": "Oroligt.", "version": 1})
    assert (late.status_code, answer(draft).text) == (409, "Lugnt.")
    assert client.get(reverse("situation-autosave", args=[draft.pk, "nej"])).status_code == 404
