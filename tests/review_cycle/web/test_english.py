"""The summary in English: judgements, headings and figures by catalogue, and nothing that the open version masks."""

import pytest

from akropolis.base.lib.document import plain_text
from akropolis.review.review.models import Review
from akropolis.review.review_cycle.selectors.english import english_summary
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.services import chapters
from tests.factories import reviews
from tests.world import SYSTEM, World

LABEL = "Serious or critical incidents"
URL = "/genomgangar/2026/utb/pa-engelska.docx?utgava=1"


def summary(review: Review) -> list[str]:
    return plain_text(english_summary(SYSTEM, review).document)


def test_headings_judgements_and_figures_are_in_english(world: World) -> None:
    review = reviews.decided(SYSTEM, world.units["utb"], 2026)
    text = "\n".join(summary(review))
    assert english_summary(SYSTEM, review).title == "Management review 2026"
    assert "Decided on 2026-11-20 by" in text
    assert "Suitable (lämpligt)" in text
    assert "Actions and directions from earlier reviews" in text
    assert "Risk assessment and risk treatment" in text
    assert "underlag saknas" not in text.lower()
    assert "Incidenter" not in text


def test_a_figure_that_the_open_version_masks_is_left_out_and_counted(world: World) -> None:
    review = reviews.ongoing(SYSTEM, world.units["utb"], 2026)
    before = "\n".join(summary(review))
    row = Chapter.everything.get(review=review, key="state")
    text = "Inget öppet. {secret:18 kap. 8 § OSL|Vi har {figure:incidents.serious} incidenter.}"
    chapters.save(SYSTEM, row, text=text, figures={})
    after = "\n".join(summary(review))
    assert LABEL in before
    assert LABEL not in after
    assert "Left out, since they are masked in the open version: 1." in after
    assert "The review is not decided: this is a draft." in after


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("neighbour", 404)])
def test_those_who_read_the_decided_review_get_the_file(world: World, who: str, status: int) -> None:
    reviews.decided(SYSTEM, world.units["utb"], 2026)
    answer = world.client(who).get(URL)
    assert answer.status_code == status
    assert who != "owner" or "summary-in-english-review-2026-utb.docx" in answer["Content-Disposition"]


def test_a_review_that_is_not_decided_has_no_file(world: World) -> None:
    reviews.ongoing(SYSTEM, world.units["utb"], 2026)
    assert world.client("owner").get(URL).status_code == 404
