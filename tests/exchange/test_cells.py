"""Text that a spreadsheet would run is made harmless, and comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.base.kernel.exchange.cells import escape_formula, unescape_formula

SIGNS = st.text(alphabet="'= +-@\t\r\nab\uff1d", max_size=6)


@given(st.text() | SIGNS)
def test_reading_gives_back_what_was_written(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text


@given(st.text() | SIGNS)
def test_nothing_written_begins_like_a_formula(text: str) -> None:
    assert escape_formula(text).lstrip(" \u00a0")[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"} - {""}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("'=1", "''=1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-5", "'-5"),
        ("'citat'", "'citat'"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_the_apostrophe_stands_only_where_it_is_needed(text: str, written: str) -> None:
    assert escape_formula(text) == written
