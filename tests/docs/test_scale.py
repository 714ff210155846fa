"""docs/scale.md says what its simulation says, and the simulation follows from what is put into it."""

import importlib
import random
from dataclasses import replace
from typing import Any

from tests.docs import pages

plan: Any = importlib.import_module("scripts.municipalities")
PAGE = (pages.ROOT / "docs" / "scale.md").read_text("utf-8")


def test_the_tables_of_the_plan_are_those_of_the_simulation() -> None:
    tables = plan.report(plan.SEED, plan.MEASURED, plan.JUDGED).strip().split("\n\n")
    assert len(tables) == 4
    assert [table for table in tables if table not in PAGE] == []


def test_there_are_290_of_them_and_the_same_for_the_same_seed() -> None:
    drawn = [plan.cities(plan.JUDGED, random.Random(seed)) for seed in (1, 1, 2)]
    assert [len(every) for every in drawn] == [290] * 3
    assert drawn[0] == drawn[1] != drawn[2]
    sizes = [city.inhabitants for city in drawn[0]]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0] <= plan.JUDGED.most, sizes[-1] >= plan.JUDGED.least) == (True, True)


def test_a_cost_lies_on_the_line_between_what_was_measured_and_not_below_it() -> None:
    assert [plan.between((10.0, 30.0), (100, 300), at) for at in (0, 100, 200, 300, 400)] == [
        10,
        10,
        20,
        30,
        40,
    ]


def test_what_costs_twice_takes_twice_as_many_cores_and_nobody_at_work_takes_none() -> None:
    every = plan.cities(plan.JUDGED, random.Random(1))

    def web(measured: Any, judged: Any = plan.JUDGED) -> float:
        return float(plan.hour(every, measured, judged, random.Random(2)).web)

    twice = replace(plan.MEASURED, web_ms=tuple(2 * ms for ms in plan.MEASURED.web_ms))
    assert round(web(twice) / web(plan.MEASURED), 6) == 2.0
    assert web(plan.MEASURED, replace(plan.JUDGED, at_work=0.0)) == 0.0
