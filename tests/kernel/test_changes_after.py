"""What has changed after a link of the history, for one reader: whole, in order, and as far as was asked."""

from datetime import timedelta
from typing import Any

import pytest

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.history import log
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import update, writing
from akropolis.base.kernel.registers import changes
from akropolis.base.kernel.registers.changes import Changed, Stretch, changes_after, link_before
from akropolis.base.kernel.registers.declaration import registry
from akropolis.shared.actions.models import Action
from tests.factories import registers
from tests.world import SYSTEM, World


def made(world: World, count: int, unit: str = "utb") -> list[Any]:
    with writing(SYSTEM) as w:
        return registers.rows(w, registry.get("actions"), world.units[unit], count)


def numbers(found: Stretch) -> list[str]:
    return [each.number for each in found.items]


def test_each_change_is_told_with_where_the_record_lay_and_whose_it_was(world: World) -> None:
    start = log.last_seq()
    [row] = made(world, 1)
    owner = world.access("owner")
    update(owner, row, {"title": "Ny"})
    at = dict(Change.objects.values_list("seq", "at"))
    found = changes_after(owner, start)
    same = {"kind": "actions", "id": row.pk, "number": row.number, "unit": "utb"}
    assert found == Stretch(
        [
            Changed(start + 1, at[start + 1], "create", version=1, own=False, **same),
            Changed(start + 2, at[start + 2], "update", version=2, own=True, **same),
        ],
        start + 2,
        more=False,
    )
    assert [each.own for each in changes_after(world.access("ciso"), start).items] == [False, False]
    assert [each.own for each in changes_after(SYSTEM, start).items] == [False, False], "the system is nobody"


def test_a_record_that_moved_is_told_where_the_reader_may_read(world: World) -> None:
    start = log.last_seq()
    [row] = made(world, 1)
    update(SYSTEM, row, {"owner_unit": world.units["kul"]})
    update(SYSTEM, row, {"title": "Ny"})
    found = {
        who: [(each.unit, each.version) for each in changes_after(world.access(who), start).items]
        for who in ("ciso", "owner", "neighbour", "outsider")
    }
    assert found["ciso"] == [("utb", 1), ("kul", 2), ("kul", 3)]
    assert (found["owner"], found["neighbour"], found["outsider"]) == ([], [("kul", 2), ("kul", 3)], [])


def test_as_many_are_told_as_were_asked_for_and_then_where_to_go_on(world: World) -> None:
    start, access = log.last_seq(), world.access("ciso")
    every = [row.number for row in made(world, 5)]
    whole = changes_after(access, start, limit=5)
    assert (sorted(numbers(whole)), whole.next, whole.more) == (sorted(every), start + 5, False)
    first = changes_after(access, start, limit=4)
    assert (numbers(first), first.next, first.more) == (numbers(whole)[:4], start + 4, True)
    rest = changes_after(access, first.next, limit=4)
    assert (numbers(rest), rest.next, rest.more) == (numbers(whole)[4:], start + 5, False)
    assert changes_after(access, log.last_seq() + 7) == Stretch([], log.last_seq() + 7, more=False)


def test_what_is_hidden_between_them_is_passed_by(world: World) -> None:
    start = log.last_seq()
    for unit in ("kul", "utb", "kul", "kul", "utb", "kul"):
        made(world, 1, unit)
    found = changes_after(world.access("owner"), start, limit=1)
    assert (len(found.items), found.next, found.more) == (1, start + 2, True)
    found = changes_after(world.access("owner"), start + 2, limit=1)
    assert (len(found.items), found.next, found.more) == (1, start + 6, False)


def test_no_more_links_than_a_window_are_looked_through(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = log.last_seq()
    made(world, 3, "kul")
    made(world, 1)
    monkeypatch.setattr(changes, "WINDOW", 3)
    access = world.access("owner")
    found = changes_after(access, start)
    assert found == Stretch([], start + 3, more=True)
    found = changes_after(access, found.next)
    assert (len(found.items), found.next, found.more) == (1, start + 4, False)


def test_only_the_registers_that_are_asked_for_are_told(world: World) -> None:
    start, access = log.last_seq(), world.access("ciso")
    [action] = made(world, 1)
    with writing(SYSTEM) as w:
        service = registers.row(w, registry.get("services"), world.units["utb"])
    found = {
        keys: [each.id for each in changes_after(access, start, registers=keys).items]
        for keys in ((), ("actions",), ("services", "incidents"), ("incidents",))
    }
    mine = {key: [pk for pk in ids if pk in (action.pk, service.pk)] for key, ids in found.items()}
    assert mine == {
        (): [action.pk, service.pk], ("actions",): [action.pk], ("services", "incidents"): [service.pk],
        ("incidents",): [],
    }  # fmt: skip


def test_the_link_before_a_moment_is_the_last_that_was_added_before_it(world: World) -> None:
    made(world, 2)
    last = Change.objects.get(seq=log.last_seq())
    tick = timedelta(microseconds=1)
    before = Change.objects.filter(at__lt=last.at).order_by("-seq").values_list("seq", flat=True)[0]
    assert [link_before(last.at + wait) for wait in (tick, timedelta(0), -tick)] == [
        log.last_seq(),
        before,
        before,
    ]
    assert link_before(Change.objects.order_by("seq")[0].at) == 0


def test_who_may_read_a_register_nowhere_is_told_nothing_of_it(world: World) -> None:
    start = log.last_seq()
    made(world, 1)
    nobody = Access(world.access("owner").actor)
    assert changes_after(nobody, start) == Stretch([], log.last_seq(), more=False)
    assert Action.everything.exists()
