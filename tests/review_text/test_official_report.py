"""The review as a tjänsteutlåtande: another form of the same words."""

import pytest

from akropolis.base.lib.document import Block, Document, Heading, PageBreak, inline_text, plain_text
from akropolis.review.review.models import Review
from akropolis.review.review.services import remarks
from akropolis.review.review.services import reviews as review_steps
from akropolis.review.review_text.models import Chapter, Verdict
from akropolis.review.review_text.selectors.documents import document_of
from akropolis.review.review_text.selectors.readiness import obstacles_of
from akropolis.review.review_text.services import chapters, openings
from tests.factories import reviews
from tests.review_inputs.packing import SYSTEM, city

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> Review:
    """A review that lacks nothing, in the form of a report to the board, with two points proposed."""
    made = reviews.ongoing(SYSTEM, city("utb")["utb"], 2027)
    points = [
        {"verb": "godkänner", "text": "genomgången."},
        {"verb": "uppdrar åt förvaltningen att", "text": "öva"},
    ]
    return openings.change_settings(SYSTEM, made, {"wrapper": True, "points": points})


def report(document: Document) -> list[str]:
    """The lines of the report itself, as they stand before the review."""
    end = next(n for n, block in enumerate(document.blocks) if isinstance(block, PageBreak))
    return [line for block in document.blocks[:end] for line in _lines(block)]


def _lines(block: Block) -> list[str]:
    return [line for line in plain_text(Document("", (block,))) if line]


def headings(document: Document) -> list[str]:
    return [inline_text(b.inlines) for b in document.blocks if isinstance(b, Heading) and b.level == 1]


def chapter(review: Review, key: str) -> Chapter:
    return Chapter.everything.get(review=review, key=key)


def write(review: Review, key: str, text: str) -> None:
    keys = Chapter.everything.filter(review=review, included=True).values_list("key", flat=True)
    chapters.choose(SYSTEM, review, [*keys, key])
    chapters.save(SYSTEM, chapter(review, key), text=text)


def test_it_is_drawn_from_the_review_and_nothing_lacks(review: Review) -> None:
    assert obstacles_of(SYSTEM, review) == []
    assert report(document_of(SYSTEM, review)) == [
        "Förslag till beslut",
        "Nämnd utb godkänner genomgången.",
        "Nämnd utb uppdrar åt förvaltningen att öva.",
        "Sammanfattning",
        "Ledningssystemet för informationssäkerhet bedöms vara lämpligt, tillräckligt och verksamt.",
        "Genomgången anger en inriktning för tiden fram till nästa genomgång:",
        "Öva reservrutinerna i Nämnd utb",
        "Bakgrund",
        "Ledningen går igenom ledningssystemet för informationssäkerhet med planerade mellanrum"
        " (SS-EN ISO/IEC 27001, avsnitt 9.3). Genomgången avser 1 november 2025–31 oktober 2026 och bygger på"
        " de uppgifter som fanns den 31 oktober 2026.",
        "Bilagor",
        "Ledningens genomgång 2027",
        "Siffror som genomgången bygger på",
    ]


def test_the_judgements_are_told_as_they_are(review: Review) -> None:
    for aspect, answer in (("suitable", "no"), ("adequate", "partly"), ("effective", "")):
        Verdict.everything.filter(review=review, aspect=aspect).update(answer=answer)
    words = "Ledningssystemet för informationssäkerhet bedöms vara inte lämpligt och delvis tillräckligt."
    assert words in report(document_of(SYSTEM, review))


def test_words_of_its_own_take_the_place_of_what_is_drawn(review: Review) -> None:
    write(review, "wrapper_summary", "Vår egen sammanfattning.")
    write(review, "wrapper_economy", "Ryms i budgeten.")
    document = document_of(SYSTEM, review)
    assert headings(document)[:5] == [
        "Förslag till beslut", "Sammanfattning", "Bakgrund", "Ekonomiska konsekvenser", "Bilagor",
    ]  # fmt: skip
    lines = report(document)
    assert (lines[4], "Ryms i budgeten." in lines) == ("Vår egen sammanfattning.", True)


def test_a_part_that_was_chosen_and_never_written_is_left_out_and_stops_nothing(review: Review) -> None:
    write(review, "wrapper_opinion", "")
    write(review, "wrapper_summary", " ")
    assert headings(document_of(SYSTEM, review))[:4] == [
        "Förslag till beslut", "Sammanfattning", "Bakgrund", "Bilagor",
    ]  # fmt: skip
    assert obstacles_of(SYSTEM, review) == []


def test_the_review_itself_is_the_same_without_the_report(review: Review) -> None:
    write(review, "wrapper_background", "Ord som finns kvar.")
    wrapped = document_of(SYSTEM, review)
    start = next(n for n, block in enumerate(wrapped.blocks) if isinstance(block, PageBreak)) + 1
    bare = openings.change_settings(SYSTEM, review, {"wrapper": False})
    assert document_of(SYSTEM, bare).blocks == wrapped.blocks[start:]
    assert chapter(review, "wrapper_background").text == "Ord som finns kvar."


def test_who_has_answered_the_remiss_is_told_with_what_came_of_it(review: Review) -> None:
    moved = review_steps.move(SYSTEM, review, "circulate")
    unit = review.owner_unit
    rows = [remarks.remark(SYSTEM, moved, unit, words) for words in ("Ett.", "Två.", "Tre.")]
    remarks.consider(SYSTEM, rows[0], outcome="wholly", reason="Ändrat.")
    remarks.consider(SYSTEM, rows[1], outcome="not", reason="Hör inte hit.")
    lines = report(document_of(SYSTEM, moved))
    start = lines.index("Ärendets beredning")
    assert lines[start + 1 : start + 3] == [
        "Genomgången har varit på remiss. Svar har kommit från Nämnd utb.",
        "Ett svar beaktas, ett svar beaktas inte och ett svar väntar på att behandlas.",
    ]
