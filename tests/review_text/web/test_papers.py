"""The document as files: whole, open, and paper by paper, each with its name and kind; and what is no file."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import reverse

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.reporting import CONTENT_TYPES
from akropolis.review.review.models import Review
from akropolis.review.review_text.services.documents import file_name, paper_file, papers_of
from tests.factories import reviews
from tests.world import SYSTEM, World


@pytest.fixture(scope="module")
def stage(stage: World, django_db_blocker: Any) -> World:
    """A decided review of `utb`."""
    with django_db_blocker.unblock():
        stage.reviews["decided"] = reviews.decided(SYSTEM, stage.units["utb"], 2026)
    return stage


def place(name: str, *more: Any) -> str:
    return reverse(name, args=[2026, "utb", *more])


@pytest.mark.parametrize(
    ("edition", "masked", "name"),
    [
        (1, False, "Ledningens-genomgang-2026-utb.pdf"),
        (1, True, "Ledningens-genomgang-2026-utb-oppen.pdf"),
        (2, False, "Ledningens-genomgang-2026-utb-utgava-2.pdf"),
        (3, True, "Ledningens-genomgang-2026-utb-utgava-3-oppen.pdf"),
    ],
)
def test_a_file_is_called_by_year_unit_edition_and_whether_it_is_open(
    edition: int, masked: bool, name: str
) -> None:
    review = Review(year=2026, edition=edition, owner_unit=Unit(code="utb"))
    assert file_name(review, "pdf", masked=masked) == name


def test_each_paper_is_a_file_of_its_own_and_a_workbook_one_in_any_form(world: World) -> None:
    client, papers = world.client("owner"), papers_of(SYSTEM, world.reviews["decided"])
    assert papers[0].number == 0
    for paper in papers:
        answer = client.get(place("review-paper", paper.number, "docx"))
        name, made = paper_file(paper, "docx")
        kind = CONTENT_TYPES["xlsx" if paper.workbook else "docx"]
        assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
            200,
            kind,
            "nosniff",
        )
        assert name.endswith(".xlsx" if paper.workbook else ".docx")
        assert b"".join(answer) == made
    missing = place("review-paper", max(paper.number for paper in papers) + 1, "docx")
    wrong = [missing, place("review-paper", 0, "xlsx"), place("review-paper", 0, "exe")]
    assert [client.get(url).status_code for url in wrong] == [404] * 3


def test_all_papers_come_in_one_zip_that_is_called_by_its_form(world: World) -> None:
    client = world.client("owner")
    answer = client.get(place("review-papers", "docx"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert "Ledningens-genomgang-2026-utb-docx.zip" in answer["Content-Disposition"]
    names = {paper_file(paper, "docx")[0] for paper in papers_of(SYSTEM, world.reviews["decided"])}
    held = set(ZipFile(BytesIO(b"".join(answer))).namelist())
    assert names <= held
    opened = client.get(place("review-papers", "docx") + "?oppen=1")
    assert "Ledningens-genomgang-2026-utb-oppen-docx.zip" in opened["Content-Disposition"]
    assert [client.get(place("review-papers", form)).status_code for form in ("xlsx", "exe")] == [404, 404]


def test_who_may_not_read_it_gets_no_file(world: World) -> None:
    client = world.client("outsider")
    urls = (place("review-paper", 0, "docx"), place("review-papers", "docx"), place("review-file", "docx"))
    assert [client.get(url).status_code for url in urls] == [404] * 3
