"""What waits in the registers: her own open rows whose day is near or past, the nearest first, and nobody else's."""

from datetime import date, timedelta
from typing import Any

from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers import due
from akropolis.shared.actions.models import Action, ActionStatus
from tests.world import SYSTEM, TODAY, World

LAST = TODAY + due.AHEAD


def action(world: World, title: str, day: date | None, who: str = "owner", **given: Any) -> Action:
    values = {
        "title": title,
        "owner_unit": world.units["utb"],
        "responsible": world.people[who],
        "due_on": day,
    }
    with writing(SYSTEM) as w:
        return w.create(Action, values | given)


def titles(world: World, who: str, **until: date) -> list[str]:
    found = due.due_items(world.access(who), TODAY, **until)
    return [task.title.rpartition(": ")[2] for task in found if task.key.startswith("actions:")]


def test_she_is_told_of_her_own_open_rows_that_are_near_or_past_the_nearest_first(world: World) -> None:
    action(world, "Sist", LAST)
    action(world, "Bortom", LAST + timedelta(days=1))
    action(world, "Försenad", TODAY - timedelta(days=400))
    action(world, "I dag", TODAY)
    action(world, "Utan dag", None)
    action(world, "Klar", TODAY, status=ActionStatus.DONE, done_on=TODAY)
    action(world, "En annans", TODAY, "chef")
    with writing(SYSTEM) as w:
        w.archive(action(world, "Arkiverad", TODAY))
    assert titles(world, "owner") == ["Försenad", "I dag", "Sist"]
    assert titles(world, "owner", until=TODAY) == ["Försenad", "I dag"]
    assert titles(world, "owner", until=LAST + timedelta(days=1)) == ["Försenad", "I dag", "Sist", "Bortom"]
    assert titles(world, "chef") == ["En annans"]
    assert due.due_items(SYSTEM, TODAY) == []


def test_what_she_may_no_longer_read_is_not_told(world: World) -> None:
    row = action(world, "Hemlig", TODAY, "neighbour")
    assert titles(world, "neighbour") == []
    with writing(SYSTEM) as w:
        w.update(row, {"owner_unit": world.units["kul"]})
    assert titles(world, "neighbour") == ["Hemlig"]
    assert titles(world, "outsider") == []


def test_each_says_what_it_is_where_it_lies_and_until_when(world: World) -> None:
    row = action(world, "Byt tak", TODAY + timedelta(days=3))
    (task,) = [
        each for each in due.due_items(world.access("owner"), TODAY) if each.key.startswith("actions:")
    ]
    assert (task.key, task.url, task.due) == (f"actions:{row.pk}", f"/atgarder/{row.pk}/klar/", row.due_on)
    assert task.why == f"Åtgärd {row.number} hos Utbildningsnämnden. Du är ansvarig."
    assert task.title.endswith(": Byt tak")


def test_for_everybody_at_once_they_are_the_same(world: World) -> None:
    for title, day, who in (
        ("A", TODAY, "owner"),
        ("B", LAST, "chef"),
        ("C", LAST + timedelta(days=1), "chef"),
    ):
        action(world, title, day, who)
    action(world, "Ingens", TODAY, "chef", responsible=None)
    action(world, "Klar", TODAY, status=ActionStatus.DONE, done_on=TODAY)
    found = {(each.task, each.person, each.by) for each in due.due_everywhere(LAST)}
    told = {
        (task.key, world.people[who].pk, task.due)
        for who in world.people
        for task in due.due_items(world.access(who), TODAY)
    }
    assert (found, len(found)) == (told, 2)
