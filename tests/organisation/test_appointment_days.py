"""A role is held once at a time, ends within its days, and the last one who keeps the accounts is kept."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.access.models import Appointment, Role
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.records.writer import writing
from akropolis.people.organisation.services import appointments
from tests.world import START, SYSTEM, World

pytestmark = pytest.mark.usefixtures("world")
DAY = timedelta(days=1)
FIRST, LAST = date(2026, 3, 1), date(2026, 6, 30)


def given(world: World, role: str = "lasare", unit: str | None = "hamn", **more: Any) -> dict[str, Any]:
    at = world.units[unit] if unit else None
    usual = {"user": world.people["outsider"], "role": Role.everything.get(code=role), "unit": at}
    return {**usual, "valid_from": FIRST, "valid_to": LAST, **more}


def give(world: World, role: str = "lasare", unit: str | None = "hamn", **more: Any) -> Appointment:
    return appointments.give(SYSTEM, given(world, role, unit, **more))


@pytest.mark.parametrize(
    ("first", "last", "taken"),
    [
        (FIRST, LAST, True),
        (LAST, None, True),
        (LAST + DAY, None, False),
        (START, FIRST, True),
        (START, FIRST - DAY, False),
        (START, None, True),
        (FIRST + DAY, LAST - DAY, True),
    ],
)
def test_a_role_is_held_once_at_a_time(world: World, first: date, last: date | None, taken: bool) -> None:
    give(world)
    if not taken:
        assert give(world, valid_from=first, valid_to=last).valid_from == first
        return
    with pytest.raises(Invalid) as refusal:
        give(world, valid_from=first, valid_to=last)
    assert [*refusal.value.errors] == ["role"]


def test_another_role_unit_or_person_is_another_appointment(world: World) -> None:
    give(world)
    give(world, "revisor")
    give(world, unit="kul")
    give(world, unit=None)
    give(world, user=world.people["colleague"])
    with pytest.raises(Invalid):
        give(world, unit=None)
    assert Appointment.everything.filter(valid_from=FIRST).count() == 5


@pytest.mark.parametrize(("last", "right"), [(FIRST, True), (FIRST - DAY, False)])
def test_the_last_day_is_no_earlier_than_the_first(world: World, last: date, right: bool) -> None:
    if right:
        assert give(world, valid_to=last).valid_to == last
        return
    with pytest.raises(Invalid) as refusal:
        give(world, valid_to=last)
    assert [*refusal.value.errors] == ["valid_to"]


@pytest.mark.parametrize(
    ("on", "right"),
    [(FIRST, True), (FIRST - DAY, False), (LAST, True), (LAST + DAY, False), (LAST - DAY, True)],
)
def test_one_is_ended_on_a_day_of_its_own_with_its_reason(world: World, on: date, right: bool) -> None:
    row = give(world)
    if right:
        appointments.end(SYSTEM, row, on, version=row.version, because="Slutar")
        assert Appointment.everything.get(pk=row.pk).valid_to == on
        if on != LAST:
            assert events_of([row.pk])[0].because == "Slutar"
        return
    with pytest.raises(Invalid) as refusal:
        appointments.end(SYSTEM, row, on)
    assert ([*refusal.value.errors], Appointment.everything.get(pk=row.pk).valid_to) == (["valid_to"], LAST)


def test_one_without_an_end_is_ended_any_later_day_by_who_may_and_saw_it_last(world: World) -> None:
    row = give(world, valid_to=None)
    with pytest.raises(Hidden):
        appointments.end(world.access("outsider"), row, LAST)
    with pytest.raises(Stale):
        appointments.end(SYSTEM, row, LAST, version=row.version + 1)
    appointments.end(SYSTEM, row, date(2199, 1, 1))
    assert Appointment.everything.get(pk=row.pk).valid_to == date(2199, 1, 1)


@pytest.mark.parametrize(("begins", "taken"), [(0, True), (5, True), (-1, False)])
def test_one_that_has_held_for_no_whole_day_is_taken_back_by_a_last_day_before_its_first(
    world: World, begins: int, taken: bool
) -> None:
    today = timezone.localdate()
    row = give(world, unit="utb", valid_from=today + begins * DAY, valid_to=None)
    before = today + (begins - 1) * DAY
    with pytest.raises(Stale if taken else Invalid):
        appointments.end(SYSTEM, row, before, version=row.version + 1)
    if not taken:
        with pytest.raises(Invalid):
            appointments.end(SYSTEM, row, before)
        assert Appointment.everything.get(pk=row.pk).valid_to is None
        return
    assert appointments.end(SYSTEM, row, before, version=row.version, because="Fel person") is None
    assert not Appointment.everything.filter(pk=row.pk).exists()
    assert [(each.action, each.because) for each in events_of([row.pk])] == [
        ("remove", "Fel person"),
        ("create", ""),
    ]
    assert not world.access("outsider", today + 9 * DAY).anywhere("actions:action:read")


def keeper(world: World) -> Appointment:
    return Appointment.everything.select_related("role").get(user=world.people["admin"])


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        (None, False),
        ({"unit": "stad"}, True),
        ({"unit": None}, True),
        ({"unit": "utb"}, False),
        ({"unit": "stad", "and_below": False}, False),
        ({"unit": "stad", "valid_from": timezone.localdate()}, True),
        ({"unit": "stad", "valid_from": timezone.localdate() + DAY}, False),
        ({"unit": "stad", "valid_to": date(2199, 1, 1)}, False),
        ({"unit": "stad", "role": "lasare"}, False),
    ],
)
def test_the_last_who_keeps_the_accounts_of_the_whole_city_is_neither_ended_nor_closed(
    world: World, other: dict[str, Any] | None, kept: bool
) -> None:
    if other is not None:
        more: dict[str, Any] = {"role": "administrator", "valid_from": START, "valid_to": None} | other
        role, unit = more.pop("role"), more.pop("unit")
        values = given(world, role, unit, **more)
        with writing(SYSTEM) as w:
            w.create(Appointment, values)
    row, today = keeper(world), timezone.localdate()
    assert appointments.may_all_end([row], today) is kept
    if kept:
        appointments.must_not_be_last_keeper(world.people["admin"], today)
        appointments.end(SYSTEM, row, today)
        assert keeper(world).valid_to == today
        return
    acts: tuple[Callable[[], object], ...] = (
        lambda: appointments.must_not_be_last_keeper(world.people["admin"], today),
        lambda: appointments.end(SYSTEM, row, today),
    )
    for act in acts:
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "last_keeper"
    assert keeper(world).valid_to is None


def test_who_keeps_no_accounts_is_not_the_last_who_does(world: World) -> None:
    appointments.must_not_be_last_keeper(world.people["owner"], timezone.localdate())
    held = Appointment.everything.select_related("role").filter(user=world.people["ciso"])
    assert [appointments.may_all_end([row], timezone.localdate()) for row in held] == [True] * len(held)
