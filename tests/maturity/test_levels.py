"""Levels are cumulative and monotone, unanswered is not a no, and a mean is never taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.assurance.maturity.rules.levels import (
    CITY_SHARE,
    MaturityLevel,
    Shown,
    StatementAnswer,
    city_level,
    is_contradiction,
    level_of,
    supported_level,
    unit_level,
)

YES, PARTLY, NO = StatementAnswer
ANSWERS = st.sampled_from((YES, PARTLY, NO, None))
STATED = st.lists(st.tuples(st.integers(1, 4), ANSWERS), min_size=1, max_size=10)
LEVELS = st.lists(st.integers(0, 4), max_size=20)


@pytest.mark.parametrize(
    ("answers", "reached", "still_open"),
    [
        ([(1, YES), (2, YES), (3, NO), (4, YES)], 2, False),
        ([(1, YES), (2, YES), (2, PARTLY)], 1, False),
        ([(1, YES), (2, None), (3, YES)], 1, True),
        ([(1, YES), (2, None), (2, NO)], 1, False),
        ([(1, None)], 0, True),
        ([(1, NO)], 0, False),
        ([(1, YES), (2, YES), (3, YES), (4, YES)], 4, False),
        ([], 0, True),
    ],
)
def test_a_level_demands_those_below_and_unanswered_is_not_no(
    answers: list[tuple[int, StatementAnswer | None]], reached: int, still_open: bool
) -> None:
    assert level_of(answers) == MaturityLevel(reached, still_open)


@given(STATED, st.data())
def test_answering_yes_never_lowers_and_answering_no_never_raises(
    stated: list[tuple[int, StatementAnswer | None]], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(stated) - 1))
    level, before = stated[place][0], level_of(stated).reached

    def answered(answer: StatementAnswer) -> int:
        return level_of([*stated[:place], (level, answer), *stated[place + 1 :]]).reached

    assert answered(NO) <= answered(PARTLY) <= before <= answered(YES)
    assert level_of([*stated, (level, NO)]).reached <= before


@given(STATED)
def test_every_statement_up_to_the_level_is_answered_yes(
    stated: list[tuple[int, StatementAnswer | None]],
) -> None:
    reached, still_open = level_of(stated)
    assert all(answer is YES for level, answer in stated if level <= reached)
    refused = [level for level, answer in stated if answer in (PARTLY, NO)]
    if still_open:
        assert any(answer is None for _level, answer in stated)
        assert all(level > reached for level in refused)


def test_a_unit_is_as_mature_as_its_lowest_area() -> None:
    high, low, low_open = (
        MaturityLevel(4, open=False),
        MaturityLevel(1, open=False),
        MaturityLevel(1, open=True),
    )
    assert unit_level([high, high, low]) == low
    assert unit_level([high, low_open]) == low_open
    assert unit_level([low_open, low]) == low
    assert unit_level([]) is None


@pytest.mark.parametrize(
    ("reached", "units", "expected"),
    [
        ([3, 3, 3, 0], 4, 3),
        ([4, 4, 2, 0], 4, 2),
        ([4, 4], 4, 0),
        ([1, 1, 1], 4, 1),
        ([4, 4, 4, 4], 4, 4),
        ([], 4, 0),
        ([], 0, 0),
    ],
)
def test_the_citys_level_is_what_three_quarters_of_all_units_have_reached(
    reached: list[int], units: int, expected: int
) -> None:
    assert city_level(reached, units) == expected


@given(LEVELS, st.integers(0, 10))
def test_the_city_is_not_talked_up_by_those_who_do_not_answer(reached: list[int], silent: int) -> None:
    found = city_level(reached, len(reached) + silent)
    assert found <= city_level(reached, len(reached))
    if found:
        assert sum(each >= found for each in reached) * 100 >= CITY_SHARE * (len(reached) + silent)


@pytest.mark.parametrize(
    ("shown", "holds"),
    [
        (Shown(80, 100, 80), True),
        (Shown(79, 100, 80), False),
        (Shown(0, 0, 80), None),
        (Shown(0, None, 1), False),
        (Shown(1, None, 1), True),
    ],
)
def test_a_share_of_nothing_is_unknown(shown: Shown, holds: bool | None) -> None:
    assert shown.holds is holds


def test_only_a_yes_that_the_registers_refuse_is_a_contradiction() -> None:
    found = [(answer, holds) for answer in (YES, PARTLY, NO, None) for holds in (True, False, None)]
    assert [each for each in found if is_contradiction(each[0], holds=each[1])] == [(YES, False)]


def test_registers_only_lower() -> None:
    assert supported_level([(1, True), (3, False), (2, False)]) == 1
    assert supported_level([(1, True), (2, None)]) is None
    assert supported_level([(1, False)]) == 0
