"""Where those stand that a review was sent to: who has answered what, who is late, and where nobody is left."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.models import Appointment, User
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.review.review.models import Recipient, Review, ReviewState
from akropolis.review.review.selectors.recipients import (
    RecipientStatus,
    filter_own_recipients,
    people_of,
    recipients_of,
    standings,
    unanswered,
)
from akropolis.review.review.services.recipients import send
from akropolis.review.review.services.remarks import remark
from tests.review_inputs import packing
from tests.world import START, SYSTEM, TODAY, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def circulated(world: World, unit: str = "utb", **given: Any) -> Review:
    return packing.review(world.units[unit], state=ReviewState.CIRCULATED, **given)


def asked(world: World, review: Review, unit: str, who: str = "") -> Recipient:
    person = {"person": world.people[who]} if who else {}
    return create(SYSTEM, Recipient, {"review": review, "unit": world.units[unit], **person})


@pytest.mark.parametrize(
    ("by", "answered", "late"),
    [
        (TODAY - DAY, False, True),
        (TODAY, False, False),
        (TODAY - DAY, True, False),
        (None, False, False),
    ],
)
def test_who_has_not_answered_is_late_from_the_day_after_the_last(
    by: date | None, answered: bool, late: bool
) -> None:
    assert RecipientStatus(Recipient(answer_by=by), answered, [], ended=False).late(TODAY) is late


@pytest.mark.parametrize(
    ("answered", "manned", "ended", "lost"),
    [
        (False, True, False, False),
        (False, False, False, True),
        (False, True, True, True),
        (True, False, True, False),
    ],
)
def test_nobody_is_left_to_answer_where_all_have_gone_or_the_unit_has_ended(
    answered: bool, manned: bool, ended: bool, lost: bool
) -> None:
    assert RecipientStatus(Recipient(), answered, [User()] if manned else [], ended=ended).lost is lost


def test_an_answer_counts_for_the_review_and_the_recipient_that_gave_it(world: World) -> None:
    review, other = circulated(world), circulated(world, "kul")
    rows = [
        asked(world, review, "hamn"),
        asked(world, review, "kul", "neighbour"),
        asked(world, other, "hamn"),
    ]
    unit, person, elsewhere = rows
    assert unanswered(SYSTEM, rows) == rows
    remark(SYSTEM, review, world.units["kul"], "Enheten, oombedd.")
    assert unanswered(SYSTEM, rows) == rows
    remark(world.access("neighbour"), review, world.units["kul"], "Som hon själv.", recipient=person)
    assert unanswered(SYSTEM, rows) == [unit, elsewhere]
    remark(SYSTEM, other, world.units["hamn"], "Om den andra.")
    assert unanswered(SYSTEM, rows) == [unit]


def test_where_they_stand_is_told_to_who_writes_or_decides_and_to_no_other(world: World) -> None:
    review = circulated(world)
    asked(world, review, "kul")
    told = {who: len(standings(world.access(who), review, TODAY)) for who in world.people}
    assert {who for who, count in told.items() if count} == {"owner", "chef", "admin"}


def test_a_unit_that_ends_that_day_still_answers_and_the_day_after_does_not(world: World) -> None:
    review = circulated(world)
    row = asked(world, review, "kul")
    update(SYSTEM, world.units["kul"], {"valid_to": TODAY})
    row = Recipient.everything.select_related("unit").get(pk=row.pk)
    found = {day: [one.ended for one in standings(SYSTEM, review, day)] for day in (TODAY, TODAY + DAY)}
    assert found == {TODAY: [False], TODAY + DAY: [True]}
    access = world.access("neighbour")
    assert [filter_own_recipients(access, [row], day) for day in (TODAY, TODAY + DAY)] == [[row], []]


def test_she_answers_as_herself_as_her_function_and_as_her_unit_and_as_no_other(world: World) -> None:
    review = circulated(world)
    unit, own, others = (
        asked(world, review, "kul"),
        asked(world, review, "kul", "neighbour"),
        asked(world, review, "kul", "owner"),
    )
    access = world.access("neighbour")
    assert filter_own_recipients(access, [unit, own, others], TODAY) == [unit, own]
    assert filter_own_recipients(world.access("owner"), [unit, own, others], TODAY) == []
    assert filter_own_recipients(world.access("outsider"), [unit, own, others], TODAY) == []


def test_those_who_answer_as_a_unit_are_named_once_and_by_name(world: World) -> None:
    with writing(SYSTEM) as w:
        second = world.add(w, "second", "Anna Berg", "samordnare", "kul")
        world.add(w, "reader", "Bo Ek", "medarbetare", "kul")
        held = Appointment.everything.get(user=second)
        again = {"user": second, "role": held.role, "unit": held.unit, "valid_from": START + DAY}
        w.create(Appointment, again)
    review = circulated(world)
    unit, person = asked(world, review, "kul"), asked(world, review, "kul", "neighbour")
    neighbour = world.people["neighbour"]
    assert people_of([unit, person], TODAY) == {unit.pk: [second, neighbour], person.pk: [neighbour]}


def test_the_citys_review_goes_to_all_that_make_reviews_unless_somebody_is_named(world: World) -> None:
    city, unit = circulated(world, "stad", due_on=TODAY), circulated(world)
    found = recipients_of(SYSTEM, [city, unit])
    assert {key: [(row.unit.code, row.answer_by) for row in rows] for key, rows in found.items()} == {
        city.pk: [("kul", TODAY), ("hamn", TODAY), ("utb", TODAY)],
        unit.pk: [],
    }
    named = asked(world, city, "utb")
    assert recipients_of(SYSTEM, [city, unit]) == {city.pk: [named], unit.pk: []}


def test_the_last_day_to_answer_may_be_the_same_day(world: World) -> None:
    review, today = circulated(world), timezone.localdate()
    send(SYSTEM, review, ["kul"], today)
    assert [(row.key, row.answer_by) for row in recipients_of(SYSTEM, [review])[review.pk]] == [
        ("kul", today)
    ]
