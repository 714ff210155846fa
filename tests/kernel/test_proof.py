"""Rows compared with what the history says of them: what was changed, added or taken away past it is named."""

from typing import Any

import pytest
from django.utils import translation

from akropolis.base.kernel.access.fields import new_id
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.history import log
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.history.models import ChangeAction as Done
from akropolis.base.kernel.records import proof
from akropolis.base.kernel.records.values import built, digest_holds, digest_of
from akropolis.base.kernel.records.writer import writing
from akropolis.events.situation_reports.models import Situation
from akropolis.shared.actions.models import Action
from tests.world import SYSTEM, World

WORLD = "build"


def action(world: World, title: str = "Byt tak", **given: Any) -> Action:
    with writing(SYSTEM) as w:
        return w.create(Action, {"title": title, "owner_unit": world.units["utb"], **given})


def faults() -> list[str]:
    with translation.override("en"):
        return proof.compare_rows().faults


def told(row: Action) -> str:
    return f"action {row.number} ({row.pk})"


def test_what_was_written_archived_and_removed_is_as_the_history_says(world: World) -> None:
    before = proof.compare_rows()
    first, second, third = (action(world, title) for title in "ABC")
    with writing(SYSTEM) as w:
        w.update(first, {"description": "Ny", "due_on": None})
        w.archive(second)
        w.remove(third)
    after = proof.compare_rows()
    assert (before.faults, after.faults, after.compared) == ([], [], before.compared + 2)


def test_a_row_that_was_changed_past_the_history_is_named_with_its_fields(world: World) -> None:
    row, other = action(world), action(world, "Växel")
    Action.everything.filter(pk=row.pk).update(title="Annat", description="Nytt")
    Action.everything.filter(pk=other.pk).update(version=7)
    assert faults() == [
        f"{told(row)}: title, description: not as the history says.",
        f"{told(other)}: version: not as the history says.",
    ]


@pytest.mark.parametrize("field", ["description", "cause_note"])
def test_a_field_that_was_never_named_is_empty(world: World, field: str) -> None:
    row = action(world)
    Action.everything.filter(pk=row.pk).update(**{field: "x"})
    assert faults() == [f"{told(row)}: {field}: not as the history says."]


def test_a_row_that_is_gone_or_was_never_written_down_is_named(world: World) -> None:
    row = action(world)
    Action.everything.filter(pk=row.pk).delete()
    unit = world.units["utb"]
    added = built(Unit, {"code": "x", "name": "Ny nämnd", "parent": unit, "valid_from": unit.valid_from})
    added.created_at = added.updated_at = row.created_at
    added.derive()
    added.save(force_insert=True)
    assert faults() == [
        f"{told(row)}: gone, though the history has not removed it.",
        f"unit ({added.pk}): the history does not know it.",
    ]


def test_a_row_that_came_back_after_it_was_removed_is_not_known(world: World) -> None:
    row = action(world)
    with writing(SYSTEM) as w:
        w.remove(row)
    assert faults() == []
    row.save(force_insert=True)
    assert faults() == [f"{told(row)}: the history does not know it."]


def test_history_of_a_kind_that_is_no_more_says_nothing_wrong(world: World) -> None:
    with writing(SYSTEM) as w:
        entry = log.HistoryEntry("gonekind", new_id(), "A", Done.CREATE, 1, {"title": [None, "A"]}, "utb")
        log.append(log.lock_head(), SYSTEM.actor, w.at, "", [entry])
    assert Change.objects.filter(kind="gonekind").count() == 1
    assert faults() == []


def test_many_rows_are_compared_some_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [action(world, f"Rad {n}") for n in range(5)]
    whole = proof.compare_rows()
    monkeypatch.setattr(proof, "BATCH", 2)
    assert proof.compare_rows() == whole
    for row in rows[::2]:
        Action.everything.filter(pk=row.pk).update(description="x")
    found = [f"{told(row)}: description: not as the history says." for row in rows[::2]]
    assert sorted(faults()) == sorted(found)


def test_a_change_is_told_in_its_order_and_a_redaction_changes_nothing() -> None:
    row = proof.ProvenRow("action", new_id())
    row.take({"action": "create", "version": 1}, {"label": "A 1", "after.title": "A", "after.number": "A-1"})
    row.take({"action": "update", "version": 2}, {"label": "A 2", "before.title": "A", "after.title": "B"})
    row.take({"action": "redact", "version": 2}, {})
    assert (row.values, row.version, row.stands) == ({"title": "B", "number": "A-1"}, 2, True)
    assert str(row) == f"action A-1 ({row.row})"
    row.take({"action": "remove", "version": 2}, {"label": "A 2", "before.title": "B"})
    assert row.stands is False


@pytest.mark.parametrize(
    ("name", "stored", "default", "differs"),
    [
        ("title", "A", "", False),
        ("title", "B", "B", True),
        ("title", None, None, True),
        ("new", None, "x", False),
        ("new", "", "x", False),
        ("new", [], {}, False),
        ("new", "x", "x", False),
        ("new", "y", "x", True),
        ("new", 0, None, True),
    ],
)
def test_a_value_differs_from_what_was_told_or_from_what_comes_by_itself(
    name: str, stored: object, default: object, differs: bool
) -> None:
    row = proof.ProvenRow("action", new_id(), values={"title": "A"})
    assert row.differs(name, stored, default) is differs


def test_each_row_of_which_it_does_not_hold_is_named_and_all_are_counted(world: World) -> None:
    units = [world.units[code] for code in ("utb", "kul", "hamn")]
    found = proof.compare(units, lambda unit: unit.code != "kul", "%(row)s: nej.")
    kul = world.units["kul"]
    assert (found.compared, found.faults) == (3, [f"unit ({kul.pk}): nej."])
    assert proof.compare_digests().faults == []


def test_a_frozen_text_that_is_not_the_sealed_one_is_named() -> None:
    row = Situation(content="a", document="b", digest="wrong")
    assert Situation.digested_fields == ("content", "document")
    assert digest_holds(row) is False
    row.digest = digest_of(["a", "b"])
    assert digest_holds(row) is True
