"""What a unit says of a review that is out for comment, and what comes of it, whoever asks for it to be kept."""

from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.records.writer import create, writing
from akropolis.review.review.models import Consideration, Recipient, Remark, Review, ReviewState
from akropolis.review.review.selectors.remarks import remarks_of, unconsidered
from akropolis.review.review.services.remarks import consider, remark
from akropolis.review.review_text.models import Chapter
from tests.review_inputs import packing
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(world: World) -> Review:
    """Of the city, out for comment, with one chapter."""
    made = packing.review(world.units["stad"], state=ReviewState.CIRCULATED)
    create(SYSTEM, Chapter, {"review": made, "key": "state", "position": 1})
    return made


def say(world: World, review: Review, text: str, who: str = "neighbour", **given: Any) -> Remark:
    return remark(world.access(who), review, world.units["kul"], text, **given)


def asked(world: World, review: Review, who: str = "", unit: str = "kul") -> Recipient:
    person = {"person": world.people[who]} if who else {}
    return create(SYSTEM, Recipient, {"review": review, "unit": world.units[unit], **person})


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_who_says_nothing_says_that_there_is_nothing_to_add(world: World, review: Review, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        say(world, review, text)
    assert set(refused.value.errors) == {"text"}
    assert Remark.everything.count() == 0
    made = say(world, review, text, agrees=True)
    assert (made.text, made.agrees, made.author, made.unit) == (
        "",
        True,
        "Per-Olov Estlind",
        world.units["kul"],
    )


def test_who_says_something_has_something_to_add(world: World, review: Review) -> None:
    made = say(world, review, "  Mer tid.\n", agrees=True, about="state", place="  andra stycket ")
    assert (made.text, made.agrees, made.about, made.place) == ("Mer tid.", False, "state", "andra stycket")
    assert [row.where for row in remarks_of(SYSTEM, review)] == ["Stadsövergripande genomgång, andra stycket"]


def test_both_what_is_not_said_and_where_there_is_no_chapter_are_told_at_once(
    world: World, review: Review
) -> None:
    with pytest.raises(Invalid) as refused:
        say(world, review, " ", about="nowhere")
    assert set(refused.value.errors) == {"text", "about"}
    with pytest.raises(Invalid) as refused:
        say(world, review, "Mer tid.", about="nowhere")
    assert set(refused.value.errors) == {"about"}
    assert Remark.everything.count() == 0


@pytest.mark.parametrize("state", [ReviewState.PLANNED, ReviewState.ONGOING, ReviewState.DECIDED])
def test_nothing_is_said_of_a_review_that_is_not_out(world: World, state: ReviewState) -> None:
    with pytest.raises(Refused):
        say(world, packing.review(world.units["stad"], state=state), "Mer tid.")


def test_a_unit_speaks_as_the_one_that_was_asked_of_this_review(world: World, review: Review) -> None:
    assert say(world, review, "Oombett.").recipient is None
    other = packing.review(world.units["stad"], 2028, state=ReviewState.CIRCULATED)
    asked(world, other)
    asked(world, review, unit="utb")
    asked(world, review, "neighbour")
    assert say(world, review, "Ännu oombett.").recipient is None
    own = asked(world, review)
    assert say(world, review, "Som ombett.").recipient == own


def test_as_a_person_only_she_herself_speaks(world: World, review: Review) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "second", "Tuva Lind", "samordnare", "kul")
    hers = asked(world, review, "second")
    with pytest.raises(Hidden):
        say(world, review, "I hennes ställe.", recipient=hers)
    assert Remark.everything.count() == 0
    assert say(world, review, "Själv.", "second", recipient=hers).who == str(hers)


@pytest.mark.parametrize(
    ("outcome", "reason", "errors"),
    [
        ("wholly", " \n", {"reason"}),
        ("", "Infört.", {"outcome"}),
        ("perhaps", "", {"outcome", "reason"}),
    ],
)
def test_what_came_of_it_is_one_of_three_and_has_a_reason(
    world: World, review: Review, outcome: str, reason: str, errors: set[str]
) -> None:
    said = say(world, review, "Mer tid.")
    with pytest.raises(Invalid) as refused:
        consider(SYSTEM, said, outcome=outcome, reason=reason)
    assert set(refused.value.errors) == errors
    assert Consideration.everything.count() == 0


def test_each_remark_is_considered_by_itself_and_anew_by_whoever_saw_the_latest(
    world: World, review: Review
) -> None:
    first, second, agreeing = (
        say(world, review, text, agrees=not text) for text in ("Mer tid.", "Mer folk.", "")
    )
    assert unconsidered(SYSTEM, review) == [first, second]
    access = world.access("ciso")
    made = consider(access, first, outcome="partly", reason=" En vecka till. ")
    assert (made.review, made.remark, made.outcome, made.reason, made.considered_by) == (
        review,
        first,
        "partly",
        "En vecka till.",
        "Katarina Vesterlund",
    )
    seen = made.version
    consider(SYSTEM, first, outcome="wholly", reason="Två veckor till.", version=seen)
    with pytest.raises(Stale):
        consider(access, first, outcome="not", reason="Nej.", version=seen)
    consider(access, second, outcome="not", reason="Det finns inga pengar.")
    rows = [(row.remark, row.considered and row.considered.outcome) for row in remarks_of(SYSTEM, review)]
    assert rows == [(first, "wholly"), (second, "not"), (agreeing, None)]
    assert unconsidered(SYSTEM, review) == []


def test_who_does_not_write_the_review_considers_nothing(world: World, review: Review) -> None:
    said = say(world, review, "Mer tid.")
    with pytest.raises(Hidden):
        consider(world.access("neighbour"), said, outcome="wholly", reason="Som vi själva ville.")
    assert Consideration.everything.count() == 0
