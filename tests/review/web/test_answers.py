"""Answers to directions: asked for by name, given with actions or a reason, kept current during the year."""

from typing import Any

from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.review.review.models import Answer, AnswerAction, Direction
from akropolis.review.review.services import directions
from akropolis.review.review.services import reviews as review_service
from akropolis.review.review.web.unanswered import unanswered
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.services import decisions
from akropolis.shared.actions.models import Action
from tests.factories import reviews
from tests.world import SYSTEM, TODAY, WORD, World

WORLD = "reviewed"


def city(world: World) -> Direction:
    return reviews.direction(world.reviews["stad-decided"])


def url(world: World, unit: str) -> str:
    return f"/inriktningar/{city(world).pk}/{unit}/"


def form(**values: Any) -> dict[str, Any]:
    return {
        "kind": "actions",
        "reason": "",
        "title": "",
        "due_on": "",
        "outcome": "not_begun",
        "result": "",
        **values,
    }


def given(world: World, unit: str) -> Answer:
    return Answer.everything.get(direction=city(world), unit=world.units[unit])


def tasks(world: World, who: str) -> list[PendingTask]:
    return list(unanswered(world.access(who), TODAY))


def test_an_unanswered_direction_waits_for_those_who_answer_in_the_unit(world: World) -> None:
    waiting = tasks(world, "neighbour")
    assert [task.url for task in waiting] == [url(world, "kul")]
    assert waiting[0].why == "Från genomgången 2026 i Mälarstad. 1 av 3 enheter har svarat."
    assert [task.url for task in tasks(world, "owner")] == [
        f"/inriktningar/{reviews.direction(world.reviews['utb-decided']).pk}/utb/"
    ]


def test_nothing_waits_for_those_who_only_read_or_lead_the_whole_city(world: World) -> None:
    assert [tasks(world, who) for who in ("colleague", "auditor", "ciso", "outsider")] == [[], [], [], []]


def test_a_new_action_is_raised_with_the_answer(world: World) -> None:
    sent = form(title="Öva i november", responsible=world.people["neighbour"].pk, due_on="2027-02-01")
    answer = world.client("neighbour").post(url(world, "kul"), sent)
    assert answer["Location"] == "/inriktningar/"
    action = Action.everything.get(title="Öva i november")
    assert (action.owner_unit.code, action.cause, str(action.due_on)) == ("kul", "review", "2027-02-01")
    linked = AnswerAction.everything.filter(answer=given(world, "kul")).values_list("action_id", flat=True)
    assert list(linked) == [action.pk]
    assert tasks(world, "neighbour") == []


def test_an_answer_without_substance_is_refused(world: World) -> None:
    client = world.client("neighbour")
    for sent in (form(), form(kind="declined"), form(kind="in_place", reason="  "), form(kind="strunt")):
        assert client.post(url(world, "kul"), sent).status_code == 422
    assert not Answer.everything.filter(unit=world.units["kul"]).exists()


def test_an_action_that_is_unticked_is_let_go(world: World) -> None:
    client = world.client("owner")
    old, first = world.rows["actions"], given(world, "utb")
    client.post(url(world, "utb"), form(actions=[old.pk], title="Ny", version=first.version))
    made = Action.everything.get(title="Ny")
    answer = given(world, "utb")
    links = AnswerAction.everything.filter(answer=answer)
    assert {link.action_id for link in links} == {old.pk, made.pk}
    shown = client.get(url(world, "utb"))
    assert {action.pk for action in shown.context["linked"]} == {old.pk, made.pk}
    assert f"{made.number} Ny" in shown.text
    assert client.post(url(world, "utb"), form(actions=[made.pk], version=answer.version)).status_code == 302
    assert [link.action_id for link in AnswerAction.everything.filter(answer=answer)] == [made.pk]
    assert Action.everything.filter(pk=old.pk).exists()


def test_the_second_of_two_writers_sees_both_answers(world: World) -> None:
    first = given(world, "utb")
    directions.answer(
        world.access("chef"),
        city(world),
        world.units["utb"],
        kind="in_place",
        reason="Redan gjort.",
        version=first.version,
    )
    sent = form(kind="declined", reason="Vi har inte råd.", version=first.version)
    answer = world.client("owner").post(url(world, "utb"), sent)
    assert answer.status_code == 409
    assert "Redan gjort." in answer.content.decode()
    assert answer.context["form"]["reason"].value() == "Vi har inte råd."
    assert given(world, "utb").reason == "Redan gjort."


def test_a_corrected_edition_does_not_ask_anew(world: World) -> None:
    made = decisions.new_edition(SYSTEM, world.reviews["stad-decided"], because="Stavfel.")
    packs.gather(SYSTEM, made)
    review_service.move(SYSTEM, made, "circulate")
    decisions.decide(SYSTEM, made, reviews.minutes(world.units["stad"], 2026))
    row = Direction.everything.get(review=made)
    assert [task.url for task in tasks(world, "neighbour")] == [f"/inriktningar/{row.pk}/kul/"]
    assert len(tasks(world, "owner")) == 1
    page = world.client("owner").get(f"/inriktningar/{row.pk}/utb/")
    version = page.context["form"]["version"].value()
    assert page.context["form"]["reason"].value().startswith(WORD)
    sent = form(kind="in_place", reason="Klart nu.", version=version)
    assert world.client("owner").post(f"/inriktningar/{row.pk}/utb/", sent).status_code == 302
    assert [answer.reason for answer in Answer.everything.filter(unit=world.units["utb"])] == ["Klart nu."]
    packs.gather(SYSTEM, world.reviews["stad-circulated"])
    content = packs.content(packs.latest(SYSTEM, world.reviews["stad-circulated"]))  # type: ignore[arg-type]
    assert [line.name for line in content.directions[0].answers if line.course != "unanswered"] == [
        "Utbildningsnämnden"
    ]


def test_one_answers_for_ones_own_unit_only(world: World) -> None:
    sent = form(kind="declined", reason="Nej.")
    assert world.client("neighbour").post(url(world, "utb"), sent).status_code == 404
    assert world.client("colleague").get(url(world, "utb")).status_code == 404
    assert given(world, "utb").reason.startswith(WORD)


def test_a_direction_that_is_not_decided_cannot_be_answered(world: World) -> None:
    row = reviews.direction(world.reviews["stad-circulated"])
    answer = world.client("neighbour").post(
        f"/inriktningar/{row.pk}/kul/", form(kind="declined", reason="Nej.")
    )
    assert answer.status_code == 422
    assert not Answer.everything.filter(direction=row).exists()


def test_the_list_shows_what_waits_first_and_what_one_has_asked_others(world: World) -> None:
    context = world.client("owner").get("/inriktningar/").context
    assert [item["direction"].review.owner_unit.code for item in context["open"]] == ["utb"]
    assert [item["direction"].review.owner_unit.code for item in context["answered"]] == ["stad"]
    assert context["ours"] == []
    ours = world.client("ciso").get("/inriktningar/").context["ours"]
    assert [(item["direction"].pk, item["progress"].answered) for item in ours] == [(city(world).pk, 1)]


def test_the_action_leads_to_the_direction_and_no_further_than_its_reader_may(world: World) -> None:
    client = world.client("neighbour")
    person = world.people["neighbour"].pk
    client.post(url(world, "kul"), form(title="Öva", responsible=person, due_on="2027-02-01"))
    action, answer = Action.everything.get(title="Öva"), given(world, "kul")
    page = client.get(f"/atgarder/{action.pk}/").text
    assert url(world, "kul") in page
    assert city(world).title in page
    reading = world.client("auditor").get(f"/atgarder/{action.pk}/").text
    assert f'"/genomgangar/2026/stad/inriktningar/#{city(world).pk}"' in reading
    assert url(world, "kul") not in reading
    listed = client.get(f"/atgarder/?raised_by=answer:{answer.pk}")
    assert [row.number for row in listed.context["page"].rows] == [action.number]
    place = f"/atgarder/ny/answer/{answer.pk}/"
    more = {
        "title": "Öva mer",
        "owner_unit": world.units["kul"].pk,
        "due_on": "2027-03-01",
        "responsible": person,
    }
    assert client.post(place, more)["Location"] == url(world, "kul")
    assert AnswerAction.everything.filter(answer=answer).count() == 2
    assert world.client("owner").get(place).status_code == 404


def test_an_answer_that_declines_raises_nothing(world: World) -> None:
    client = world.client("neighbour")
    client.post(url(world, "kul"), form(kind="declined", reason="Vi har redan övat."))
    assert client.get(f"/atgarder/ny/answer/{given(world, 'kul').pk}/").status_code == 404
