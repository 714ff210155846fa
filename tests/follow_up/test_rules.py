"""What an answer means beside the registers and beside the answer before."""

import pytest

from akropolis.assurance.follow_up.rules.answers import (
    AnswerChange,
    AnswerSpread,
    change_of,
    is_contradicted,
    number_of,
    spread_of,
    value_of,
)
from akropolis.assurance.maturity.rules.levels import Shown


@pytest.mark.parametrize(
    ("form", "answer", "shown", "expected"),
    [
        ("yes_no", "yes", Shown(3, 5, 100), True),
        ("yes_no", "yes", Shown(5, 5, 100), False),
        ("yes_no", "yes", Shown(0, 0, 100), False),  # nothing to count is unknown
        ("yes_no", "yes", Shown(0, None, 1), True),
        ("yes_no", "partly", Shown(0, None, 1), False),
        ("yes_no", "unknown", Shown(0, None, 1), False),
        ("yes_no", "yes", None, False),
        ("number", "3", Shown(3, None, 1), False),
        ("number", "4", Shown(3, None, 1), True),
        ("number", "0", Shown(0, None, 1), False),
        ("number", "", Shown(3, None, 1), False),
        ("text", "Ja", None, False),
    ],
)
def test_the_registers_contradict_a_yes_or_another_number(
    form: str, answer: str, shown: Shown | None, expected: bool
) -> None:
    assert is_contradicted(form, answer, shown) is expected


@pytest.mark.parametrize(
    ("form", "before", "now", "expected"),
    [
        ("yes_no", "", "yes", AnswerChange.FIRST),
        ("yes_no", "no", "no", AnswerChange.SAME),
        ("yes_no", "no", "partly", AnswerChange.BETTER),
        ("yes_no", "yes", "partly", AnswerChange.WORSE),
        ("yes_no", "yes", "unknown", AnswerChange.MOVED),  # not knowing is not a no
        ("yes_no", "unknown", "no", AnswerChange.MOVED),
        ("number", "3", "9", AnswerChange.MOVED),  # more incidents may mean that more are detected
        ("number", "0", "0", AnswerChange.SAME),
        ("number", "", "0", AnswerChange.FIRST),
    ],
)
def test_only_yes_partly_and_no_can_be_better_or_worse(
    form: str, before: str, now: str, expected: AnswerChange
) -> None:
    assert change_of(form, before, now) is expected


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("12", 12), ("1,5", None), ("-1", None), ("tre", None)]
)
def test_a_number_is_written_in_digits(text: str, number: int | None) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("form", "answer", "value"),
    [
        ("yes_no", "no", 0),
        ("yes_no", "yes", 2),
        ("yes_no", "unknown", None),  # not knowing is no place between yes and no
        ("number", "0", 0),
        ("number", "", None),
        ("text", "7", None),
    ],
)
def test_only_what_is_known_is_compared(form: str, answer: str, value: int | None) -> None:
    assert value_of(form, answer) == value


def test_fewer_than_five_are_not_compared() -> None:
    assert spread_of([1, 2, 3, 4]) is None
    assert spread_of([9, 1, 2, 4, 3]) == AnswerSpread(5, 2, 3, 4)
