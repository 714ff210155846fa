"""The budget of the suite: it sees what costs too much, allows for a slow machine, and keeps what every part cost."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import pytest

from tests import nursery
from tests.budget import (
    CPU,
    DOMAIN,
    FOR_ALL,
    MEASURED,
    PACE,
    SHARED,
    TEST,
    THERE_TOO,
    WIDE,
    Budget,
    budget_of,
    folder_of,
    keep,
    pace,
    spent,
)
from tests.cities import run_in


def report(nodeid: str, when: Literal["setup", "call", "teardown"], cost: float) -> pytest.TestReport:
    told: list[tuple[str, object]] = [(CPU, cost)]
    return pytest.TestReport(nodeid, ("", 0, ""), {}, "passed", None, when, user_properties=told)


@pytest.fixture
def budget() -> Budget:
    """A folder that has taken all that it may, half of it in setting up, and a test that has."""
    found = Budget("")
    for when in ("setup", "call"):
        found.pytest_runtest_logreport(report("tests/actions/test_a.py::test_a", when, DOMAIN["sqlite"] / 2))
    found.tests = {"tests/actions/test_a.py::test_a": TEST}
    return found


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_folder_may_take_what_its_budget_says_and_no_more(database: str) -> None:
    found = Budget("postgresql://x" if database == "postgresql" else "")
    for name in ("actions", *WIDE, *THERE_TOO):
        found.seconds[name] = budget_of(name, database)
    assert found.over() == []
    found.seconds["actions"] += 0.1
    assert [told.split()[0] for told in found.over()] == ["actions"]


def test_what_is_about_the_database_itself_may_cost_as_much_on_either() -> None:
    asked = ("actions", "gate", "tamper", "production")
    found = {name: [budget_of(name, database) for database in DOMAIN] for name in asked}
    assert found == {"actions": [60, 10], "gate": [120, 20], "tamper": [60, 60], "production": [90, 90]}


def test_setting_up_counts_for_the_folder_and_not_for_the_test(budget: Budget) -> None:
    budget.pytest_runtest_logreport(report("tests/actions/test_a.py::test_b", "setup", 9.0))
    assert budget.over() == ["actions took 69.0 CPU s, and may take 60.0"]


@pytest.mark.parametrize(
    ("scope", "place", "apart"),
    [("session", "tests", True), ("session", "tests/production", False), ("module", "tests", False)],
)
def test_what_is_made_for_all_folders_is_no_folders_cost(
    budget: Budget, scope: str, place: str, apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared: list[float] = []
    monkeypatch.setattr("tests.budget.shared", shared)
    fixture: Any = SimpleNamespace(scope=scope, baseid=place)
    made = budget.pytest_fixture_setup(fixture)
    next(made)
    begun = spent()
    while spent() == begun:
        pace()
    with pytest.raises(StopIteration, match="made"):
        made.send("made")
    assert (sum(shared) > 0) == apart
    told = report("tests/lib/test_l.py::test_l", "setup", 1.0)
    told.user_properties.append((SHARED, 2.0))
    budget.pytest_runtest_logreport(told)
    assert (budget.seconds["lib"], budget.seconds[FOR_ALL]) == (1.0, 2.0)


def test_a_command_that_a_test_has_run_counts(tmp_path: Path) -> None:
    begun, before = spent(), nursery.spent.seconds
    assert run_in(tmp_path, "tick").code == 1
    assert nursery.spent.seconds - before > 0.1
    assert spent() - begun > 0.1


def test_a_slow_machine_gets_as_many_more_seconds_and_a_quick_one_no_fewer(budget: Budget) -> None:
    budget.tests["tests/actions/test_a.py::test_b"] = TEST * 2
    for paces, slower, over in (([], 1, 1), ([PACE / 3] * 3, 1, 1), ([PACE, PACE * 2, PACE * 9], 2, 0)):
        budget.paces = [*paces]
        assert (budget.slower, len(budget.over())) == (slower, over)


def test_what_each_part_costs_is_kept_beside_the_others(tmp_path: Path) -> None:
    place = tmp_path / "budget.json"
    keep("sqlite", {"actions": 1.26, "review": 3.0}, 1.5, place)
    keep("postgresql", {"actions": 2.0}, 1.0, place)
    keep("sqlite", {"actions": 1.0}, 1.25, place)
    assert json.loads(place.read_text("utf-8")) == {
        "sqlite": {"actions": 1.0, "review": 3.0, "slower": 1.25},
        "postgresql": {"actions": 2.0, "slower": 1.0},
    }


def test_a_test_counts_in_the_folder_of_its_domain_and_its_cost_and_the_pace_are_heard(
    budget: Budget,
) -> None:
    assert [folder_of(each) for each in ("tests/review/web/test_x.py::test[a/b]", "tests/test_y.py::z")] == [
        "review",
        "",
    ]
    told = report("tests/lib/test_l.py::test_l", "call", 1.5)
    told.user_properties.append((MEASURED, PACE * 3))
    budget.pytest_runtest_logreport(told)
    assert (budget.seconds["lib"], budget.tests["tests/lib/test_l.py::test_l"], budget.slower) == (
        1.5,
        1.5,
        3,
    )
