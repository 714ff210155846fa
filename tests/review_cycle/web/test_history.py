"""The history of a review in one list, in words."""

from datetime import date
from typing import Any

from akropolis.base.kernel.records.writer import writing
from akropolis.review.review.services import directions, reviews
from akropolis.review.review_cycle.selectors.history import history_of
from akropolis.review.review_text.models import Chapter, Verdict
from akropolis.review.review_text.services import chapters
from akropolis.shared.horizon.models import Observation
from tests.factories.reviews import judge
from tests.world import SYSTEM, WORD, World

WORLD = "reviewed"
URL = "/genomgangar/2027/utb/historik/"


def sentences(world: World, who: str = "owner", url: str = URL) -> list[list[str]]:
    works: list[dict[str, Any]] = world.client(who).get(url).context["works"]
    return [[line.sentence for line in item["lines"]] for item in works]


def test_what_was_done_is_told_in_order_the_newest_first(world: World) -> None:
    told = sentences(world, url="/genomgangar/2026/utb/historik/")
    assert told[0] == [
        "Beslutet registrerades: UTB 2026/117 2026-11-20.",
        "Dokumentet och siffrorna låstes.",
        "Genomgången beslutades.",
    ]
    assert told[1] == ["Genomgången skickades på remiss."]
    assert told[-2:] == [["Genomgången påbörjades."], ["Genomgången lades upp."]]


def test_the_reason_stands_with_what_was_done(world: World) -> None:
    review = world.reviews["stad-circulated"]
    reviews.move(SYSTEM, review, "take_back", because="Fel siffra.")
    works = world.client("ciso").get("/genomgangar/2027/stad/historik/").context["works"]
    assert works[0]["work"].because == "Fel siffra."


def test_a_changed_text_shows_the_words_that_went_and_came(world: World) -> None:
    chapter = Chapter.everything.get(review=world.reviews["utb-ongoing"], key="state")
    chapters.save(SYSTEM, chapter, text="Läget är gott i dag.")
    chapters.save(SYSTEM, chapter, text="Läget är dåligt i dag.")
    works = world.client("owner").get(URL).context["works"]
    pieces = works[0]["lines"][0].fields[0].pieces
    assert [(piece.kind, piece.text) for piece in pieces if piece.kind != "same"] == [
        ("out", "gott"),
        ("in", "dåligt"),
    ]


def test_what_is_taken_out_is_still_told(world: World) -> None:
    review = world.reviews["utb-ongoing"]
    row = directions.add(SYSTEM, review, {"title": "Ångrad", "text": ""}, units=[world.units["utb"]])
    directions.remove(SYSTEM, row)
    told = sentences(world)
    assert told[0][-1] == "Inriktningen ”Ångrad” togs bort."
    assert told[1][0] == "Inriktningen ”Ångrad” lades till."


def test_a_new_order_is_told_once(world: World) -> None:
    review = world.reviews["utb-ongoing"]
    rows = [directions.add(SYSTEM, review, {"title": title, "text": ""}) for title in "ABC"]
    directions.reorder(SYSTEM, review, [row.pk for row in reversed(rows)])
    assert sentences(world)[0] == ["Ordningen ändrades."]


def test_many_of_a_kind_are_told_in_one_line(world: World) -> None:
    review = world.reviews["utb-ongoing"]
    facts = {
        "owner_unit": world.units["utb"],
        "theme": "law",
        "text": "Text",
        "observed_on": date(2026, 5, 1),
    }
    with writing(SYSTEM) as w:
        seen = w.create_many(Observation, [{**facts, "title": title} for title in "ABCD"])
    chapters.choose_observations(SYSTEM, review, seen[:3])
    assert len(sentences(world)[0]) == 3  # few are named one by one
    chapters.choose_observations(SYSTEM, review, [])
    chapters.choose_observations(SYSTEM, review, seen)
    assert sentences(world)[0] == ["4 har lagts till: valda observationer."]


def test_evidence_is_named_and_not_coded(world: World) -> None:
    row = Verdict.everything.get(review=world.reviews["utb-ongoing"], aspect="suitable")
    judge(SYSTEM, row, answer="yes", reasons=row.reasons, evidence=["actions.total"])
    line = world.client("owner").get(URL).context["works"][0]["lines"][0]
    assert line.sentence == "Bedömningen Lämpligt ändrades."
    assert [(field.before, field.after) for field in line.fields] == [("Incidenter", "Åtgärder")]


def test_the_history_is_for_those_who_may_read_the_units_work(world: World) -> None:
    assert world.client("chef").get(URL).status_code == 200
    assert world.client("neighbour").get(URL).status_code == 404
    assert world.client("neighbour").get("/genomgangar/2027/stad/historik/").status_code == 404


def test_remarks_are_told_only_to_those_who_may_read_them(world: World) -> None:
    review = world.reviews["stad-circulated"]
    told = {who: str(history_of(world.access(who), review)) for who in ("ciso", "neighbour")}
    assert {who: WORD in text for who, text in told.items()} == {"ciso": True, "neighbour": False}


def test_a_long_history_is_read_page_by_page_without_gap_or_repetition(world: World) -> None:
    review = world.reviews["utb-ongoing"]
    chapter = Chapter.everything.get(review=review, key="state")
    for number in range(210):
        chapters.save(SYSTEM, chapter, text=f"Text {number}")
    client, url, seen = world.client("owner"), URL, []
    while url:
        context = client.get(url).context
        seen += [event.seq for item in context["works"] for event in reversed(item["work"].events)]
        url = context["older"]
    assert len(seen) == len(set(seen))
    assert seen == sorted(seen, reverse=True)
    assert sentences(world, url=f"{URL}?fore={seen[-1] + 1}")[-1] == ["Genomgången lades upp."]


def test_an_address_that_is_no_place_in_the_history_is_not_found(world: World) -> None:
    assert world.client("owner").get(f"{URL}?fore=x").status_code == 404


def test_values_are_taken_out_from_here_by_those_who_may(world: World) -> None:
    chapter = Chapter.everything.get(review=world.reviews["utb-ongoing"], key="state")
    for text in ("Läget rör Hemligt Namnsson.", "Läget är gott."):
        chapters.save(SYSTEM, chapter, text=text)
    client, page = world.client("admin"), f"{URL}?utgava=1"
    (line,) = client.get(page).context["works"][1]["lines"]
    assert line.redact_url in client.get(page).text
    assert "/ta-bort/" not in world.client("owner").get(page).text
    assert "Hemligt Namnsson" in client.get(line.redact_url).text
    given = {"places": ["after.text"], "basis": "artikel 17.1 d", "because": "Skrevs av misstag"}
    done = client.post(line.redact_url, given)
    assert (done.status_code, done["Location"]) == (302, page)
    told = client.get(page).text
    assert ("Namnsson" in told, told.count("(borttaget enligt artikel 17.1 d")) == (False, 2)


def test_what_was_a_list_can_be_taken_out_too(world: World) -> None:
    row = Verdict.everything.get(review=world.reviews["utb-ongoing"], aspect="suitable")
    for keys in (["actions.total"], []):
        judge(SYSTEM, row, answer="yes", reasons=row.reasons, evidence=keys)
    client = world.client("admin")
    (line,) = client.get(URL).context["works"][1]["lines"]
    given = {"places": ["after.evidence"], "basis": "artikel 17.1 d", "because": "Skrevs av misstag"}
    assert client.post(line.redact_url, given).status_code == 302
    assert "(borttaget enligt artikel 17.1 d" in client.get(URL).text
