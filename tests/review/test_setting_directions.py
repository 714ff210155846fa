"""Directions are set, ordered and taken out, and answered by those that they are set for with something to show."""

from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.review.review.models import Answer, AnswerAction, Direction, DirectionUnit, Review, ReviewState
from akropolis.review.review.services import directions
from akropolis.shared.actions.models import Action
from tests.review_inputs import packing
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(world: World) -> Review:
    """Of the city, being written."""
    return packing.review(world.units["stad"], state=ReviewState.ONGOING)


def set_for(world: World, review: Review, title: str, *codes: str) -> Direction:
    units = [world.units[code] for code in codes]
    return directions.add(SYSTEM, review, {"title": title}, units=units)


def order(review: Review) -> list[tuple[str, int]]:
    return [(row.title, row.position) for row in Direction.everything.filter(review=review)]


def named(row: Direction) -> tuple[bool, list[str]]:
    links = DirectionUnit.everything.filter(direction=row).order_by("unit__code")
    return Direction.everything.get(pk=row.pk).to_all, [link.unit.code for link in links]


def test_a_new_one_comes_last_of_its_own_review(world: World, review: Review) -> None:
    other = packing.review(world.units["utb"], state=ReviewState.ONGOING)
    made = [set_for(world, review, "A"), set_for(world, other, "Annan"), set_for(world, review, "B")]
    assert (order(review), order(other)) == ([("A", 1), ("B", 2)], [("Annan", 1)])
    directions.reorder(SYSTEM, review, [made[2].pk, made[1].pk, str(made[0].pk)])
    assert (order(review), order(other)) == ([("B", 1), ("A", 3)], [("Annan", 1)])
    assert set_for(world, review, "C").position == 4


def test_it_is_set_for_those_that_are_named_and_for_all_when_nobody_is(world: World, review: Review) -> None:
    row, other = set_for(world, review, "A", "utb", "kul"), set_for(world, review, "B", "kul")
    assert (named(row), named(other)) == ((False, ["kul", "utb"]), (False, ["kul"]))
    directions.change(SYSTEM, row, {"title": "A igen"}, units=[world.units["hamn"]])
    assert (named(row), named(other)) == ((False, ["hamn"]), (False, ["kul"]))
    row = directions.change(SYSTEM, row, {})
    assert (row.title, named(row)) == ("A igen", (True, []))
    directions.remove(SYSTEM, row)
    directions.remove(SYSTEM, set_for(world, review, "C", "utb"))
    assert (order(review), named(other)) == ([("B", 2)], (False, ["kul"]))


def test_whom_it_concerns(world: World, review: Review) -> None:
    below = packing.review(world.units["utb"], state=ReviewState.ONGOING)
    few = [set_for(world, review, "A", "hamn"), set_for(world, review, "B", "kul", "utb")]
    rows = [*few, set_for(world, review, "C"), set_for(world, below, "D")]
    found = [[code for code, unit in world.units.items() if directions.concerns(row, unit)] for row in rows]
    assert found == [["hamn"], ["utb", "kul"], list(world.units), ["utb", "utbf"]]


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"kind": "perhaps", "reason": "Därför."}, {"kind"}),
        ({"kind": "actions", "reason": "Därför."}, {"kind"}),
        ({"kind": "declined", "reason": " \n"}, {"reason"}),
        ({"kind": "in_place"}, {"reason"}),
    ],
)
def test_an_answer_has_an_action_or_a_reason(
    world: World, review: Review, given: dict[str, Any], errors: set[str]
) -> None:
    row = set_for(world, review, "A")
    packing.decided(review)
    with pytest.raises(Invalid) as refused:
        directions.answer(SYSTEM, answerable(row), world.units["kul"], **given)
    assert (set(refused.value.errors), Answer.everything.count()) == (errors, 0)


def answerable(row: Direction) -> Direction:
    return Direction.everything.select_related("review__owner_unit").get(pk=row.pk)


def test_it_is_answered_once_decided_by_those_that_it_concerns(world: World, review: Review) -> None:
    row, kul = set_for(world, review, "A", "kul"), world.units["kul"]
    given: dict[str, Any] = {"kind": "declined", "reason": " Därför. ", "result": " Inget. "}
    with pytest.raises(Hidden):
        directions.answer(SYSTEM, row, world.units["utb"], **given)
    with pytest.raises(Refused):
        directions.answer(SYSTEM, row, kul, **given)
    packing.taken(review, "circulated", "decided")
    made = directions.answer(SYSTEM, answerable(row), kul, **given, outcome="ongoing")
    assert (made.reason, made.result, made.outcome) == ("Därför.", "Inget.", "ongoing")
    again = directions.answer(SYSTEM, answerable(row), kul, kind="in_place", reason="Finns.")
    assert (again.pk, again.kind, again.result, again.outcome) == (made.pk, "in_place", "", "ongoing")


def test_an_answer_points_at_the_actions_of_the_latest_that_she_may_see(world: World, review: Review) -> None:
    row, utb = set_for(world, review, "A"), world.units["utb"]
    packing.decided(review)
    row, access = answerable(row), world.access("owner")
    first, second, hidden = (packing.action(world.units[code]) for code in ("utb", "utb", "kul"))
    directions.answer(SYSTEM, row, utb, kind="actions", actions=[first, hidden])
    made = directions.answer(access, row, utb, kind="actions", actions=[second], new_action={"title": "Ny"})
    new = Action.everything.get(title="Ny")
    linked = set(AnswerAction.everything.filter(answer=made).values_list("action", flat=True))
    assert (linked, new.owner_unit) == ({second.pk, hidden.pk, new.pk}, utb)
