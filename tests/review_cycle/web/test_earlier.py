"""An earlier review is read in: its files, a preview, and then it stands as decided."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from akropolis.base.lib.document import plain_text
from akropolis.review.review.models import Answer, AnswerKind, Direction, DirectionUnit, Outcome, Review
from akropolis.review.review.selectors.reviews import decided_before
from akropolis.review.review.services import reviews
from akropolis.review.review_cycle.services.direction_sheet import EarlierDirection
from akropolis.review.review_cycle.web.handling import list_handling_tasks
from akropolis.review.review_text.models import Chapter, Decision
from akropolis.review.review_text.selectors.documents import document_of
from akropolis.review.review_text.services import openings
from tests.gate.cast import newcomer
from tests.review_cycle.word import word_file
from tests.world import SYSTEM, World

WORLD = "reviewed"
URL = "/genomgangar/las-in/"
HEADS = ("Nummer", "Rubrik", "Text", "Ansvariga enheter", "Läge", "Svar")
ROWS = (
    ("1", "Öva oftare", "Varje verksamhet övar.", "", "Klart", "Övning i maj."),
    ("2", "Klassa allt", "Allt klassas.", "", "Pågår", ""),
    ("3", "Köp mer", "", "", "Görs inte", "Pengarna räcker inte."),
)
WORD = (
    (0, "Försätt"),
    (1, "Inledning"),
    (0, "Så började det."),
    (1, "Tack"),
    (0, "Tack alla."),
    (1, "Nuläge"),
    (0, "Gott."),
)


def sheet(*rows: tuple[str, ...], heads: tuple[str, ...] = HEADS) -> SimpleUploadedFile:
    data = workbook([OutSheet("Blad", [OutColumn(head) for head in heads], rows)], title="x")
    return SimpleUploadedFile("inriktningar.xlsx", data)


def sent(world: World, unit: str = "kul", /, **more: object) -> dict[str, Any]:
    usual = {
        "unit": world.units[unit].pk,
        "year": 2026,
        "decided_on": "2026-01-20",
        "diary_number": "KUL 2026/3",
    }
    return {**usual, "text": "", "do": "look", **more}


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def saving(page: Any, **more: object) -> dict[str, Any]:
    """What the preview's form sends."""
    context = page.context
    chosen = [
        choice.value for _section, choices in context["sections"] for choice in choices if choice.chosen
    ]
    tokens = {f"{name}_token": token for name, token in context["sent"].tokens.items()}
    return {**dict(context["values"]), **tokens, "chapter": chosen, "do": "save", **more}


def previewed(world: World, who: str = "neighbour", unit: str = "kul", **more: object) -> Any:
    files = {
        "directions": sheet(*ROWS),
        "document": SimpleUploadedFile("lg.docx", word_file(*WORD, table=True)),
    }
    page = world.client(who).post(URL, sent(world, unit, **files | more))
    assert page.status_code == 200, page.context["form"].errors
    return page


def test_the_preview_says_what_was_read_and_what_was_not_and_saves_nothing(world: World) -> None:
    page = previewed(world)
    assert [
        (each.heading, next(c.label for c in choices if c.chosen))
        for each, choices in page.context["sections"]
    ] == [
        ("", "Ta inte med"),
        ("Inledning", "Inledning"),
        ("Tack", "En del av avsnittet ovanför"),
        ("Nuläge", "Kulturnämndens genomgång"),
    ]
    assert page.context["left"] == "1 tabell"
    assert [each.title for each in page.context["sent"].sheet.directions] == [
        "Öva oftare",
        "Klassa allt",
        "Köp mer",
    ]
    assert not Review.everything.filter(owner_unit=world.units["kul"], year=2026).exists()


def test_it_stands_as_decided_and_the_next_review_follows_it_up(world: World) -> None:
    client = world.client("neighbour")
    answer = client.post(URL, saving(previewed(world)))
    assert answer["Location"] == "/genomgangar/2026/kul/"
    assert said(answer) == [
        "Ledningens genomgång 2026 för Kulturnämnden är sparad som beslutad. Kapitel: 2. Inriktningar: 3."
    ]
    review = Review.everything.get(owner_unit=world.units["kul"], year=2026)
    assert (review.state, Decision.everything.get(review=review).diary_number) == ("decided", "KUL 2026/3")
    texts = {row.key: row.text for row in Chapter.everything.filter(review=review, included=True)}
    assert texts == {
        "introduction": "Så började det.\n\n### Tack\n\nTack alla.",
        "state": "Gott.",
        "directions": "",
    }
    answers = Answer.everything.filter(direction__review=review).order_by("direction__position")
    assert list(answers.values_list("unit__code", "kind", "outcome", "result", "reason")) == [
        ("kul", "actions", "done", "Övning i maj.", ""),
        ("kul", "actions", "ongoing", "", ""),
        ("kul", "declined", "not_begun", "", "Pengarna räcker inte."),
    ]
    printed = "\n".join(plain_text(document_of(world.access("neighbour"), review)))
    assert [words in printed for words in ("Gott.", "Öva oftare", "Försätt", "Står i en tabell")] == [
        True,
        True,
        False,
        False,
    ]
    told = {
        event.because for event in events_of([review.pk]) if event.actor == world.people["neighbour"].name
    }
    assert told == {"Inläst från inriktningar.xlsx, lg.docx"}
    following = openings.open_review(SYSTEM, world.units["kul"], 2027)
    assert decided_before(world.access("neighbour"), following) == review
    reviews.move(SYSTEM, following, "start")
    beside = client.get("/genomgangar/2027/kul/kapitel/introduction/forra/").text
    assert "Så började det." in beside
    assert "Öva oftare" in client.get("/genomgangar/2027/kul/inriktningar/").text


def test_the_city_names_the_units_that_answer_and_rows_of_one_title_are_one_direction(world: World) -> None:
    rows = (
        ("1", "Öva", "", "Kulturnämnden", "Klart", "Hölls."),
        ("1", "Öva", "", "utb; Mälarstads Hamn AB", "Pågår", ""),
        ("2", "Klassa", "", "", "Pågår", ""),
    )
    page = previewed(world, "admin", unit="stad", year=2025, directions=sheet(*rows))
    assert page.context["sent"].sheet.notices == [
        "Rad 4: läget följer inte med, eftersom ingen enhet är angiven."
    ]
    world.client("admin").post(URL, saving(page))
    review = Review.everything.get(owner_unit=world.units["stad"], year=2025)
    units = DirectionUnit.everything.filter(review=review).values_list("direction__title", "unit__code")
    assert set(units) == {("Öva", "kul"), ("Öva", "utb"), ("Öva", "hamn")}
    assert dict(Direction.everything.filter(review=review).values_list("title", "to_all")) == {
        "Öva": False,
        "Klassa": True,
    }
    answers = Answer.everything.filter(direction__review=review).values_list("unit__code", "outcome")
    assert set(answers) == {("kul", "done"), ("utb", "ongoing"), ("hamn", "ongoing")}


def test_rows_that_are_wrong_are_named_and_the_other_file_is_kept(world: World) -> None:
    bad = sheet(
        ("1", "", "Text", "", "", ""),
        ("2", "Rubrik", "", "Socialnämnden", "", ""),
        ("3", "R", "", "", "halvvägs", ""),
    )
    client = world.client("neighbour")
    document = SimpleUploadedFile("lg.docx", word_file(*WORD))
    page = client.post(URL, sent(world, directions=bad, document=document, text="Kvar."))
    assert page.status_code == 422
    assert [(row, column) for row, column, _sentence in page.context["sent"].sheet.problems] == [
        (2, "Rubrik"),
        (3, "Ansvariga enheter"),
        (4, "Läge"),
    ]
    assert page.context["sent"].sheet.problems[1][2] == (
        "Socialnämnden är varken Kulturnämnden eller en enhet under den. Skriv enhetens kod eller hela namn."
    )
    token = page.context["sent"].tokens
    assert [name for name, kept in token.items() if kept] == ["document"]
    assert page.context["form"]["text"].value() == "Kvar."
    again = client.post(URL, sent(world, directions=sheet(*ROWS), document_token=token["document"]))
    assert [each.heading for each, _choices in again.context["sections"]] == [
        "",
        "Inledning",
        "Tack",
        "Nuläge",
    ]


def test_a_formula_is_named_where_it_stands_and_not_read_as_an_empty_cell(world: World) -> None:
    book, written = Workbook(), BytesIO()
    for row in (HEADS, ("1", "Öva", "=A1", "", "Klart", "=1+1")):
        book.worksheets[0].append(row)
    book.save(written)
    page = world.client("neighbour").post(
        URL, sent(world, directions=SimpleUploadedFile("a.xlsx", written.getvalue()))
    )
    words = "Cellen innehåller en formel. Skriv själva värdet."
    assert page.status_code == 422
    assert page.context["sent"].sheet.problems == [(2, "Svar", words), (2, "Text", words)]


def test_registry_and_secretary_are_not_asked_about_what_was_decided_elsewhere(world: World) -> None:
    for who, role in (("registry", "registrator"), ("secretary", "namndsekreterare")):
        newcomer(world, who, role, "kul")
    recently = {"decided_on": "2026-10-20"}
    world.client("neighbour").post(URL, saving(previewed(world, **recently)))
    decision = Decision.everything.get(review__owner_unit=world.units["kul"], review__year=2026)
    assert decision.decided_on == date(2026, 10, 20)
    access = [world.access(who) for who in ("registry", "secretary")]
    assert [list(list_handling_tasks(each, date(2026, 11, 25))) for each in access] == [[], []]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({}, "__all__"),
        ({"text": "Text.", "diary_number": ""}, "diary_number"),
        ({"text": "Text.", "year": 2028}, "year"),
        ({"text": "Text.", "year": 2027}, "year"),
        ({"text": "Text.", "decided_on": "2099-01-01", "do": "save", "chapter": ["state"]}, "decided_on"),
        ({"text": "a" * 60_001, "do": "save", "chapter": ["state"]}, "text"),
        ({"document": SimpleUploadedFile("a.docx", b"%PDF-1.7")}, "document"),
        ({"directions": SimpleUploadedFile("a.csv", b"Namn;Text\na;b\n")}, "directions"),
        ({"text": "# A\n" * 301}, "__all__"),
        ({"text": "a\n" * 20_001}, "text"),
        ({"directions_token": "0" * 32}, "directions"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(
    world: World, more: dict[str, object], field: str
) -> None:
    before = Review.everything.count(), Change.objects.count()
    answer = world.client("neighbour").post(URL, sent(world, **more))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert (Review.everything.count(), Change.objects.count()) == before


def test_only_those_who_write_the_units_reviews_read_one_in(world: World) -> None:
    assert [
        world.client(who).get(URL).status_code for who in ("auditor", "chef", "colleague", "outsider")
    ] == [404] * 4
    units = [unit.code for unit in world.client("neighbour").get(URL).context["form"].fields["unit"].queryset]
    assert units == ["kul"]
    assert (
        world.client("neighbour").post(URL, sent(world, "utb", text="Deras.", year=2025)).status_code == 422
    )
    assert world.client("ciso").post(URL, sent(world, "utb", text="Deras.", year=2025)).status_code == 422
    assert not Review.everything.filter(year=2025).exists()


def test_a_year_that_has_a_review_is_refused_and_the_parked_files_are_their_senders_alone(
    world: World,
) -> None:
    answer = world.client("owner").post(URL, sent(world, "utb", text="Ny."))
    assert list(answer.context["form"].errors) == ["year"]
    page = previewed(world)
    stolen = saving(page, unit=world.units["utb"].pk, year=2025)
    answer = world.client("owner").post(URL, stolen)
    assert set(answer.context["form"].errors) == {"directions", "document"}
    assert not Review.everything.filter(year=2025).exists()


def test_the_year_written_now_is_recorded_only_by_those_who_decide(world: World) -> None:
    page = world.client("admin").post(URL, sent(world, year=2027, text="# Nuläge\n\nGott."))
    assert page.status_code == 200
    world.client("admin").post(URL, saving(page))
    assert Review.everything.get(owner_unit=world.units["kul"], year=2027).state == "decided"


def test_nobody_is_given_a_unit_that_she_has_not_chosen(world: World) -> None:
    def first(who: str) -> object:
        return world.client(who).get(URL).context["form"]["unit"].field.empty_label

    assert (first("neighbour"), first("admin")) == (None, "Välj")


def test_the_preview_says_each_unit_once_with_its_state() -> None:
    first, second, third = (Unit(code=code, name=code.title()) for code in ("ett", "två", "tre"))
    done = (AnswerKind.ACTIONS, Outcome.DONE, "")
    assert EarlierDirection("a").standing == []
    assert EarlierDirection("a", "", [first, second], {second: done, third: done}).standing == [
        "Ett",
        f"Två: {Outcome.DONE.label.lower()}",
        f"Tre: {Outcome.DONE.label.lower()}",
    ]


def test_the_empty_sheet_has_the_columns_that_are_read(world: World) -> None:
    answer = world.client("neighbour").get(f"{URL}mall/")
    rows = world.client("neighbour").post(URL, sent(world, directions=sheet(*ROWS)))
    assert answer.status_code == rows.status_code == 200
    assert b"".join(answer).startswith(b"PK")
    assert read("a.xlsx", sheet(*ROWS).read()).header == HEADS


def test_the_page_is_found_from_the_year_and_leads_to_other_lists(world: World) -> None:
    assert world.client("neighbour").get("/genomgangar/2027/").context["earlier_url"] == f"{URL}?ar=2026"
    assert world.client("auditor").get("/genomgangar/2027/").context["earlier_url"] == ""
    assert "/klassning/importera/" in world.client("admin").get(URL).text
    assert "/klassning/importera/" not in world.client("neighbour").get(URL).text
