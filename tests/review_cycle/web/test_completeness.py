"""The table of what 9.3.2 and 9.3.3 ask for: a row for each, and what a review lacks is said with what to do."""

import pytest

from akropolis.review.review.rules.kind import INPUTS, REVIEW
from akropolis.review.review_cycle.rules.clauses import CLAUSES, assess_clauses
from akropolis.review.review_cycle.rules.clauses import ReviewHoldings as Held
from akropolis.review.review_cycle.selectors.clauses import ADVICE, REASONS, clause_paper, clauses_of
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.services import chapters
from tests.factories import reviews
from tests.world import SYSTEM, World

URL = "/genomgangar/2026/utb/fullstandigt/"


def test_each_clause_has_a_row_and_a_chapter_that_reviews_have() -> None:
    letters = [letter for letter in INPUTS if len(letter) == 1]
    assert letters == list("abcdefg")
    assert {clause.letter for clause in CLAUSES if clause.letter} == set(letters)
    assert [clause.number for clause in CLAUSES if clause.letter == "d"] == [
        f"9.3.2 d {n}" for n in range(1, 5)
    ]
    assert [clause.result for clause in CLAUSES if clause.number == "9.3.3"] == [
        "improvements",
        "changes",
        "evidence",
    ]
    known = {chapter.key for chapter in REVIEW.chapters}
    assert {key for clause in CLAUSES for key in clause.chapters} <= known


def test_an_empty_review_lacks_everything_and_says_what_to_do() -> None:
    found = assess_clauses(Held({}, frozenset(), None, 0, decided=False))
    assert {row.status for row in found} == {"missing"}
    assert {row.reason for row in found} <= set(ADVICE) <= set(REASONS)


def test_what_is_unknown_must_be_said(world: World) -> None:
    review = reviews.ongoing(SYSTEM, world.units["utb"], 2026)

    def objectives() -> tuple[str, str]:
        return next(
            (r.status, r.reason) for r in clauses_of(SYSTEM, review) if r.clause.number == "9.3.2 d 4"
        )

    assert objectives() == ("missing", "unsaid")
    row = Chapter.everything.get(review=review, key="introduction")
    chapters.save(SYSTEM, row, text="Underlag saknas om mål.", figures={})
    assert objectives() == ("unknown", "said")


def test_the_page_leads_to_where_what_is_missing_is_written(world: World) -> None:
    review = reviews.ongoing(SYSTEM, world.units["utb"], 2026)
    chapters.save(SYSTEM, Chapter.everything.get(review=review, key="changes"), text="", figures={})
    page = world.client("owner").get(URL).content.decode()
    assert "/genomgangar/2026/utb/kapitel/changes/" in page or "/genomgangar/2026/utb/changes/" in page
    assert "9.3.2\N{NO-BREAK SPACE}d\N{NO-BREAK SPACE}4" in page
    assert URL in world.client("owner").get("/genomgangar/2026/utb/").content.decode()
    read = world.client("auditor").get(URL)
    assert (read.status_code, "besluta/" in read.content.decode()) == (200, False)


@pytest.mark.parametrize("who", ["neighbour", "colleague", "outsider"])
def test_others_find_nothing(world: World, who: str) -> None:
    reviews.decided(SYSTEM, world.units["utb"], 2026)
    assert world.client(who).get(URL).status_code == 404


def test_the_table_is_a_paper_too(world: World) -> None:
    review = reviews.decided(SYSTEM, world.units["utb"], 2026)
    (_lead, table) = clause_paper(SYSTEM, review).document.blocks
    assert len(table.rows) == len(CLAUSES)  # type: ignore[union-attr]
