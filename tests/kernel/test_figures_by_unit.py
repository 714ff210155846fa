"""Figures counted unit by unit: rows, sums, what lacks a value, and how long each row took."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.figures import (
    CountedRow,
    FigureCache,
    address_of,
    by_unit,
    counts,
    listed_by_figure,
    permission_of,
    rows_by_figure,
    rows_of,
    url_of,
)
from akropolis.base.lib.figures import DeclaredFigure, FigureTally, FigureWords, LackingWords
from akropolis.base.lib.periods import Period
from akropolis.events.incidents.models import Incident
from akropolis.shared.actions.models import Action
from tests.world import SYSTEM, World

SAID = FigureWords("Prov", "Test")
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31))
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def figure(name: str, register: str = "actions", **given: Any) -> DeclaredFigure:
    return DeclaredFigure(key=f"{register}.{name}", label=SAID, meaning=SAID, register=register, **given)


ALL = figure("all")
PLANNED = figure("planned", filters={"status": "planned"})
DUE = figure("due", dated="due_on", filters={"status": "planned"})
COST = figure("cost", total="cost", filters={"status": "planned"})
UNCOSTED = figure("uncosted", lacking=LackingWords("cost", SAID, SAID))
UNTOLD = figure("untold", lacking=LackingWords("description", SAID, SAID))


@pytest.fixture
def actions(world: World) -> list[Action]:
    """Three in utb and its förvaltning, one of them done, and one of kul."""
    rows: list[dict[str, Any]] = [
        {"title": "D", "cost": 10, "due_on": date(2026, 1, 1), "description": "x"},
        {"title": "C", "cost": 5, "due_on": date(2027, 1, 1)},
        {"title": "B", "unit": "utbf", "status": "done", "done_on": date(2026, 2, 1)},
        {"title": "A", "unit": "kul", "cost": 7},
    ]
    with writing(SYSTEM) as w:
        return [w.create(Action, {"owner_unit": world.units[row.pop("unit", "utb")], **row}) for row in rows]


def by_code(
    world: World, figures: list[DeclaredFigure], path: str, who: str = ""
) -> dict[str, dict[str, FigureTally]]:
    access = world.access(who) if who else SYSTEM
    codes = {unit.path: code for code, unit in world.units.items()}
    found = by_unit(access, figures, YEAR, path, YEAR.last)
    return {
        codes[at]: {key.partition(".")[2]: tally for key, tally in told.items()} for at, told in found.items()
    }


def test_each_unit_has_its_rows_its_sum_and_those_that_lack_a_value(
    world: World, actions: list[Action]
) -> None:
    figures = [ALL, PLANNED, DUE, COST, UNCOSTED, UNTOLD]
    utb = {
        "all": FigureTally(2, 2),
        "planned": FigureTally(2, 2),
        "due": FigureTally(1, 1),
        "cost": FigureTally(15, 2),
        "uncosted": FigureTally(2, 2, 0),
        "untold": FigureTally(2, 2, 1),
    }
    utbf = {
        "all": FigureTally(1, 1),
        "planned": FigureTally(0, 0),
        "due": FigureTally(0, 0),
        "cost": FigureTally(0, 0),
        "uncosted": FigureTally(1, 1, 1),
        "untold": FigureTally(1, 1, 1),
    }
    assert by_code(world, figures, world.units["utb"].path) == {"utb": utb, "utbf": utbf}
    assert by_code(world, figures, "/", "owner") == {"utb": utb, "utbf": utbf}
    assert {*by_code(world, figures, "/")} == {"kul", "utb", "utbf"}
    assert by_code(world, figures, "/", "outsider") == {}


def test_what_figures_have_in_common_narrows_and_what_is_each_ones_own_counts(
    world: World, actions: list[Action]
) -> None:
    assert by_code(world, [PLANNED, DUE], world.units["utbf"].path) == {}
    found = rows_by_figure(SYSTEM, [PLANNED, DUE, COST], YEAR, world.units["utb"].path)
    first, second, done, other = actions
    assert found == [
        CountedRow(first.pk, 1, "utb", ("actions.planned", "actions.due", "actions.cost")),
        CountedRow(second.pk, 1, "utb", ("actions.planned", "actions.cost")),
    ]
    assert rows_by_figure(SYSTEM, [DUE, figure("done", filters={"status": "done"})], YEAR, "/") == [
        CountedRow(first.pk, 1, "utb", ("actions.due",)),
        CountedRow(done.pk, 1, "utbf", ("actions.done",)),
    ]
    assert [row.pk for row in rows_by_figure(SYSTEM, [ALL], YEAR, "/")] == [
        row.pk for row in (first, second, done, other)
    ]
    assert {*rows_of(SYSTEM, PLANNED, YEAR, world.units["utb"].path)} == {first, second}


def test_counts_and_addresses_are_those_of_the_list(world: World, actions: list[Action]) -> None:
    within = {"owner_unit": "utb"}
    assert counts(SYSTEM, [ALL, PLANNED, DUE], YEAR, YEAR.last, {}) == [4, 3, 1]
    assert counts(SYSTEM, [ALL, PLANNED, DUE], YEAR, YEAR.last, within) == [3, 2, 1]
    assert counts(world.access("outsider"), [ALL, PLANNED], YEAR, YEAR.last, within) == [0, 0]
    assert url_of(DUE, YEAR, within) == (
        "/atgarder/?owner_unit=utb&due_on_from=2026-01-01&due_on_to=2026-12-31&status=planned"
    )
    several = figure("several", filters={"status": "planned,ongoing"}, rule="open")
    assert url_of(several, YEAR, {}) == (
        "/atgarder/?status=planned,ongoing&rule=open:2026-01-01:2026-12-31:2026-12-31"
    )
    assert (address_of("actions", "q=a"), permission_of("actions")) == (
        "/atgarder/?q=a",
        "actions:action:read",
    )


def incident(world: World, minutes: float | None, code: str = "utb", severity: int = 2) -> None:
    later = None if minutes is None else NOON + timedelta(minutes=minutes)
    given = {"owner_unit": world.units[code], "occurred_at": NOON, "detected_at": later}
    with writing(SYSTEM) as w:
        w.create(Incident, {"title": "Stopp", "severity": severity, **given})


def test_a_span_is_told_in_whole_minutes_row_by_row_in_each_unit(world: World) -> None:
    for minutes in (61.99, 0.5, 0, None):
        incident(world, minutes)
    incident(world, 7, "utbf")
    incident(world, 9, severity=1)
    half = figure("half", "incidents", rule="discovered", at=50, filters={"severity": "2"})
    most = figure("most", "incidents", rule="discovered", at=90, filters={"severity": "2"})
    number = figure("number", "incidents", filters={"severity": "2"})
    found = by_code(world, [half, most, number], "/")
    assert {code: {key: [*tally] for key, tally in told.items()} for code, told in found.items()} == {
        "utb": {"half": [3, 3, 0, (61, 0, 0)], "most": [3, 3, 0, (61, 0, 0)], "number": [4, 4, 0, ()]},
        "utbf": {"half": [1, 1, 0, (7,)], "most": [1, 1, 0, (7,)], "number": [1, 1, 0, ()]},
    }


def test_a_rule_without_a_span_says_that_it_has_none(world: World, actions: list[Action]) -> None:
    with pytest.raises(TypeError, match=r"actions\.wrong: its rule has no span"):
        by_code(world, [figure("wrong", rule="open", at=50)], "/")


@pytest.mark.usefixtures("actions")
def test_what_is_counted_for_all_units_at_once_is_what_each_unit_counts(world: World) -> None:
    figures = [ALL, PLANNED, COST]
    cache = FigureCache(all_units=True)
    for unit in world.units.values():
        place = unit.path
        alone = by_unit(SYSTEM, figures, YEAR, place, YEAR.last)
        assert by_unit(SYSTEM, figures, YEAR, place, YEAR.last, cache) == alone
        rows = rows_by_figure(SYSTEM, figures, YEAR, place)
        assert rows_by_figure(SYSTEM, figures, YEAR, place, cache) == rows
        for gap in ("gap-list", "unit-measures-list"):
            listed = [figure("all", register=gap)]
            wanted = listed_by_figure(SYSTEM, listed, YEAR, place, YEAR.last)
            assert listed_by_figure(SYSTEM, listed, YEAR, place, YEAR.last, cache) == wanted
    assert len(cache.rows[tuple(each.key for each in figures)]) == 4


@pytest.mark.usefixtures("actions")
def test_all_units_are_counted_once(
    world: World, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    cache = FigureCache(all_units=True)
    by_unit(SYSTEM, [ALL], YEAR, world.units["utb"].path, YEAR.last, cache)
    rows_by_figure(SYSTEM, [ALL], YEAR, world.units["utb"].path, cache)
    with django_assert_num_queries(0):
        assert by_unit(SYSTEM, [ALL], YEAR, world.units["kul"].path, YEAR.last, cache) != {}
        assert rows_by_figure(SYSTEM, [ALL], YEAR, world.units["kul"].path, cache) != []
