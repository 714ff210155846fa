"""A number is read from what anybody may write."""

import pytest

from akropolis.base.lib.numbers import number_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0", 0),
        ("7", 7),
        ("250", 250),
        ("251", None),
        ("007", 7),
        ("0007", None),
        ("", None),
        ("-1", None),
        ("+1", None),
        ("1_0", None),
        (" 1", None),
        ("٣", None),
        ("²", None),
        ("9" * 5000, None),
    ],
)
def test_only_plain_figures_within_the_bound_are_a_number(text: str, found: int | None) -> None:
    assert number_in(text, 250, None) == found
