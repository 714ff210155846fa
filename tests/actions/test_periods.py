"""Which actions a period counts, and as what: each case is an action whose days lie around an edge."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from akropolis.base.kernel.records.writer import writing
from akropolis.base.lib.periods import Period
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.selectors import periods as selectors
from tests.world import SYSTEM, World

PERIOD = Period(date(2026, 1, 1), date(2026, 12, 31), date(2026, 10, 31))
WHOLE = Period(date(2026, 1, 1), date(2026, 12, 31), date(2027, 2, 28))
CONDITIONS = {
    "applied": selectors.applied,
    "done": selectors.done,
    "due": selectors.due,
    "on time": selectors.on_time,
    "open": selectors.open_at_cutoff,
    "overdue": selectors.overdue,
    "no owner": selectors.no_owner,
}
BEFORE, FIRST, CUTOFF, AFTER, LAST, NEXT = (
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 10, 31),
    date(2026, 11, 1),
    date(2026, 12, 31),
    date(2027, 1, 1),
)


def action(
    begun: date | None, due: date | None = None, done: date | None = None, **given: Any
) -> dict[str, Any]:
    """Someone's action, done when a day says so."""
    status = "done" if done else "ongoing"
    return {"begun_on": begun, "due_on": due, "done_on": done, "status": status, "someone": True} | given


def counted(world: World, period: Period, values: dict[str, Any], registered: date = BEFORE) -> set[str]:
    """The conditions that hold for the action, beside another that never counts."""
    person = world.people["owner"] if values.pop("someone") else None
    with writing(SYSTEM) as w:
        w.at = datetime(registered.year, registered.month, registered.day, 12, tzinfo=UTC)
        same = {"title": "Öva", "owner_unit": world.units["utb"], "responsible": person}
        row = w.create(Action, {**same, **values})
        w.create(Action, {**same, "status": "cancelled", "begun_on": FIRST, "due_on": FIRST})
    found = {name: set(Action.everything.filter(rule(period))) for name, rule in CONDITIONS.items()}
    assert {name for name, rows in found.items() if rows - {row}} == set()
    return {name for name, rows in found.items() if row in rows}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # When it began
        (action(BEFORE), {"applied", "open"}),
        (action(CUTOFF), {"applied", "open"}),
        (action(AFTER), set()),
        # When it was done
        (action(BEFORE, None, BEFORE), set()),
        (action(BEFORE, None, FIRST), {"applied", "done"}),
        (action(BEFORE, None, CUTOFF), {"applied", "done"}),
        (action(BEFORE, None, AFTER), {"applied", "open"}),
        # When it was due
        (action(BEFORE, BEFORE), {"applied", "open", "overdue"}),
        (action(FIRST, FIRST), {"applied", "due", "open", "overdue"}),
        (action(FIRST, CUTOFF), {"applied", "due", "open"}),
        (action(FIRST, AFTER), {"applied", "open"}),
        # Due and done
        (action(FIRST, CUTOFF, CUTOFF), {"applied", "done", "due", "on time"}),
        (action(FIRST, FIRST, date(2026, 1, 2)), {"applied", "done", "due"}),
        (action(BEFORE, FIRST, BEFORE), {"due", "on time"}),
        (action(FIRST, CUTOFF, AFTER), {"applied", "due", "open"}),
        # Nobody answers for it
        (action(FIRST, someone=False), {"applied", "open", "no owner"}),
        (action(FIRST, None, FIRST, someone=False), {"applied", "done"}),
    ],
)
def test_an_action_counts_by_its_days(world: World, values: dict[str, Any], expected: set[str]) -> None:
    assert counted(world, PERIOD, dict(values)) == expected


@pytest.mark.parametrize(
    ("values", "registered", "expected"),
    [
        (action(None), CUTOFF, {"applied", "open"}),
        (action(None), AFTER, set()),
        (action(None, CUTOFF), AFTER, {"applied", "due", "open"}),
        (action(None, AFTER), AFTER, set()),
        (action(None, None, CUTOFF), AFTER, {"applied", "done"}),
        (action(None, None, AFTER), AFTER, set()),
    ],
)
def test_without_a_day_of_decision_the_first_day_that_is_known_counts(
    world: World, values: dict[str, Any], registered: date, expected: set[str]
) -> None:
    assert counted(world, PERIOD, dict(values), registered) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (action(LAST, LAST), {"applied", "due", "open", "overdue"}),
        (action(NEXT, NEXT), set()),
        (action(LAST, LAST, NEXT), {"applied", "due"}),
        (action(FIRST, LAST, date(2027, 3, 1)), {"applied", "due", "open", "overdue"}),
    ],
)
def test_after_a_cutoff_beyond_the_period_its_last_day_is_the_edge(
    world: World, values: dict[str, Any], expected: set[str]
) -> None:
    assert counted(world, WHOLE, dict(values)) == expected
