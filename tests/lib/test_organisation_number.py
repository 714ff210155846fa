"""Organisation numbers: their form, and the figure that checks the others."""

import pytest

from akropolis.base.lib.organisation_number import check_digit, correct

REAL = ("556036-0793", "212000-0142", "202100-5489", "556012-5790", "802002-4215")
"""Of companies, a municipality, an authority and an association, as they are published."""


@pytest.mark.parametrize("number", REAL)
def test_real_numbers_are_correct_and_no_other_last_figure_is(number: str) -> None:
    assert correct(number)
    assert check_digit(number) == int(number[-1])
    assert [last for last in range(10) if correct(f"{number[:-1]}{last}")] == [int(number[-1])]


@pytest.mark.parametrize(
    "number",
    ["", "5560360793", "556036-079", "556036-07933", "165560-360793", "٥56036-0793", "556036-0793\n"],
)
def test_what_is_written_otherwise_is_no_number(number: str) -> None:
    assert not correct(number)
