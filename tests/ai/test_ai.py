"""Assessments of AI systems: three worries, the actions they raise, who may, and what waits for whom."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.ai.models import AiAction, AiAssessment, AiSystem, Worry
from akropolis.graph.ai.rules.ai import ClassText, PlannedAction, class_on, find_answer_faults
from akropolis.graph.ai.services import ai
from akropolis.graph.ai.services.ai import NewAction, WorryAnswer
from akropolis.graph.ai.web.ai_classes import AI_CLASSES
from akropolis.graph.assets.models import Node
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.services.actions import VERBS
from tests.behaviours.tokens import bearer
from tests.factories.graphs import depend, node_of
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today() -> date:
    """The day that the services see."""
    return timezone.localdate()


@pytest.fixture
def system(world: World) -> AiSystem:
    """An AI system of utb, owned by its coordinator."""
    values = {"name": f"Elevtexter {WORD}", "purpose": "Återkoppling", "owner": world.people["owner"]}
    with writing(SYSTEM) as w:
        return w.create(AiSystem, {**values, "owner_unit": world.units["utb"]})


def some(**given: WorryAnswer) -> dict[Worry, WorryAnswer]:
    """Answers to all three worries: some concern where nothing else is given."""
    return {worry: given.get(worry, WorryAnswer("some", "Läraren läser först.")) for worry in Worry}


def great(world: World, days: int = 30) -> WorryAnswer:
    """A great concern with its action."""
    planned = NewAction("Stäng av lagring hos leverantören", world.people["owner"], today() + days * DAY)
    return WorryAnswer("great", "Elevers texter sparas utomlands.", planned)


def assess(world: World, system: AiSystem, who: str = "owner", **given: Any) -> AiAssessment:
    """An assessment as somebody makes it."""
    latest = AiAssessment.everything.filter(system=system).first()
    first = {"answers": some(), "review_on": today() + 365 * DAY, "seen": latest.pk if latest else None}
    return ai.assess(world.access(who), system, **{**first, **given})


def stored() -> tuple[int, int, int]:
    """How many assessments, links and actions there are."""
    return AiAssessment.everything.count(), AiAction.everything.count(), Action.everything.count()


# The rules


def test_a_great_concern_needs_an_action_with_person_and_day() -> None:
    day = date(2026, 11, 25)
    assert find_answer_faults("great", "Skäl", None, day) == [("title", "no_action")]
    assert find_answer_faults("great", "Skäl", PlannedAction("", person=False), day) == [
        ("title", "no_title"), ("responsible", "no_person"), ("due_on", "no_day")
    ]  # fmt: skip
    assert find_answer_faults("great", "Skäl", PlannedAction("Gör", person=True, due_on=day - DAY), day) == [
        ("due_on", "past")
    ]
    assert find_answer_faults("great", "Skäl", PlannedAction("Gör", person=True, due_on=day), day) == []
    assert find_answer_faults("great", "Skäl", PlannedAction(kept=True), day) == []
    assert find_answer_faults("", " ", None, day) == [("concern", "unanswered"), ("reason", "no_reason")]
    assert find_answer_faults("none", "Skäl", None, day) == []


def test_the_text_of_a_class_is_the_latest_whose_day_has_come() -> None:
    rows = [ClassText("high", date(year, 1, 1), year) for year in (2028, 2026, 2027)]
    days = (date(2025, 1, 1), date(2026, 1, 1), date(2027, 6, 1), date(2030, 1, 1))
    held = [class_on(rows, "high", day) for day in days]
    assert [row and row.row for row in held] == [2026, 2026, 2027, 2028]
    assert class_on(rows, "minimal", days[0]) is None


# Assessing


def test_an_assessment_raises_its_actions_and_sets_the_next_review(world: World, system: AiSystem) -> None:
    made = assess(world, system, answers=some(leak=great(world)))
    action = Action.everything.get()
    assert made.answers["leak"] == {
        "concern": "great", "reason": "Elevers texter sparas utomlands.", "action": str(action.pk)
    }  # fmt: skip
    assert (action.owner_unit, action.responsible, action.due_on, action.cause) == (
        world.units["utb"], world.people["owner"], today() + 30 * DAY, "risk"
    )  # fmt: skip
    link = AiAction.everything.get()
    assert (link.assessment, link.worry, link.action) == (made, "leak", action)
    system.refresh_from_db()
    assert system.review_on == today() + 365 * DAY


def test_a_later_assessment_keeps_the_action_that_runs_and_the_earlier_assessment(
    world: World, system: AiSystem
) -> None:
    first = assess(world, system, answers=some(leak=great(world)))
    action = Action.everything.get()
    second = assess(world, system, answers=some(leak=WorryAnswer("great", "Fortfarande.", action)))
    assert stored() == (2, 2, 1)
    assert second.answers["leak"]["action"] == str(action.pk)
    first.refresh_from_db()
    assert first.answers["leak"]["reason"] == "Elevers texter sparas utomlands."


def test_an_action_that_is_done_or_another_systems_is_not_kept(world: World, system: AiSystem) -> None:
    assess(world, system, answers=some(leak=great(world)))
    action = Action.everything.get()
    VERBS.step(SYSTEM, action, "finish", {"done_on": today(), "result": "Stängt"})
    with pytest.raises(Invalid) as refused:
        assess(world, system, answers=some(leak=WorryAnswer("great", "Fortfarande.", action)))
    assert list(refused.value.errors) == ["leak_title"]
    assert stored() == (1, 1, 1)


@pytest.mark.parametrize(
    ("answers", "review", "where"),
    [
        ({"leak": WorryAnswer("great", "Skäl.")}, 365, ["leak_title"]),
        ({"leak": WorryAnswer("great", "Skäl.", NewAction(" ", None, None))}, 365,
         ["leak_title", "leak_responsible", "leak_due_on"]),
        ({"input": WorryAnswer("", "Skäl.")}, 365, ["input_concern"]),
        ({"input": WorryAnswer("huge", "Skäl.")}, 365, ["input_concern"]),
        ({"opaque": WorryAnswer("none", "  ")}, 365, ["opaque_reason"]),
        ({"opaque": WorryAnswer("none", "x" * 2001)}, 365, ["opaque_reason"]),
        ({}, 0, ["review_on"]),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_saved(
    world: World, system: AiSystem, answers: dict[str, WorryAnswer], review: int, where: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        assess(world, system, answers=some(**answers), review_on=today() + review * DAY)
    assert list(refused.value.errors) == where
    system.refresh_from_db()
    assert (stored(), system.review_on) == ((0, 0, 0), None)


def test_two_at_once_do_not_go_over_each_other(world: World, system: AiSystem) -> None:
    assess(world, system)
    with pytest.raises(Stale):
        assess(world, system, seen=None)
    assert stored()[0] == 1


def test_who_may_not_and_what_is_out_of_use_is_refused(world: World, system: AiSystem) -> None:
    for who in ("neighbour", "auditor", "chef", "colleague", "outsider"):
        with pytest.raises(Hidden):
            assess(world, system, who)
    with writing(SYSTEM) as w:
        w.archive(system)
    with pytest.raises(Refused, match="ur bruk"):
        assess(world, system)
    assert stored() == (0, 0, 0)


def test_who_may_not_add_actions_is_told_whom_to_ask_and_may_assess_without(
    world: World, system: AiSystem
) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "keeper", "Siv Alm", "forvaltningsledare", "utb")
    with pytest.raises(Refused, match="informationssäkerhetssamordnare"):
        assess(world, system, "keeper", answers=some(leak=great(world)))
    assert stored() == (0, 0, 0)
    assess(world, system, "keeper")
    assert stored() == (1, 0, 0)


def test_no_assessment_is_changed_or_taken_away_even_past_the_writer(world: World, system: AiSystem) -> None:
    made = assess(world, system)
    for words in ("UPDATE ai_aiassessment SET assessed_by = 'X'", "DELETE FROM ai_aiassessment"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(words)
    made.refresh_from_db()
    assert made.assessed_by == "Nadja Perić"


# The pages


def page(system: AiSystem) -> str:
    """The address of the assessment."""
    return f"/ai-system/{system.pk}/bedomning/"


def sent(answer: Any, **given: Any) -> dict[str, Any]:
    """What a browser sends when the page's form is filled in with what is given."""
    form = answer.context["form"]
    first = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**first, **given}.items() if value is not None}


FILLED = {
    f"{worry}_{part}": value for worry in Worry for part, value in (("concern", "none"), ("reason", "Nej."))
}


def test_the_form_assesses_and_the_systems_page_says_it(world: World, system: AiSystem) -> None:
    client = world.client("owner")
    here = f"/ai-system/{system.pk}/"
    assert "Inte bedömt än." in client.get(here).text
    given = FILLED | {"leak_concern": "great", "leak_due_on": today() + 9 * DAY}
    assert client.post(page(system), sent(client.get(page(system)), **given)).status_code == 302
    action = Action.everything.get()
    assert (action.title, action.responsible) == (
        f"Hindra att känsliga uppgifter läcker genom Elevtexter {WORD}", world.people["owner"]
    )  # fmt: skip
    shown = client.get(here).text
    assert f"{action.number} {action.title}" in shown
    assert "Bedömt av Nadja Perić" in shown
    again = sent(client.get(page(system)))
    assert again["leak_keep"] == str(action.pk)
    assert client.post(page(system), again).status_code == 302
    assert stored() == (2, 2, 1)


def test_a_form_with_something_missing_says_where_and_keeps_what_was_written(
    world: World, system: AiSystem
) -> None:
    client = world.client("owner")
    given = FILLED | {"leak_concern": "great", "leak_reason": "Ett långt skäl."}
    answer = client.post(page(system), sent(client.get(page(system)), **given))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"leak_due_on": ["Skriv vilken dag det ska vara gjort."]}
    assert "Ett långt skäl." in answer.text
    assert stored() == (0, 0, 0)


def test_what_was_replaced_meanwhile_is_said_once_and_then_may_be_replaced(
    world: World, system: AiSystem
) -> None:
    client = world.client("owner")
    written = sent(client.get(page(system)), **FILLED)
    assess(world, system, "ciso")
    answer = client.post(page(system), written)
    assert (answer.status_code, "Någon annan har bedömt systemet" in answer.text) == (422, True)
    assert client.post(page(system), sent(answer)).status_code == 302
    assert stored()[0] == 2


def test_the_page_says_what_is_assessed_and_who_delivers_it(
    world: World, system: AiSystem, nodes: dict[str, Node]
) -> None:
    with writing(SYSTEM) as w:
        w.update(system, {"model": "Språkmodell 3", "affects_people": True})
        depend(w, node_of(w, system), nodes["moln"], kind="delivered_by")
    about = world.client("owner").get(page(system)).context["about"]
    assert about == [
        ("vad den används till", "Återkoppling"),
        ("modell", "Språkmodell 3"),
        ("leverantör", nodes["moln"].name),
        ("vad som går in", ""),
        ("vad som kommer ut", ""),
        ("påverkar enskilda", "Ja"),
        ("hur svaren kontrolleras", ""),
    ]


def test_the_api_gives_every_assessment_the_latest_first_with_its_actions(
    world: World, system: AiSystem
) -> None:
    first = assess(world, system)
    second = assess(world, system, answers=some(leak=great(world)))
    address = f"/api/v1/ai-systems/{system.pk}/assessments"
    items = world.client(**bearer(world, "owner")).get(address).json()["items"]
    action = Action.everything.get()
    assert [each["id"] for each in items] == [str(second.pk), str(first.pk)]
    assert (items[0]["assessed_by"], items[0]["assessed_on"]) == ("Nadja Perić", today().isoformat())
    assert items[0]["answers"] == {
        "input": {"concern": "some", "reason": "Läraren läser först.", "action": None, "actions": []},
        "opaque": {"concern": "some", "reason": "Läraren läser först.", "action": None, "actions": []},
        "leak": {
            "concern": "great",
            "reason": "Elevers texter sparas utomlands.",
            "action": action.number,
            "actions": [action.number],
        },
    }
    for who in ("neighbour", "colleague", "outsider"):
        assert world.client(**bearer(world, who)).get(address).status_code == 404


@pytest.mark.parametrize("who", ["neighbour", "colleague", "outsider"])
def test_others_find_no_assessment(world: World, system: AiSystem, who: str) -> None:
    assess(world, system)
    client = world.client(who)
    assert (client.get(page(system)).status_code, client.post(page(system), FILLED).status_code) == (404, 404)


def test_who_reads_the_unit_reads_the_assessment_and_may_not_send_one(world: World, system: AiSystem) -> None:
    assess(world, system)
    client = world.client("chef")
    shown = client.get(page(system))
    assert (shown.context["form"], "Läraren läser först." in shown.text) == (None, True)
    assert client.post(page(system), FILLED).status_code == 404
    assert stored()[0] == 1


def test_the_prohibited_class_says_stop_and_whom_to_ask(world: World, system: AiSystem) -> None:
    AI_CLASSES.load(SYSTEM)
    with writing(SYSTEM) as w:
        w.update(system, {"ai_class": "prohibited", "class_reason": "Känsloigenkänning i skolan."})
    client = world.client("owner")
    for address in (page(system), f"/ai-system/{system.pk}/"):
        text = client.get(address).text
        assert "Stopp: förbjuden användning" in text
        assert "Fråga förvaltningens jurist, dataskyddsombudet och informationssäkerhetschefen" in text


# What waits


def waits(world: World, who: str, day: date | None = None) -> list[str]:
    """The titles of the person's tasks on AI systems."""
    found = tasks_for(world.access(who), day or today())
    return [str(task.title) for task in found if task.key.startswith("ai:")]


def test_it_waits_for_the_owner_until_it_is_assessed_and_again_near_the_next_review(
    world: World, system: AiSystem
) -> None:
    first = f"Bedöm AI-systemet Elevtexter {WORD}"
    assert waits(world, "owner") == [first]
    assess(world, system)
    assert waits(world, "owner") == []
    assert waits(world, "owner", today() + 334 * DAY) == []
    assert waits(world, "owner", today() + 335 * DAY) == [f"{first} på nytt"]
    assert [waits(world, who) for who in ("neighbour", "chef", "ciso", "outsider")] == [[]] * 4


def test_where_the_owner_may_not_assess_it_waits_for_those_who_may(world: World, system: AiSystem) -> None:
    title = f"Bedöm AI-systemet Elevtexter {WORD}"
    for owner, waiting in ((None, [title]), ("chef", [title]), ("ciso", [])):
        with writing(SYSTEM) as w:
            w.update(system, {"owner": world.people[owner] if owner else None})
        assert waits(world, "owner") == waiting
    assert waits(world, "ciso") == [title]


def test_an_answer_and_its_actions_lead_to_each_other(world: World, system: AiSystem) -> None:
    made, client = assess(world, system), world.client("owner")
    place, here = f"/atgarder/ny/ai/{made.pk}_leak/", f"/ai-system/{system.pk}/"
    assert place in client.get(here).text
    form = client.get(place).context["form"]
    given = {name: form[name].value() for name in form.fields} | {"title": "Kryptera", "due_on": today()}
    assert client.post(place, {k: v for k, v in given.items() if v is not None}).status_code == 302
    action = Action.everything.get()
    assert (action.cause, action.cause_note) == (
        "risk", f"{system.number} Elevtexter {WORD}: {Worry.LEAK.label}"
    )  # fmt: skip
    assert f"/atgarder/{action.pk}/" in client.get(here).text
    assert here in client.get(f"/atgarder/{action.pk}/").text
    for who in ("neighbour", "colleague", "auditor"):
        assert world.client(who).get(place).status_code == 404
    assert client.get(place.replace("leak", "storm")).status_code == 404
