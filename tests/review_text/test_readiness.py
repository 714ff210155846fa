"""What stops the decision of a review: its own chapters, questions, directions and figures, not those of another."""

import pytest

from akropolis.base.kernel.records.writer import writing
from akropolis.review.review.models import Review
from akropolis.review.review.services import directions, reviews
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Chapter, Verdict
from akropolis.review.review_text.selectors.readiness import obstacles_of
from akropolis.review.review_text.services import chapters, openings
from tests.factories.reviews import judge
from tests.review_inputs.packing import observation
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
WORLD = "reviewed"


@pytest.fixture
def review(world: World) -> Review:
    """A review that is new, beside those that others have written to the end, one of them with what it looked at."""
    seen = observation(world.units["utb"])
    chapters.choose_observations(SYSTEM, world.reviews["utb-ongoing"], [seen])
    made = openings.open_review(SYSTEM, world.units["kul"], 2029)
    return reviews.move(SYSTEM, made, "start")


def lacking(review: Review) -> list[tuple[str, str]]:
    return [(lack.code, lack.about) for lack in obstacles_of(SYSTEM, review)]


CHANGES = "Behov av ändringar i ledningssystemet"
ASPECTS = ("Lämpligt", "Tillräckligt", "Verksamt")


def test_what_lacks_goes_as_it_is_written(world: World, review: Review) -> None:
    empty = [
        "Inledning",
        "Omvärldsbevakning",
        "Kulturnämndens genomgång",
        "Revision, avvikelser och synpunkter",
        "Inriktningar",
        "Genomförande",
        CHANGES,
    ]
    waits = [*(("empty_chapter", name) for name in empty), *(("no_verdict", aspect) for aspect in ASPECTS)]
    assert lacking(review) == [("no_pack", ""), *waits, ("no_directions", "")]
    packs.gather(SYSTEM, review)
    assert lacking(review) == [*waits, ("no_directions", "")]
    directions.add(SYSTEM, review, {"title": "Öva", "text": "En gång om året."})
    waits.remove(("empty_chapter", "Inriktningar"))
    assert lacking(review) == waits
    chapters.choose_observations(SYSTEM, review, [observation(world.units["kul"])])
    waits.remove(("empty_chapter", "Omvärldsbevakning"))
    assert lacking(review) == waits
    for chapter in Chapter.everything.filter(
        review=review, included=True, key__in=("introduction", "state", "audits", "changes")
    ):
        chapters.save(SYSTEM, chapter, text=f"Om {chapter.key}.", figures={})
    with writing(SYSTEM) as w:
        w.update(Chapter.everything.get(review=review, key="execution"), {"text": " \n"})
    assert lacking(review) == [("empty_chapter", "Genomförande"), *(("no_verdict", each) for each in ASPECTS)]
    with writing(SYSTEM) as w:
        w.update(Chapter.everything.get(review=review, key="execution"), {"included": False})
    for verdict in Verdict.everything.filter(review=review):
        judge(SYSTEM, verdict, answer="yes", reasons="Det framgår.", evidence=["incidents.total"])
    assert lacking(review) == []
