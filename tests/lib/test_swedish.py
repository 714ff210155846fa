"""Swedish forms, and the key that sorts."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.base.lib import swedish

NBSP = "\xa0"


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (0, None, "0"),
        (999, None, "999"),
        (1234, None, f"1{NBSP}234"),
        (-1234567, None, f"−1{NBSP}234{NBSP}567"),
        (0.1, None, "0,1"),
        (1.50, None, "1,5"),
        (2.0, None, "2"),
        (Decimal("100"), None, "100"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (-0.4, 0, "0"),
        (1234.5, 2, f"1{NBSP}234,50"),
        (1e21, None, f"1{NBSP}000{NBSP}000{NBSP}000{NBSP}000{NBSP}000{NBSP}000{NBSP}000"),
    ],
)
def test_number(value: int | float | Decimal, decimals: int | None, written: str) -> None:
    assert swedish.number(value, decimals) == written


def test_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="nan is not a number"):
        swedish.number(float("nan"))


def test_percent() -> None:
    assert swedish.percent(0.5) == f"50{NBSP}%"
    assert swedish.percent(0.125, 1) == f"12,5{NBSP}%"
    assert swedish.percent(Decimal(23) / Decimal(31)) == f"74{NBSP}%"


def test_dates() -> None:
    day = date(2026, 1, 5)
    assert swedish.date_iso(day) == "2026-01-05"
    assert swedish.date_prose(day) == "den 5 januari 2026"
    moment = datetime(2026, 1, 5, 9, 5)
    assert swedish.datetime_iso(moment) == "2026-01-05 09:05"


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2025, 11, 1), date(2026, 10, 31), "1 november 2025–31 oktober 2026"),
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (date(2024, 1, 1), date(2025, 12, 31), "2024–2025"),
        (date(2025, 3, 1), date(2025, 4, 30), "1 mars–30 april 2025"),
        (date(2025, 3, 1), date(2025, 3, 4), "1–4 mars 2025"),
        (date(2025, 3, 1), date(2025, 3, 1), "1 mars 2025"),
    ],
)
def test_period(first: date, last: date, written: str) -> None:
    assert swedish.period_prose(first, last) == written


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        swedish.period_prose(date(2026, 1, 2), date(2026, 1, 1))


def test_counts() -> None:
    assert [swedish.count_words(n) for n in (0, 1, 12, 13, 1200)] == [
        "noll",
        "en",
        "tolv",
        "13",
        f"1{NBSP}200",
    ]
    assert swedish.count_with_noun(1, "system", "system", neuter=True) == "ett system"
    assert swedish.count_with_noun(2, "incident", "incidenter") == "två incidenter"
    assert swedish.count_with_noun(31, "incident", "incidenter") == f"31{NBSP}incidenter"
    assert swedish.count_words(-1) == "−1"


def test_listing() -> None:
    assert [swedish.listing(list("abc"[:n])) for n in range(4)] == ["", "a", "a och b", "a, b och c"]
    assert swedish.listing(["a", "b"], "eller") == "a eller b"
    assert swedish.capitalised("sammantaget bedöms SLK") == "Sammantaget bedöms SLK"


def test_swedish_order() -> None:
    ordered = [
        "1 kap.",
        "2 kap.",
        "10 kap.",
        "Arkiv",
        "Arkiv 2",
        "Arkiv 10",
        "Arkivet",
        "eken",
        "Élan",
        "Müller",
        "Myrstack",
        "S:t Erik",
        "Tyr",
        "Zoo",
        "Ådalen",
        "Äldreförvaltningen",
        "Ödeshög",
        "Öst",
        "Ярославль",
    ]
    shuffled = ordered[1::2] + ordered[::2]
    assert sorted(shuffled, key=swedish.sort_key) == ordered


@pytest.mark.parametrize(
    ("one", "other"),
    [("É", "e"), ("ü", "y"), ("ABC", "abc"), ("a-b", "a  b"), (" a!", "a"), ("007", "7"), ("Å", "å")],
)
def test_what_makes_no_difference(one: str, other: str) -> None:
    assert swedish.sort_key(one) == swedish.sort_key(other)


@given(st.text(max_size=400))
def test_the_key_is_plain_and_bounded(text: str) -> None:
    key = swedish.sort_key(text)
    assert re.fullmatch(r"[0-9a-z]{0,200}", key)
    assert key == swedish.sort_key(text)


@given(st.integers(0, 10**30), st.integers(0, 10**30), st.sampled_from(["", "Rum ", "öl"]))
def test_numbers_sort_by_value(one: int, other: int, before: str) -> None:
    first, second = (swedish.sort_key(f"{before}{n}") for n in (one, other))
    assert (first < second) == (one < other)


@given(st.lists(st.text("abcdxyzåäö ", max_size=8), max_size=8))
def test_letters_sort_as_the_alphabet_does(texts: list[str]) -> None:
    alphabet = " abcdefghijklmnopqrstuvwxyzåäö"

    def by_alphabet(text: str) -> list[int]:
        return [alphabet.index(letter) for letter in " ".join(text.split())]

    assert [by_alphabet(t) for t in sorted(texts, key=swedish.sort_key)] == sorted(
        by_alphabet(t) for t in texts
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a b", "a0b"),
        ("  a, -- b! ", "a0b"),
        ("ab", "ab"),
        ("a.b", "ab"),
        ("!", ""),
        ("", ""),
        ("a ", "a"),
        (" a", "a"),
    ],
)
def test_signs_between_words_part_them_once_and_stand_neither_first_nor_last(text: str, key: str) -> None:
    assert swedish.sort_key(text) == key
