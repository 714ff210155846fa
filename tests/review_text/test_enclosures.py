"""The papers that a registry takes in: the document, and each of its bilagor by itself."""

import hashlib
import io
import zipfile

import pytest

from akropolis.base.lib.document import mask, plain_text
from akropolis.review.review.models import Review
from akropolis.review.review.services import remarks
from akropolis.review.review.services import reviews as steps
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.services import chapters, decisions, documents, openings
from tests.factories import reviews
from tests.review_inputs.packing import SYSTEM, city

pytestmark = pytest.mark.django_db
SECRET = "{secret:18 kap. 8 § OSL|Dolt}"


def made(*, wrapper: bool = False, code: str = "utb") -> Review:
    """A review of a unit with the remarks as a bilaga, out for comment, with one remark that holds a secret."""
    review = reviews.ongoing(SYSTEM, city("utb")[code], 2027)
    keys = Chapter.everything.filter(review=review, included=True).values_list("key", flat=True)
    chapters.choose(SYSTEM, review, [*keys, "remarks"])
    openings.change_settings(SYSTEM, review, {"wrapper": wrapper})
    review = steps.move(SYSTEM, review, "circulate")
    row = remarks.remark(SYSTEM, review, review.owner_unit, f"Vi saknar {SECRET}.")
    remarks.consider(SYSTEM, row, outcome="wholly", reason="Ändrat.")
    return review


def titles(review: Review) -> list[tuple[int, str, str]]:
    return [(p.number, p.title, p.document.meta.kind) for p in documents.papers_of(SYSTEM, review)]


def test_the_bilagor_of_a_review_are_papers_of_their_own_and_are_listed_in_it() -> None:
    review = made()
    assert titles(review) == [
        (0, "Ledningens genomgång 2027", "Ledningens genomgång"),
        (1, "Remissvar", "Bilaga 1"),
        (2, "Siffror som genomgången bygger på", "Bilaga 2"),
    ]
    main, answers, sheet = documents.papers_of(SYSTEM, review)
    assert plain_text(main.document)[-3:] == ["Bilagor", "Remissvar", "Siffror som genomgången bygger på"]
    assert "Dolt" not in "".join(plain_text(main.document))
    assert plain_text(answers.document)[0] == "Remissinstans\tSynpunkt\tSå har den beaktats"
    assert (sheet.workbook, sheet.document.figures) == (True, documents.tree(SYSTEM, review).figures)
    assert (main.document.figures, answers.document.contents, main.document.contents) == ((), False, True)


def test_a_report_has_the_review_as_its_first_bilaga() -> None:
    review = made(wrapper=True)
    assert titles(review) == [
        (0, "Ledningens genomgång 2027", "Tjänsteutlåtande"),
        (1, "Ledningens genomgång 2027", "Bilaga 1"),
        (2, "Remissvar", "Bilaga 2"),
        (3, "Siffror som genomgången bygger på", "Bilaga 3"),
    ]
    report, whole, _answers, _sheet = documents.papers_of(SYSTEM, review)
    names = [title for _n, title, _k in titles(review)][1:]
    assert plain_text(report.document)[-4:] == ["Bilagor", *names]
    assert plain_text(documents.tree(SYSTEM, review))[: len(plain_text(report.document))] == plain_text(
        report.document
    )
    assert "Inledning" in plain_text(whole.document)


def test_the_zip_holds_them_all_with_sums_that_agree_and_is_the_same_each_time() -> None:
    review = made()
    decisions.decide(SYSTEM, review, reviews.minutes(review.owner_unit, 2027))
    packed = documents.package(SYSTEM, review, "docx")
    assert documents.package(SYSTEM, review, "docx") == packed
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        assert names == [
            "Ledningens-genomgång-2027.docx",
            "Bilaga-1-Remissvar.docx",
            "Bilaga-2-Siffror-som-genomgången-bygger-på.xlsx",
            "SHA256SUMS",
        ]
        sums = archive.read("SHA256SUMS").decode().splitlines()
        assert sums == [f"{hashlib.sha256(archive.read(n)).hexdigest()}  {n}" for n in names[:-1]]
        for number, paper in enumerate(documents.papers_of(SYSTEM, review)):
            assert documents.paper_file(paper, "docx") == (names[number], archive.read(names[number]))


def test_the_open_version_has_no_secret_in_any_paper() -> None:
    review = made()
    papers = documents.papers_of(SYSTEM, review)
    assert "Dolt" in "".join(line for each in papers for line in plain_text(each.document))
    for each in documents.papers_of(SYSTEM, review, masked=True):
        assert each.document == mask(each.document)
        assert "Dolt" not in "".join(plain_text(each.document))


def test_a_document_that_was_frozen_before_is_one_paper_with_its_figures() -> None:
    review = reviews.ongoing(SYSTEM, city("utb")["utb"], 2027)
    assert [number for number, _title, _kind in titles(review)] == [0, 1]
