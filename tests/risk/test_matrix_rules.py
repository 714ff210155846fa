"""A matrix: every cell has a level, none is milder than a lesser one, and what breaks that is found at its place."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from akropolis.graph.risk.rules import matrix
from akropolis.graph.risk.rules.matrix import (
    KINDS,
    LikelihoodStep,
    MatrixBody,
    RiskLevel,
    matrix_problems,
    read_matrix,
    write_matrix,
)
from akropolis.shared.classification.rules.scheme import BilingualText

SHIPPED = Path(matrix.__file__).parents[1] / "content" / "matrices.yaml"
BODY = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))[0]["body"]
"""The matrix of four by four that comes with the system."""
SCHEME = range(7)
SIZES = st.integers(min_value=2, max_value=7)


@st.composite
def matrices(draw: Callable[[st.SearchStrategy[Any]], Any]) -> MatrixBody:
    """A matrix without problems, of any size: levels never fall with likelihood or with consequence."""
    steps, harms, levels = draw(SIZES), draw(SIZES), draw(SIZES)
    ends = sorted(draw(st.sets(st.floats(0.001, 400), min_size=steps, max_size=steps)))
    texts = BilingualText("Text", "Text")
    cells: dict[tuple[int, int], int] = {}
    for step in range(1, steps + 1):
        for harm in range(harms):
            least = max(cells.get((step - 1, harm), 1), cells.get((step, harm - 1), 1))
            cells[step, harm] = draw(st.integers(least, levels))
    return MatrixBody(
        tuple(
            LikelihoodStep(n, texts, texts, low, high)
            for n, (low, high) in enumerate(zip([0.0, *ends], [*ends[:-1], None], strict=False), 1)
        ),
        tuple(range(harms)),
        tuple(
            RiskLevel(n, texts, texts, 400 - n, KINDS[min(n * 4 // levels, 3)]) for n in range(1, levels + 1)
        ),
        cells,
    )


def places(body: MatrixBody, scheme: range = SCHEME) -> set[tuple[str, str]]:
    return {(problem.place, problem.code) for problem in matrix_problems(body, scheme)}


@given(matrices())
def test_a_sound_matrix_has_no_problem_a_level_in_each_cell_and_is_read_as_it_was_written(
    body: MatrixBody,
) -> None:
    assert places(body) == set()
    for step in body.likelihoods:
        for harm in body.consequences:
            level = body.level_at(step.value, harm)
            assert level is not None
            assert level.value == body.cells[step.value, harm]
    assert read_matrix(write_matrix(body)) == body.told("sv")


@given(matrices(), st.data())
def test_a_cell_milder_than_a_lesser_one_is_found_and_no_other(body: MatrixBody, data: st.DataObject) -> None:
    step, harm = data.draw(st.sampled_from(sorted(body.cells)))
    lesser = {"falls_by_likelihood": (step - 1, harm), "falls_by_consequence": (step, harm - 1)}
    least = max((body.cells.get(place, 0) for place in lesser.values()), default=0)
    if least < 2:
        return
    body = replace(body, cells={**body.cells, (step, harm): least - 1})
    wanted = {
        (f"cells.{step}-{harm}", code)
        for code, place in lesser.items()
        if body.cells.get(place, 0) > least - 1
    }
    assert places(body) == wanted != set()


@given(matrices(), st.data())
def test_a_cell_without_a_level_or_with_one_that_was_removed_is_found(
    body: MatrixBody, data: st.DataObject
) -> None:
    step, harm = data.draw(st.sampled_from(sorted(body.cells)))
    cells = {place: level for place, level in body.cells.items() if place != (step, harm)}
    assert places(replace(body, cells=cells)) == {(f"cells.{step}-{harm}", "no_level")}
    assert replace(body, cells=cells).level_at(step, harm) is None
    top = body.levels[-1].value
    removed = places(replace(body, levels=body.levels[:-1], cells=body.cells))
    using = {(f"cells.{a}-{b}", "unknown_level") for (a, b), level in body.cells.items() if level == top}
    assert removed - {("levels", "count")} == using


@given(matrices(), st.floats(0, 1000))
def test_a_number_of_events_a_year_lies_in_exactly_one_step(body: MatrixBody, events: float) -> None:
    fits = [s for s in body.likelihoods if s.low <= events and (s.high is None or events < s.high)]
    assert [body.step_of(events)] == fits


def broken(**changes: Any) -> set[tuple[str, str]]:
    """The problems of the shipped matrix with one part replaced."""
    return places(replace(read_matrix(BODY), **changes), range(5))


def test_steps_levels_and_consequences_are_checked_each_at_its_place() -> None:
    body = read_matrix(BODY)
    first, second, third, last = body.likelihoods
    assert broken() == set()
    assert broken(likelihoods=(first, replace(second, low=0.01), third, last)) == {
        ("likelihoods.2", "overlap")
    }
    assert broken(likelihoods=(first, second, replace(third, low=0.5, high=0.2), last)) == {
        ("likelihoods.3", "reversed")
    }
    assert broken(likelihoods=(first, second, third, replace(last, low=float("nan")))) == {
        ("likelihoods.4", "not_a_frequency")
    }
    mild, medium, high, worst = body.levels
    assert broken(levels=(mild, medium, high, replace(worst, treat_within=None))) == {
        ("levels.4", "longer_than_below")
    }
    assert broken(levels=(mild, medium, replace(high, treat_within=0), worst)) == {
        ("levels.3", "days"),
        ("levels.4", "longer_than_below"),
    }
    assert broken(levels=(mild, medium, high, replace(worst, kind="success"))) == {
        ("levels.4", "milder_colour")
    }
    assert broken(levels=(replace(mild, labels=BilingualText()), medium, high, worst)) == {
        ("levels.1", "unwritten")
    }
    assert places(body, range(3)) == {("consequences", "unknown_consequence")}
