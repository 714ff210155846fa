"""A supplier's criticality follows from what stands on it, and more standing on it never lowers it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akropolis.graph.blast_radius.rules.concentration import Need, foundations
from akropolis.graph.supplier_criticality.rules.criticality import (
    Criticality,
    Dependent,
    grade_of_people,
    grade_suppliers,
)

SUPPLIERS, THINGS = (1, 2), range(10, 16)
HOUR = 60


def grades(dependents: list[Dependent], needs: list[Need]) -> dict[int, Criticality]:
    reach = foundations(((source, target, "") for source, target, _kind in needs), SUPPLIERS)
    return grade_suppliers(dependents, [], reach, foundations(needs, SUPPLIERS))


def grade(*dependents: Dependent, kind: str = "") -> int | None:
    found = grades([*dependents], [(each.node, 1, kind) for each in dependents])
    return found[1].grade if 1 in found else None


@pytest.mark.parametrize(
    ("level", "hours", "people", "expected"),
    [
        (None, None, None, None),
        (0, None, None, 1),
        (2, None, None, 2),
        (4, None, None, 4),
        (1, 4, None, 4),
        (1, 5, None, 3),
        (1, 24, None, 3),
        (1, 25, None, 2),
        (None, 73, None, 1),
        (1, None, 499, 1),
        (1, None, 500, 2),
        (None, None, 5_000, 3),
        (1, None, 50_000, 4),
    ],
)
def test_the_highest_of_level_hours_and_people_counts(
    level: int | None, hours: int | None, people: int | None, expected: int | None
) -> None:
    outage = None if hours is None else hours * HOUR
    assert grade(Dependent(10, "utb", "/", "process", level, outage, people)) == expected


def test_an_alternative_counts_one_step_lower_and_never_below_one() -> None:
    assert grade(Dependent(10, "utb", "/", "process", 4), kind="runs_on") == 3
    assert grade(Dependent(10, "utb", "/", "process", 1), kind="runs_on") == 1


def test_nothing_on_it_is_not_known_and_what_is_not_known_is_counted_apart() -> None:
    things = [Dependent(10, "utb", "/", "information", 2), Dependent(11, "kul", "/", "process")]
    found = grades(things, [(10, 1, ""), (11, 1, "")])
    assert found == {1: Criticality(2, units=2, processes=1, unknown=1)}
    assert [grade_of_people(0), grade_of_people(500)] == [1, 2]


DEPENDENTS = st.lists(
    st.builds(
        Dependent,
        st.sampled_from(THINGS),
        st.just("utb"),
        st.just("/"),
        st.sampled_from(("information", "process")),
        st.none() | st.integers(0, 4),
        st.none() | st.integers(0, 100 * HOUR),
        st.none() | st.integers(0, 60_000),
    ),
    unique_by=lambda each: each.node,
)
NEEDS = st.lists(
    st.tuples(
        st.sampled_from(THINGS), st.sampled_from((*SUPPLIERS, *THINGS)), st.sampled_from(("", "uses"))
    ).filter(lambda need: need[0] != need[1])
)


@settings(max_examples=150, deadline=None)
@given(DEPENDENTS, NEEDS, st.data())
def test_more_standing_on_a_supplier_never_lowers_it(
    dependents: list[Dependent], needs: list[Need], data: st.DataObject
) -> None:
    fewer = data.draw(st.lists(st.sampled_from(dependents), unique=True)) if dependents else []
    firm = [need for need in needs if not need[2]]
    cases = [(grades(fewer, needs), grades(dependents, needs))]
    cases.append((grades(dependents, firm[: len(firm) // 2]), grades(dependents, firm)))
    for less, more in cases:
        for supplier, found in less.items():
            assert (found.grade or 0) <= (more[supplier].grade or 0)
            assert found.people <= more[supplier].people
