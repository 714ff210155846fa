"""The three questions: saved together, with reasons, and never over another's words."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access, Scope
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import update
from akropolis.base.lib.document import plain_text
from akropolis.base.lib.swedish import capitalised
from akropolis.review.review.services import reviews
from akropolis.review.review_text.models import Verdict
from akropolis.review.review_text.selectors.documents import document_of
from akropolis.review.review_text.services import chapters, decisions
from akropolis.review.review_text.web.verdicts import VerdictsForm
from tests.factories.reviews import judge, minutes
from tests.world import SYSTEM, WORD, World

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
    judge(SYSTEM, verdict(world), answer="no", reasons="Rad ett.\nRad två. ", evidence=[])
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
    judge(SYSTEM, verdict(world), answer="no", reasons="Den andras skäl.", evidence=[])
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
    judge(SYSTEM, verdict(world, "adequate"), answer="no", reasons="Den andras.", evidence=[])
    assert client.post(URL, sent).status_code == 302
    assert (verdict(world).reasons, verdict(world, "adequate").reasons) == ("Delvis.", "Den andras.")


def test_a_refusal_shows_what_others_have_saved_where_nothing_was_written(world: World) -> None:
    client = world.client("owner")
    sent = opened(client, suitable_answer="no", suitable_reasons="")
    judge(SYSTEM, verdict(world, "adequate"), answer="no", reasons="Den andras.", evidence=[])
    form = client.post(URL, sent).context["form"]
    assert (form["adequate_reasons"].value(), form["suitable_answer"].value()) == ("Den andras.", "no")
    again = {name: form[name].value() for name in form.fields} | {"suitable_reasons": "Nu med skäl."}
    assert client.post(URL, again).status_code == 302
    assert (verdict(world).reasons, verdict(world, "adequate").reasons) == ("Nu med skäl.", "Den andras.")


def test_it_is_said_when_the_document_does_not_print_it(world: World) -> None:
    client, words = world.client("owner"), "kapitlet som skriver ut den är bortvalt"
    assert words not in client.get(URL).content.decode()
    chapters.choose(SYSTEM, world.reviews["utb-ongoing"], ["state"])
    assert words in client.get(URL).content.decode()


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


def rows_of(world: World) -> list[str]:
    """The numbers of an incident, of evidence with its files, and of a unit's review: each of `utb`."""
    return [
        world.rows["incidents"].number,
        world.rows["evidence"].number,
        world.reviews["utb-decided"].number,
    ]


def test_rows_are_pointed_at_by_their_numbers(world: World) -> None:
    incident, evidence, review = rows_of(world)
    client = world.client("owner")
    sent = opened(client, **PARTLY, suitable_rows=f" {incident.lower()},{evidence};\n{review} {incident}")
    assert client.post(URL, sent).status_code == 302
    assert verdict(world).evidence == ["actions.total", "incidents.total", incident, evidence, review]
    assert opened(client)["suitable_rows"] == f"{incident}, {evidence}, {review}"
    item = world.client("chef").get(URL).context["items"][0]
    assert item["evidence"][2:] == [
        (world.rows["incidents"].label(), f"/incidenter/{world.rows['incidents'].pk}/"),
        (world.rows["evidence"].label(), f"/belagg/{world.rows['evidence'].pk}/"),
        (world.reviews["utb-decided"].label(), "/genomgangar/2026/utb/"),
    ]
    written = Change.objects.count()
    assert client.post(URL, opened(client)).status_code == 302
    assert Change.objects.count() == written


def test_what_may_not_be_read_is_refused_as_what_never_was(world: World) -> None:
    review, before = world.reviews["stad-circulated"], Change.objects.count()
    city = verdict(world, name="stad-circulated")
    person = world.access("neighbour")
    wide = world.access("ciso").grants
    writer = replace(person, grants={**person.grants, **wide, **narrow(person, wide)})
    for number in (world.rows["incidents"].number, "INC-2026-9999", "finns-inte"):
        with pytest.raises(Invalid) as refusal:
            judge(writer, city, answer="no", reasons="x", evidence=[], rows=[number])
        sentence = f"Det finns inget med numret {number} som du får läsa."
        assert refusal.value.errors == {f"{city.aspect}_rows": [sentence]}
    assert (Change.objects.count(), verdict(world, name="stad-circulated").version) == (before, city.version)
    assert review.pk == city.review_id


def narrow(person: Access, wide: Iterable[str]) -> dict[str, frozenset[Scope]]:
    """Incidents and their tracks in the own unit alone."""
    return {name: person.scopes(name) for name in wide if name.startswith("incidents:")}


def test_a_number_that_means_nothing_keeps_every_word(world: World) -> None:
    client, before = world.client("owner"), Change.objects.count()
    answer = client.post(URL, opened(client, **PARTLY, suitable_rows="INC-2026-9999"))
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, ["suitable_rows"])
    assert (form["suitable_rows"].value(), form["suitable_reasons"].value()) == ("INC-2026-9999", "Delvis.")
    assert Change.objects.count() == before


def test_a_writer_who_may_not_read_a_row_leaves_it_where_it_stands(world: World) -> None:
    incident, _evidence, review = rows_of(world)
    judge(
        SYSTEM, verdict(world), answer="no", reasons="x", evidence=["actions.total"], rows=[incident, review]
    )
    access = world.access("owner")
    blind = replace(access, grants={k: v for k, v in access.grants.items() if "incidents:" not in k})
    row = verdict(world)
    form = VerdictsForm(access=blind, rows={"suitable": row}, figures={})
    assert form["suitable_rows"].value() == review
    judge(blind, row, answer="no", reasons="y", evidence=[], rows=[])
    assert verdict(world).evidence == [incident]


def test_documents_say_kind_number_and_unit_to_all_and_the_name_to_none(world: World) -> None:
    incident, _evidence, review = rows_of(world)
    city = world.reviews["stad-circulated"]
    chapters.choose(SYSTEM, city, ["state", "assessment"])
    row = verdict(world, name="stad-circulated")
    judge(
        SYSTEM, row, answer="yes", reasons="Det syns.", evidence=["incidents.total"], rows=[incident, review]
    )
    said = (
        f"incident {incident} (Utbildningsnämnden)",
        f"ledningens genomgång {review} (Utbildningsnämnden)",
    )
    with translation.override("en"):
        texts = ["\n".join(plain_text(document_of(world.access(who), city))) for who in ("ciso", "neighbour")]
    for text in texts:
        assert "Antalet incidenter var 1." in text
        assert all(f"{capitalised(words)}." in text for words in said)
        assert WORD not in text
    page = world.client("neighbour").get("/genomgangar/2027/stad/bedomning/")
    assert page.context["items"][0]["evidence"][1:] == [(said[0], ""), (said[1], "")]
    assert WORD not in page.content.decode()
    seen = world.client("ciso").get("/genomgangar/2027/stad/bedomning/").context["items"][0]
    assert WORD in seen["evidence"][1][0]


def test_the_words_stand_as_they_were_decided(world: World) -> None:
    incident, *_rest = rows_of(world)
    review = world.reviews["utb-ongoing"]
    chapters.choose(SYSTEM, review, ["state", "assessment"])
    judge(SYSTEM, verdict(world), answer="yes", reasons="Det syns.", evidence=[], rows=[incident])
    reviews.move(SYSTEM, review, "circulate")
    decisions.decide(SYSTEM, review, minutes(world.units["utb"], 2027))
    update(SYSTEM, world.units["utb"], {"name": "Bildningsnämnden"})
    text = "\n".join(plain_text(document_of(world.access("owner"), review)))
    assert f"Bedömningen bygger på incident {incident} (Utbildningsnämnden)." in text
    again = decisions.new_edition(SYSTEM, review, because="Fel diarienummer")
    assert Verdict.everything.get(review=again, aspect="suitable").evidence == [incident]


def test_the_api_names_a_row_only_to_who_may_read_it(world: World) -> None:
    incident = world.rows["incidents"]
    row = verdict(world, name="stad-circulated")
    judge(SYSTEM, row, answer="no", reasons="Nej.", evidence=["actions.total"], rows=[incident.number])

    def first(who: str) -> Any:
        return world.client(who).get("/api/v1/reviews/stad/2027").json()["judgements"][0]

    figure = {"key": "actions.total", "label": "Åtgärder"}
    plain = {"question": "suitable", "answer": "no", "reasons": "Nej."}
    named = {"key": incident.number, "label": incident.label()}
    assert first("ciso") == {**plain, "evidence": [figure, named]}
    assert first("neighbour") == {**plain, "evidence": [figure, {**named, "label": ""}]}


def shown(answer: Any, aspect: str = "suitable") -> list[str]:
    """The keys of the figures that the page offers for a question."""
    return [value for value, _label in answer.context["form"].fields[f"{aspect}_evidence"].widget.choices]


def test_a_question_offers_ten_figures_and_those_that_are_chosen(world: World) -> None:
    client = world.client("owner")
    answer = client.get(URL)
    assert shown(answer)[0] == "incidents.total"  # It is chosen, and bears on another question.
    assert (len(shown(answer)), len(shown(answer, "effective")) <= 11) == (11, True)
    assert answer.content.decode().count('type="checkbox"') < 40 < len(answer.context["form"].figures)


def test_a_search_finds_the_rest_and_loses_no_word(world: World) -> None:
    client, before = world.client("owner"), Change.objects.count()
    sent = opened(client, **PARTLY, adequate_reasons="Mina skäl.", suitable_find="tid till KÄNNEDOM")
    found = client.post(URL, sent | {"find": "suitable"})
    form = found.context["form"]
    assert {"incidents.acknowledgement", "incidents.acknowledgement_p90"} < set(shown(found))
    assert "incidents.acknowledgement" not in shown(found, "adequate")
    assert (form["suitable_answer"].value(), form["adequate_reasons"].value()) == ("partly", "Mina skäl.")
    assert form["suitable_evidence"].value() == ["actions.total", "incidents.total"]
    assert (found.status_code, form.errors, Change.objects.count()) == (200, {}, before)
    every = client.post(URL, opened(client) | {"find": "suitable"})
    assert set(shown(every)) == set(form.figures)
    again = {name: form[name].value() for name in form.fields} | {"suitable_find": "tid", "save": "1"}
    assert client.post(URL, again).status_code == 302
    assert (verdict(world).answer, verdict(world, "adequate").reasons) == ("partly", "Mina skäl.")
