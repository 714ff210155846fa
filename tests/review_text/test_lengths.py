"""A long text is held to its greatest length whichever way it comes, and nothing is stored of one that is not."""

from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.review.review.models import Direction
from akropolis.review.review.services import directions
from akropolis.review.review_text.models import Chapter, Verdict
from akropolis.review.review_text.services import chapters
from tests.stage import stage, world
from tests.world import SYSTEM, World

__all__ = ["stage", "world"]
WORLD = "reviewed"
SENTENCE = "Texten är längre än {most} tecken. Korta den."


def refused(act: Any) -> dict[str, list[str]]:
    before = Change.objects.count()
    with pytest.raises(Invalid) as refusal:
        act()
    assert Change.objects.count() == before
    return refusal.value.errors


def test_a_text_of_its_greatest_length_is_stored_and_one_sign_more_is_not(world: World) -> None:
    row = Chapter.everything.get(review=world.reviews["utb-ongoing"], key="state")
    said = refused(lambda: chapters.save(SYSTEM, row, text="å" * 60_001))
    assert said == {"text": [SENTENCE.format(most=60000)]}
    assert chapters.save(SYSTEM, row, text="å" * 60_000).text == "å" * 60_000


def test_it_holds_for_new_rows_and_for_many_at_once(world: World) -> None:
    review = world.reviews["utb-ongoing"]
    new = {"title": "Ny", "text": "å" * 4001}
    assert refused(lambda: directions.add(SYSTEM, review, new)) == {"text": [SENTENCE.format(most=4000)]}

    def many() -> None:
        with writing(SYSTEM) as w:
            w.create_many(Direction, [{"review": review, "title": "En"}, {"review": review, **new}])

    assert refused(many) == {"1.text": [SENTENCE.format(most=4000)]}


def test_a_question_is_named_with_its_fault(world: World) -> None:
    row = Verdict.everything.get(review=world.reviews["utb-ongoing"], aspect="adequate")
    judging = chapters.Judging("no", "å" * 8001, [])
    said = refused(lambda: chapters.judge_all(SYSTEM, [(row, judging)]))
    assert said == {"adequate_reasons": [SENTENCE.format(most=8000)]}
