"""The three questions: each saved by itself, with reasons, and never over another's words."""

from typing import Any

from akropolis.review.models import Verdict
from akropolis.review.services import chapters
from tests.world import SYSTEM, World

WORLD = "reviewed"
URL = "/genomgangar/2027/utb/bedomning/"


def verdict(world: World, aspect: str = "suitable", name: str = "utb-ongoing") -> Verdict:
    return Verdict.everything.get(review=world.reviews[name], aspect=aspect)


def sent(row: Verdict, **values: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "answer": "partly",
        "reasons": "Delvis.",
        "evidence": ["actions.total", "incidents.total"],
    }
    given |= {"version": row.version, **values}
    return {"aspect": row.aspect, **{f"{row.aspect}-{name}": value for name, value in given.items()}}


def test_one_question_is_answered_and_the_others_stay(world: World) -> None:
    row, other = verdict(world), verdict(world, "adequate")
    answer = world.client("owner").post(URL, sent(row))
    assert answer["Location"] == f"{URL}#suitable"
    now = verdict(world)
    assert (now.answer, now.reasons, now.evidence) == (
        "partly",
        "Delvis.",
        ["actions.total", "incidents.total"],
    )
    assert verdict(world, "adequate").version == other.version


def test_an_answer_needs_reasons(world: World) -> None:
    row = verdict(world)
    answer = world.client("owner").post(URL, sent(row, reasons=" "))
    assert answer.status_code == 422
    assert verdict(world).version == row.version


def test_a_figure_that_is_not_in_the_pack_cannot_be_pointed_at(world: World) -> None:
    row = verdict(world)
    assert world.client("owner").post(URL, sent(row, evidence=["finns.inte"])).status_code == 422
    assert verdict(world).evidence == row.evidence


def test_the_second_of_two_writers_sees_both_and_keeps_all_that_was_chosen(world: World) -> None:
    row = verdict(world)
    chapters.judge(SYSTEM, row, answer="no", reasons="Den andras skäl.", evidence=[], version=row.version)
    answer = world.client("owner").post(URL, sent(row, version=row.version - 1))
    form = next(item["form"] for item in answer.context["items"] if item["row"].aspect == "suitable")
    assert answer.status_code == 409
    assert "Den andras skäl." in answer.content.decode()
    assert form["reasons"].value() == "Delvis."
    assert form["evidence"].value() == ["actions.total", "incidents.total"]
    assert verdict(world).reasons == "Den andras skäl."
    again = sent(row, version=form["version"].value())
    assert world.client("owner").post(URL, again).status_code == 302
    assert verdict(world).reasons == "Delvis."


def test_a_decided_judgement_is_read_and_not_written(world: World) -> None:
    row, client = verdict(world, name="utb-decided"), world.client("owner")
    url = "/genomgangar/2026/utb/bedomning/"
    answer = client.post(url, sent(row), follow=True)
    assert "Genomgången är beslutad och kan inte ändras." in answer.content.decode()
    assert not answer.context["may_write"]
    assert verdict(world, name="utb-decided").version == row.version


def test_those_who_only_read_see_the_answer_and_what_it_builds_on(world: World) -> None:
    client = world.client("chef")
    item = client.get(URL).context["items"][0]
    assert [url for _name, url in item["evidence"]] == ["/genomgangar/2027/utb/underlag/incidents.total/"]
    assert client.post(URL, sent(verdict(world))).status_code == 404
