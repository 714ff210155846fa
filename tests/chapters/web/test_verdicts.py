"""The three questions: saved together, with reasons, and never over another's words."""

from typing import Any

from akropolis.chapters.models import Verdict
from akropolis.chapters.services import chapters
from akropolis.kernel.history.models import Change
from tests.world import SYSTEM, World

WORLD = "reviewed"
URL = "/genomgangar/2027/utb/bedomning/"


def verdict(world: World, aspect: str = "suitable", name: str = "utb-ongoing") -> Verdict:
    return Verdict.everything.get(review=world.reviews[name], aspect=aspect)


def opened(client: Any, **values: Any) -> dict[str, Any]:
    """The form as a browser has it when the page is opened, with some of it written over."""
    form = client.get(URL).context["form"]
    return {name: form[name].value() for name in form.fields} | values


PARTLY = {
    "suitable_answer": "partly",
    "suitable_reasons": "Delvis.",
    "suitable_evidence": ["actions.total", "incidents.total"],
}


def test_what_is_written_is_saved_and_what_is_left_is_left(world: World) -> None:
    client, other = world.client("owner"), verdict(world, "adequate")
    answer = client.post(URL, opened(client, **PARTLY, effective_answer="no"))
    assert answer["Location"] == URL
    now = verdict(world)
    assert (now.answer, now.reasons, now.evidence) == (
        "partly",
        "Delvis.",
        ["actions.total", "incidents.total"],
    )
    assert (verdict(world, "effective").answer, verdict(world, "adequate").version) == ("no", other.version)


def test_a_page_sent_unchanged_writes_nothing(world: World) -> None:
    client, before = world.client("owner"), Change.objects.count()
    chapters.judge(SYSTEM, verdict(world), answer="no", reasons="Rad ett.\nRad två. ", evidence=[])
    written = Change.objects.count()
    sent = opened(client)
    sent["suitable_reasons"] = "Rad ett.\r\nRad två."
    assert client.post(URL, sent).status_code == 302
    assert (written > before, Change.objects.count()) == (True, written)


def test_one_answer_without_reasons_stops_all_and_keeps_every_word(world: World) -> None:
    client, before = world.client("owner"), Change.objects.count()
    sent = opened(client, **PARTLY, adequate_answer="no", adequate_reasons=" ")
    answer = client.post(URL, sent)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, ["adequate_reasons"])
    assert (form["suitable_reasons"].value(), form["adequate_answer"].value()) == ("Delvis.", "no")
    assert Change.objects.count() == before


def test_a_figure_that_is_not_in_the_pack_cannot_be_pointed_at(world: World) -> None:
    client, row = world.client("owner"), verdict(world)
    assert client.post(URL, opened(client, suitable_evidence=["finns.inte"])).status_code == 422
    assert verdict(world).evidence == row.evidence


def test_the_second_of_two_writers_sees_both_and_keeps_all_that_was_chosen(world: World) -> None:
    client = world.client("owner")
    sent = opened(client, **PARTLY, effective_reasons="Också mina.")
    chapters.judge(SYSTEM, verdict(world), answer="no", reasons="Den andras skäl.", evidence=[])
    answer = client.post(URL, sent)
    form = answer.context["form"]
    shown = {item["row"].aspect: item["conflict"] for item in answer.context["items"]}
    assert (answer.status_code, [a for a, row in shown.items() if row]) == (409, ["suitable"])
    assert "Den andras skäl." in answer.content.decode()
    assert form["suitable_reasons"].value() == "Delvis."
    assert form["suitable_evidence"].value() == ["actions.total", "incidents.total"]
    assert form["effective_reasons"].value() == "Också mina."
    assert (verdict(world).reasons, verdict(world, "effective").reasons) == (
        "Den andras skäl.",
        "Det framgår av underlaget.",
    )
    again = {name: form[name].value() for name in form.fields}
    assert client.post(URL, again).status_code == 302
    assert (verdict(world).reasons, verdict(world, "effective").reasons) == ("Delvis.", "Också mina.")


def test_two_writers_share_the_page_when_each_keeps_to_her_question(world: World) -> None:
    client = world.client("owner")
    sent = opened(client, **PARTLY)
    chapters.judge(SYSTEM, verdict(world, "adequate"), answer="no", reasons="Den andras.", evidence=[])
    assert client.post(URL, sent).status_code == 302
    assert (verdict(world).reasons, verdict(world, "adequate").reasons) == ("Delvis.", "Den andras.")


def test_a_refusal_shows_what_others_have_saved_where_nothing_was_written(world: World) -> None:
    client = world.client("owner")
    sent = opened(client, suitable_answer="no", suitable_reasons="")
    chapters.judge(SYSTEM, verdict(world, "adequate"), answer="no", reasons="Den andras.", evidence=[])
    form = client.post(URL, sent).context["form"]
    assert (form["adequate_reasons"].value(), form["suitable_answer"].value()) == ("Den andras.", "no")
    again = {name: form[name].value() for name in form.fields} | {"suitable_reasons": "Nu med skäl."}
    assert client.post(URL, again).status_code == 302
    assert (verdict(world).reasons, verdict(world, "adequate").reasons) == ("Nu med skäl.", "Den andras.")


def test_it_is_said_when_the_document_does_not_print_it(world: World) -> None:
    client, words = world.client("owner"), "kapitlet som skriver ut den är bortvalt"
    assert words in client.get(URL).content.decode()
    chapters.choose(SYSTEM, world.reviews["utb-ongoing"], ["state", "assessment"])
    assert words not in client.get(URL).content.decode()


def test_a_decided_judgement_is_read_and_not_written(world: World) -> None:
    row, client = verdict(world, name="utb-decided"), world.client("owner")
    url = "/genomgangar/2026/utb/bedomning/"
    answer = client.post(url, PARTLY, follow=True)
    assert "Genomgången är beslutad och kan inte ändras." in answer.content.decode()
    assert not answer.context["may_write"]
    assert verdict(world, name="utb-decided").version == row.version


def test_those_who_only_read_see_the_answer_and_what_it_builds_on(world: World) -> None:
    client = world.client("chef")
    item = client.get(URL).context["items"][0]
    assert [url for _name, url in item["evidence"]] == ["/genomgangar/2027/utb/underlag/incidents.total/"]
    assert client.post(URL, PARTLY).status_code == 404
