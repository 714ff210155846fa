"""Actions that recur, and actions that wait for each other."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine
from akropolis.base.kernel.records.writer import create, update
from akropolis.base.kernel.registers import transfer
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.register import REGISTER
from akropolis.shared.actions.rules.series import next_due
from akropolis.shared.actions.rules.waiting import find_loop
from akropolis.shared.actions.services.actions import VERBS
from tests.world import SYSTEM, World

DUE, LATER = date(2026, 9, 30), date(2026, 11, 20)
DONE = {"done_on": LATER, "result": "Behörigheterna är granskade."}


def act(world: World, title: str = "Granska behörigheter", **more: object) -> Action:
    """An action of utb."""
    return create(SYSTEM, Action, {"title": title, "owner_unit": world.units["utb"], **more})


@pytest.mark.parametrize(
    ("due", "recurs", "expected"),
    [
        (date(2026, 1, 31), "month", date(2026, 2, 28)),
        (date(2026, 2, 28), "month", date(2026, 3, 31)),
        (date(2027, 1, 30), "month", date(2027, 2, 28)),
        (date(2026, 9, 30), "quarter", date(2026, 12, 31)),
        (date(2026, 8, 15), "half_year", date(2027, 2, 15)),
        (date(2028, 2, 29), "year", date(2029, 2, 28)),
        (date(2026, 5, 1), "two_years", date(2028, 5, 1)),
    ],
)
def test_the_next_day_is_counted_from_the_due_day(due: date, recurs: str, expected: date) -> None:
    assert next_due(due, recurs) == expected


def test_a_loop_is_found_from_those_that_are_in_it() -> None:
    a, b, c, d = (uuid4() for _n in range(4))
    ring: dict[UUID, UUID] = {a: b, b: c, c: a, d: a}
    assert find_loop(a, ring) == [a, b, c, a]
    assert find_loop(d, ring) == []
    assert find_loop(b, {a: b}) == []


def test_done_makes_the_next_with_its_own_evidence_and_a_pointer_back(world: World) -> None:
    row = act(world, recurs="quarter", due_on=DUE, responsible=world.people["owner"], cost=5000, hours=8)
    access = world.access("owner")
    VERBS.step(access, row, "finish", DONE)
    following = Action.everything.get(earlier=row)
    assert (following.due_on, following.status, following.done_on) == (date(2026, 12, 31), "planned", None)
    assert (following.result, following.cost, following.hours) == ("", 5000, 8)
    assert following.responsible == world.people["owner"]
    VERBS.step(access, row, "reopen", {}, because="Fel dag")
    VERBS.step(access, row, "finish", DONE)
    assert Action.everything.filter(earlier=row).count() == 1


def test_calling_off_ends_the_series(world: World) -> None:
    row = act(world, recurs="year", due_on=DUE)
    VERBS.step(world.access("owner"), row, "cancel", {}, because="Behövs inte")
    assert not Action.everything.filter(earlier=row).exists()


def test_who_has_left_is_not_responsible_for_the_next(world: World) -> None:
    row = act(world, recurs="year", due_on=DUE, responsible=world.people["auditor"])
    User.everything.filter(pk=world.people["auditor"].pk).update(is_active=False)
    VERBS.step(world.access("owner"), row, "finish", DONE)
    following = Action.everything.get(earlier=row)
    assert (following.responsible, following.owner_unit) == (None, world.units["utb"])
    page = world.client("owner").get("/").text
    assert "Välj vem som är ansvarig för ”Granska behörigheter”" in page


def test_the_next_one_of_an_ended_unit_has_the_unit_and_nobody_responsible(world: World) -> None:
    row = act(world, recurs="year", due_on=DUE, responsible=world.people["owner"])
    access = world.access("owner")
    Unit.everything.filter(pk=row.owner_unit_id).update(valid_to=date(2026, 11, 1))
    VERBS.step(access, Action.everything.get(pk=row.pk), "finish", DONE)
    following = Action.everything.get(earlier=row)
    assert (following.responsible, following.owner_unit) == (None, world.units["utb"])


def test_a_series_needs_a_due_day(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        act(world, recurs="month")
    assert "slutdag" in str(refused.value.errors) or "due" in str(refused.value.errors)


def test_a_file_that_says_done_makes_the_next_too(world: World) -> None:
    row = act(world, recurs="month", due_on=DUE)
    sheet = Sheet(
        ("number", "status", "done_on", "result"),
        (SheetLine(2, (row.number, "done", "2026-11-20", "Klart")),),
    )
    transfer.commit(REGISTER, world.access("owner"), sheet, because="Från Excel")
    assert Action.everything.get(earlier=row).due_on == date(2026, 10, 31)


def test_actions_do_not_wait_for_each_other_in_a_circle(world: World) -> None:
    first, second = act(world, "Första"), act(world, "Andra")
    access = world.access("owner")
    VERBS.update(access, second, {"waits_for": first})
    with pytest.raises(Invalid) as refused:
        VERBS.update(access, first, {"waits_for": second})
    said = str(refused.value.errors["waits_for"])
    assert f"{first.number} → {second.number} → {first.number}" in said
    sheet = Sheet(("number", "waits_for"), (SheetLine(2, (first.number, second.number)),))
    (told,) = transfer.dry_run(REGISTER, access, sheet).rows
    assert f"{first.number} → {second.number}" in str(told.problems)
    first.refresh_from_db()
    assert first.waits_for is None


def test_what_waits_is_finished_with_a_reason_only(world: World) -> None:
    first = act(world, "Första")
    second = act(world, "Andra", waits_for=first)
    access = world.access("owner")
    assert not VERBS.offers(access, second, "finish")
    with pytest.raises(Invalid) as refused:
        VERBS.step(access, second, "finish", DONE)
    assert first.number in str(refused.value.errors["because"])
    page = world.client("owner").get(f"/atgarder/{second.pk}/").text
    assert f"/atgarder/{second.pk}/klar/" in page
    assert "Första" in page
    assert "Andra" in world.client("owner").get(f"/atgarder/{first.pk}/").text
    VERBS.step(access, second, "finish", DONE, because="Gick ändå")
    assert Action.everything.get(pk=second.pk).status == "done"


def test_what_waited_is_offered_when_the_other_is_done(world: World) -> None:
    first = act(world, "Första")
    second = act(world, "Andra", waits_for=first)
    update(SYSTEM, first, {"status": "done", **DONE})
    assert VERBS.offers(world.access("owner"), second, "finish")
    VERBS.step(world.access("owner"), second, "finish", DONE)
