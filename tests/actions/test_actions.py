"""An action and its day of completion are kept in step, whichever way it is written."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Stale
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.actions import OPEN
from akropolis.shared.actions.services.actions import VERBS
from tests.world import SYSTEM, World

TODAY = date(2026, 11, 25)
EARLIER = date(2026, 11, 1)


def made(world: World, unit: str = "utb", **given: Any) -> Action:
    """An action of the unit."""
    return VERBS.create(SYSTEM, Action, {"title": "Öva", "owner_unit": world.units[unit], **given})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"status": "done"}, {"status": "done", "done_on": TODAY}),
        ({"status": "done", "done_on": EARLIER}, {"status": "done", "done_on": EARLIER}),
        ({"status": "ongoing", "done_on": EARLIER}, {"status": "ongoing", "done_on": None}),
        ({"status": "cancelled"}, {"status": "cancelled", "done_on": None}),
        ({"title": "Ny"}, {"title": "Ny"}),
        ({"done_on": EARLIER}, {"done_on": EARLIER}),
    ],
)
def test_the_day_of_completion_follows_the_status(values: dict[str, Any], expected: dict[str, Any]) -> None:
    assert VERBS.prepare(values, TODAY) == expected


def test_a_new_action_is_proposed_as_decided_today() -> None:
    assert VERBS.initial(TODAY) == {"begun_on": TODAY, "status": "planned"}


def test_an_action_is_done_today_and_undone_again(world: World) -> None:
    row, other = made(world), made(world)
    access = world.access("owner")
    done = VERBS.update(access, row, {"status": "done", "result": "Övat"}, version=1)
    assert (done.status, done.done_on, done.version) == ("done", timezone.localdate(), 2)
    with pytest.raises(Stale):
        VERBS.update(access, row, {"status": "planned"}, version=1)
    undone = VERBS.update(access, done, {"status": "ongoing"}, version=2, because="Mer återstår")
    assert (undone.status, undone.done_on) == ("ongoing", None)
    other.refresh_from_db()
    assert (other.status, other.version) == ("planned", 1)
    assert Change.objects.filter(object_id=row.pk).count() == 3


def test_what_another_piece_of_work_raises_is_settled_too(world: World) -> None:
    with writing(SYSTEM) as w:
        row = VERBS.add(w, Action, {"title": "Öva", "owner_unit": world.units["utb"], "status": "done"})
    assert row.done_on == timezone.localdate()


@pytest.mark.parametrize(
    "values", [{"status": "planned", "done_on": TODAY}, {"status": "done", "done_on": None}]
)
def test_nothing_is_stored_out_of_step(world: World, values: dict[str, Any]) -> None:
    row = made(world)
    with pytest.raises(Invalid), writing(SYSTEM) as w:
        w.update(row, values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.everything.filter(pk=row.pk).update(**values)
    row.refresh_from_db()
    assert (row.status, row.done_on, row.version) == ("planned", None, 1)


@pytest.mark.parametrize("cost", [-1, 2_000_000_001])
def test_a_cost_that_cannot_be_is_refused(world: World, cost: int) -> None:
    with pytest.raises(Invalid) as refusal:
        made(world, cost=cost)
    assert (list(refusal.value.errors), Action.everything.count()) == (["cost"], 0)


def test_a_neighbour_neither_reads_nor_changes_it(world: World) -> None:
    own, theirs = made(world), made(world, "kul")
    access = world.access("neighbour")
    assert list(Action.objects.visible(access)) == [theirs]
    with pytest.raises(Hidden):
        VERBS.update(access, own, {"title": "Annat"})
    own.refresh_from_db()
    assert own.title == "Öva"


def test_what_is_open_is_neither_finished_nor_archived(world: World) -> None:
    rows = {status: made(world, status=status) for status in ("planned", "ongoing", "done", "cancelled")}
    archived = made(world)
    with writing(SYSTEM) as w:
        w.archive(archived)
    assert set(Action.everything.filter(OPEN)) == {rows["planned"], rows["ongoing"]}
