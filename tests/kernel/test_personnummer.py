"""Personal identity numbers are found in free text, and other numbers are not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.base.lib.organisation_number import check_digit
from akropolis.base.lib.personnummer import has_personnummer

FOUND = (
    "19121212-1212",
    "121212-1212",
    "121212+1212",
    "191212121212",
    "1212121212",
    "Eleven 121212-1212, se bilaga",
    "(121272-1219)",
    *(f"121212{sign}1212" for sign in "\u2010\u2011\u2012\u2013\u2014\u2212 \xa0\u202f"),
    "19121212 \u2013 1212",
    "121212\xad-1212",
    "pnr_121212-1212",
    "121212-1212- se nedan",
)
NONE = (
    "",
    "121212-1213",
    "121312-1212",
    "Organisationsnummer 212000-0142",
    "556012-5790",
    "212000 0142",
    "212000\u20130142",
    "2026-12-02",
    "08-508 290 00",
    "01a233f6-1212121212-4ea2",
    "112121212121212",
    "PUB-2026-0004",
)


@pytest.mark.parametrize("text", FOUND)
def test_a_number_is_found(text: str) -> None:
    assert has_personnummer(text)


@pytest.mark.parametrize("text", NONE)
def test_other_numbers_are_not(text: str) -> None:
    assert not has_personnummer(text)


@given(st.dates(), st.integers(0, 999), st.sampled_from(["", "-", "+"]), st.booleans())
def test_every_birth_date_with_its_check_digit_is_found(
    born: date, serial: int, sign: str, coordination: bool
) -> None:
    day = born.day + 60 * coordination
    nine = f"{born.year % 100:02}{born.month:02}{day:02}{serial:03}"
    text = f"x {nine[:6]}{sign}{nine[6:]}{check_digit(nine)}."
    wrong = f"x {nine[:6]}{sign}{nine[6:]}{(check_digit(nine) + 1) % 10}."
    leap = (born.month, born.day) == (2, 29)
    assert has_personnummer(text) or leap
    assert not has_personnummer(wrong)
