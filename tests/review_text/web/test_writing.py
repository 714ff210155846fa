"""The workplace through a browser: what is written is saved, and never lost."""

from typing import Any

from akropolis.base.kernel.reporting import pdf
from akropolis.review.review.models import Review
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.services import chapters, decisions, openings
from tests.world import SYSTEM, World

WORLD = "reviewed"
URL = "/genomgangar/2027/utb/kapitel/state/"


def state_of(world: World, name: str = "utb-ongoing") -> Chapter:
    return Chapter.everything.get(review=world.reviews[name], key="state")


def sent(row: Chapter, **values: Any) -> dict[str, Any]:
    return {"text": row.text, "status": "draft", "title": row.title, "version": row.version, **values}


def test_a_text_is_saved_with_the_figures_as_they_were(world: World) -> None:
    row = state_of(world)
    text = "Läget är gott.\r\n\r\nAntal: {figure:incidents.total}, {figure:finns.inte}."
    answer = world.client("owner").post(URL, sent(row, text=text, status="ready", title="Läget"))
    assert (answer.status_code, answer["Location"]) == (302, URL)
    row.refresh_from_db()
    assert row.text == text.replace("\r\n", "\n")
    assert (row.status, row.title, list(row.figures)) == ("ready", "Läget", ["incidents.total"])


def test_the_second_of_two_writers_sees_both_texts_and_nothing_is_overwritten(world: World) -> None:
    row = state_of(world)
    form = sent(row, text="Min text om läget.")
    chapters.save(world.access("admin"), row, text="Den andras text.", version=row.version)
    answer = world.client("owner").post(URL, form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert state_of(world).text == "Den andras text."
    assert "Hanna Törnros" in page
    assert '<div class="ak-beside__text">Den andras text.</div>' in page
    assert answer.context["form"]["text"].value() == "Min text om läget."
    assert answer.context["form"]["version"].value() == str(state_of(world).version)


def test_after_the_conflict_the_next_save_counts(world: World) -> None:
    row, client = state_of(world), world.client("owner")
    form = sent(row, text="Min text.")
    chapters.save(SYSTEM, row, text="Den andras.", version=row.version)
    shown = client.post(URL, form).context["form"]
    answer = client.post(URL, {**form, "version": shown["version"].value()})
    assert answer.status_code == 302
    assert state_of(world).text == "Min text."


def test_a_text_with_too_many_signs_is_refused_at_its_field_and_kept(world: World) -> None:
    row, text = state_of(world), "[" * 60_000
    answer = world.client("owner").post(URL, sent(row, text=text))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["text"])
    assert answer.context["form"]["text"].value() == text
    assert state_of(world).version == row.version


def test_a_decided_review_refuses_before_the_text_is_read(world: World) -> None:
    """What is wrong in the text is not said: the review cannot be changed whatever stands in it."""
    row = state_of(world, "utb-decided")
    answer = world.client("owner").post(URL.replace("2027", "2026"), sent(row, text="[" * 60_000))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["__all__"])
    assert state_of(world, "utb-decided").text == row.text


def test_a_saved_text_with_too_many_signs_is_still_shown(world: World) -> None:
    Chapter.everything.filter(pk=state_of(world).pk).update(text="[" * 60_000)
    answer = world.client("owner").get(URL)
    assert answer.status_code == 200
    assert "[" * 60_000 in answer.content.decode()


def test_a_text_that_is_too_long_is_refused_and_kept(world: World) -> None:
    row = state_of(world)
    long = "ord " * 15001
    answer = world.client("owner").post(URL, sent(row, text=long))
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == long
    assert state_of(world).text == row.text


def test_an_emptied_chapter_is_empty_whatever_is_said(world: World) -> None:
    world.client("owner").post(URL, sent(state_of(world), text=" \n", status="ready"))
    assert state_of(world).status == "empty"


def test_a_figure_is_set_last_without_a_script(world: World) -> None:
    row = state_of(world)
    world.client("owner").post(URL, sent(row, text="Öppna:", insert="incidents.open"))
    assert state_of(world).text == "Öppna: {figure:incidents.open}"


def test_only_figures_of_the_inputs_are_set_in(world: World) -> None:
    row = state_of(world)
    world.client("owner").post(URL, sent(row, text="Öppna:", insert="x} <script>"))
    assert state_of(world).text == "Öppna:"


def test_the_proposal_comes_after_what_is_written(world: World) -> None:
    row, client = state_of(world), world.client("owner")
    form = sent(row, text="Egna ord.")
    assert client.post(f"{URL}forslag/", form).status_code == 302
    text = state_of(world).text
    assert text.startswith("Egna ord.\n\n")
    assert "{figure:incidents.total" in text
    assert not client.get(URL).context["proposal"]


def test_a_proposal_put_away_changes_nothing_and_comes_back_when_asked_for(world: World) -> None:
    row, client = state_of(world), world.client("owner")
    assert client.get(URL).context["proposal"]
    client.post(f"{URL}forslag/", {"later": "1"})
    assert not client.get(URL).context["proposal"]
    assert client.get(f"{URL}?forslag=1").context["proposal"]
    assert state_of(world).version == row.version


def test_a_changed_figure_stands_with_what_it_was(world: World) -> None:
    row = state_of(world)
    chapters.save(SYSTEM, row, text="Antal: {figure:incidents.total}.", figures={"incidents.total": "168"})
    page = world.client("owner").get(URL).content.decode()
    assert "(168 när du skrev)" in page


def test_what_is_wrong_in_the_text_is_said_with_its_line(world: World) -> None:
    row = state_of(world)
    chapters.save(SYSTEM, row, text="Ett.\n\n{secret 18 kap. 8 § OSL}\nHemligt.")
    problems = world.client("owner").get(URL).context["problems"]
    assert [problem[:6] for problem in problems] == ["Rad 3:"]


def test_a_reader_reads_and_has_nothing_to_press(world: World) -> None:
    answer = world.client("auditor").get(URL)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<textarea" not in page
    assert "data-insert" not in page
    assert state_of(world).text.split("{")[0].strip() in page


def test_a_reader_cannot_write(world: World) -> None:
    row = state_of(world)
    for who in ("auditor", "colleague", "neighbour", "outsider"):
        for url in (URL, f"{URL}forslag/"):
            assert world.client(who).post(url, sent(row, text="Annat.")).status_code == 404
    assert state_of(world).text == row.text


def test_a_neighbour_finds_nothing(world: World) -> None:
    assert world.client("neighbour").get("/genomgangar/2027/utb/").status_code == 404
    assert world.client("neighbour").get(URL).status_code == 404


def test_a_chapter_left_out_is_not_written(world: World) -> None:
    row = state_of(world)
    keys = Chapter.everything.filter(review=row.review, included=True).values_list("key", flat=True)
    chapters.choose(SYSTEM, row.review, set(keys) - {"state"})
    assert world.client("owner").get(URL).status_code == 404
    assert world.client("owner").post(URL, sent(row, text="Annat.")).status_code == 404


def test_a_decided_review_shows_its_document_and_refuses_every_word(world: World) -> None:
    row, client = state_of(world, "utb-decided"), world.client("owner")
    page = client.get("/genomgangar/2026/utb/").content.decode()
    assert "Kapitlet state om Utbildningsnämnden" in page
    assert "<textarea" not in page
    url = URL.replace("2027", "2026")
    assert client.get(url).status_code == 302
    answer = client.post(url, sent(row, text="Annat."))
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == "Annat."
    assert state_of(world, "utb-decided").text == row.text


def test_the_one_filled_button_is_the_likely_next_act(world: World) -> None:
    filled = [act.label for act in world.client("owner").get(URL).context["acts"] if act.filled]
    assert filled == ["Skicka på remiss"]
    Review.everything.get(pk=world.reviews["utb-ongoing"].pk)
    chapters.save(SYSTEM, state_of(world), text="")
    context = world.client("owner").get(URL).context
    assert [act.label for act in context["acts"] if act.filled] == []
    assert context["save_filled"]
    assert [item.url for item in context["left"]] == [URL]


def test_the_chapter_list_says_how_far_each_has_come(world: World) -> None:
    chapters.save(SYSTEM, state_of(world), text="")
    lines = {line.key: line.state for line in world.client("owner").get(URL).context["lines"]}
    assert lines == {
        "followup": "0 av 1",
        "introduction": "utkast",
        "horizon": "utkast",
        "state": "tomt",
        "indicators": "utkast",
        "audits": "utkast",
        "assessment": "3 av 3",
        "directions": "utkast",
        "execution": "utkast",
        "changes": "utkast",
    }


def test_the_number_of_questions_does_not_grow_with_the_chapters(
    world: World, django_assert_max_num_queries: Any
) -> None:
    client = world.client("owner")
    client.get(URL)
    with django_assert_max_num_queries(20):
        client.get(URL)


def test_an_earlier_edition_is_read_as_it_was_decided(world: World) -> None:
    decisions.new_edition(SYSTEM, world.reviews["utb-decided"], because="Ett belopp var fel.")
    client = world.client("owner")
    newest = client.get("/genomgangar/2026/utb/")
    assert "Ett belopp var fel." in newest.content.decode()
    assert newest.context["earlier_url"] == "/genomgangar/2026/utb/?utgava=1"
    earlier = client.get("/genomgangar/2026/utb/?utgava=1").context
    assert (earlier["review"].edition, earlier["newest"].edition) == (1, 2)
    assert [url for _label, url in earlier["places"] if not url.endswith("?utgava=1")] == []


def test_an_edition_that_is_none_is_not_found(world: World) -> None:
    for wanted in ("9", "ett", "-1", "²"):
        assert world.client("owner").get("/genomgangar/2026/utb/", {"utgava": wanted}).status_code == 404


def test_many_of_the_same_kind_are_said_at_once(world: World) -> None:
    made = openings.open_review(SYSTEM, world.units["kul"], 2027)
    left = world.client("neighbour").get(f"/genomgangar/2027/{made.owner_unit.code}/").context["left"]
    assert [item.words for item in left] == [
        "Underlaget är inte hämtat",
        "7 kapitel är tomma: Inledning, Omvärldsbevakning, Kulturnämndens genomgång, "
        "Revision, avvikelser och synpunkter, Inriktningar, Genomförande, "
        "Behov av ändringar i ledningssystemet",
        "Motivering saknas för 3 frågor: Lämpligt, Tillräckligt, Verksamt",
        "Ingen inriktning är satt",
    ]


def test_a_change_stays_marked_until_its_paragraph_is_written_anew_or_the_chapter_is_ready(
    world: World,
) -> None:
    row, client = state_of(world), world.client("owner")
    old = {"incidents.total": "168"}
    chapters.save(SYSTEM, row, text="Antal: {figure:incidents.total}.", figures=old)
    client.post(URL, sent(row, text=f"{row.text}\r\n\r\nEtt stycke till."))
    assert state_of(world).figures == old
    row = state_of(world)
    client.post(URL, sent(row, status="ready"))
    assert state_of(world).figures["incidents.total"] != "168"


def test_a_document_that_takes_too_long_to_set_is_said_and_not_an_error(
    world: World, monkeypatch: Any
) -> None:
    monkeypatch.setattr(pdf, "_SECONDS", 0)
    answer = world.client("owner").get("/genomgangar/2026/utb/dokument.pdf")
    assert answer.status_code == 409
    assert "PDF-filen kunde inte skapas på en minut." in answer.text


def test_a_chart_is_put_last_in_a_paragraph_of_its_own_without_the_script(world: World) -> None:
    row, client = state_of(world), world.client("owner")
    client.post(URL, sent(row, text="Ord.", draw="incidents.total"))
    assert state_of(world).text == "Ord.\n\n{figure:incidents.total|diagram}"
    client.post(URL, sent(state_of(world), text="Ord.", draw="finns.inte"))
    assert state_of(world).text == "Ord."
