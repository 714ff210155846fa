"""In which order a review's chapters stand, which it has from the start, and where new ones come."""

import pytest

from akropolis.base.kernel.records.writer import writing
from akropolis.review.review.models import Review
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.rules.chapters import CHAPTERS, order_after, usual_order
from akropolis.review.review_text.services import chapters
from akropolis.review.review_text.services.openings import begin, open_review
from tests.review_inputs import packing as world
from tests.review_inputs.packing import SYSTEM
from tests.review_inputs.said import UNITS
from tests.review_inputs.test_sentences import whole

pytestmark = pytest.mark.django_db
USUAL = [kind.key for kind in CHAPTERS]
NEW = {"changes"}
FORMER = [key for key in USUAL if key not in {*NEW, "followup"}]
FORMER.insert(FORMER.index("introduction"), "followup")
"""The chapters of a review opened before 0.3, in their order."""


def keys(review: Review, **those: object) -> list[str]:
    rows = Chapter.everything.filter(review=review, **those).order_by("position")
    return list(rows.values_list("key", flat=True))


def put(review: Review, order: list[str]) -> None:
    """Store the order, and take away the chapters that are not in it."""
    with writing(SYSTEM) as w:
        for row in Chapter.everything.filter(review=review):
            if row.key in order:
                w.update(row, {"position": order.index(row.key) + 1})
            else:
                w.remove(row)


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ((), ["introduction", "followup", "state", "changes"]),
        (("followup", "introduction", "state"), ["introduction", "followup", "state", "changes"]),
        (("state", "followup", "introduction"), ["state", "followup", "introduction", "changes"]),
        (("state", "introduction"), ["followup", "state", "introduction", "changes"]),
    ],
    ids=["none", "the former usual one", "one's own", "one's own with a new one before"],
)
def test_an_order_of_ones_own_is_kept_and_the_former_usual_one_is_not(
    before: tuple[str, ...], wanted: list[str]
) -> None:
    assert order_after(before, ["changes", "followup", "introduction", "state"]) == wanted


def test_a_review_that_is_begun_leaves_the_former_order() -> None:
    review = open_review(SYSTEM, world.city("soc")["soc"], 2027)
    put(review, [key for key in FORMER if key != "coverage"])
    assert keys(begin(SYSTEM, review)) == usual_order(key for key in FORMER if key != "coverage")


def test_a_review_begun_from_the_last_has_its_order_and_the_new_chapters_in_their_places() -> None:
    owner = world.city("soc")["soc"]
    last = open_review(SYSTEM, owner, 2026)
    own = ["state", *(key for key in FORMER if key not in ("coverage", "state"))]
    put(last, own)
    world.decided(last)
    begun = begin(SYSTEM, open_review(SYSTEM, owner, 2027), from_last=True)
    place = own.index("decisions")
    assert keys(begun) == [*own[:place], "changes", *own[place:]]


def test_chapters_for_which_there_are_figures_are_included_when_it_is_begun() -> None:
    opened = open_review(SYSTEM, world.city("soc")["soc"], 2026)
    chapters.choose(SYSTEM, opened, ["introduction"])
    begun = begin(SYSTEM, opened)
    assert keys(begun, included=True) == ["introduction", "indicators"]
    some, none = whole(UNITS["en nämnd"], 3), whole(UNITS["en nämnd"], 0)
    assert [letter for letter in "cde" if some.has_figures(letter)] == ["c", "d", "e"]
    assert [letter for letter in "cde" if none.has_figures(letter)] == []


@pytest.mark.parametrize("code", ["stad", "soc"])
def test_measurements_and_audits_are_in_each_new_review_and_an_opened_one_keeps_its_own(code: str) -> None:
    owner = world.city("soc")[code]
    earlier = open_review(SYSTEM, owner, 2026)
    assert {"indicators", "audits"} <= set(keys(earlier, included=True))
    own = [key for key in keys(earlier, included=True) if key != "audits"]
    chapters.choose(SYSTEM, earlier, own)
    world.decided(earlier)
    assert keys(earlier, included=True) == own
    begun = begin(SYSTEM, open_review(SYSTEM, owner, 2027), from_last=True)
    assert {"indicators", "audits"} <= set(keys(begun, included=True))
    assert keys(earlier, included=True) == own


def test_a_chapter_that_the_review_lacks_comes_in_its_place_when_it_is_chosen() -> None:
    review = open_review(SYSTEM, world.city("soc")["soc"], 2027)
    put(review, ["state", "introduction", "decisions"])
    chapters.choose(SYSTEM, review, ["introduction", "changes"])
    assert keys(review) == ["state", "introduction", "changes", "decisions"]
    assert keys(review, included=True) == ["introduction", "changes"]
    chapters.put_in_usual_order(SYSTEM, review)
    assert keys(review) == ["introduction", "state", "changes", "decisions"]
