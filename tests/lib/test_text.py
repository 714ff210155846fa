"""Text on its way in, and the form to search by."""

import pytest

from akropolis.base.lib.text import composed, folded, storable, unprintable


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("O\u0308ppen", "Öppen"),
        ("Journala\u030a", "Journalå"),
        ("Sa\u200bv\ufeffvida\u200e", "Savvida"),
        ("plain", "plain"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_what_looks_the_same_is_stored_the_same(written: str, stored: str) -> None:
    assert composed(written) == stored
    assert composed(stored) == stored


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("İSTANBUL", "istanbul"),
        ("O\u0308PPEN", "öppen"),
        ("\uff21\uff22", "ab"),
        ("STRASSE", "straße"),
        ("för\u00advaltning", "Förvaltning"),
        ("ÅTGÄRD", "A\u030atga\u0308rd"),
    ],
)
def test_both_sides_of_a_search_fold_to_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_swedish_letters_stay_letters_of_their_own() -> None:
    assert len({folded(letter) for letter in "aåäoö"}) == 5


def test_what_no_database_takes_is_known() -> None:
    assert [storable(text) for text in ("Ö", "a\0", "\ud800")] == [True, False, False]


@pytest.mark.parametrize(
    "sign",
    ["\0", "\x01", "\x08", "\x0b", "\x0c", "\x0e", "\x1b", "\x1f", "\x7f", "\x84", "\x86", "\x9b", "\x9f", "\u202a",
     "\u202e", "\u2066", "\u2069", "\ud800", "\ufffe", "\uffff"],
    ids=ascii,
)  # fmt: skip
def test_a_character_that_no_field_may_have_is_known(sign: str) -> None:
    assert (
        unprintable(f"a{sign}b"),
        unprintable("a\tb\nc\r\nd \x85 Ö 👩\u200d💻 \u2029\u206a\ufffd\ue000"),
    ) == (True, False)
