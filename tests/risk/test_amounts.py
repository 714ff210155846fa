"""Amounts as people write them, and how they are said again."""

import pytest
from django.utils.translation import override

from akropolis.graph.risk_losses.reports.loss_words import about_kr, often_words, range_words
from akropolis.graph.risk_losses.rules.amounts import HOURS, KRONOR, Amount, mixed, read_amount
from akropolis.graph.risk_losses.rules.losses import RangeProblem


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 265 300", 2_265_300),
        ("2\u00a0265\u00a0300 kr", 2_265_300),
        ("1,5 Mkr", 1_500_000),
        ("1.5 mnkr", 1_500_000),
        ("1.000.000", 1_000_000),
        ("200 tkr.", 200_000),
        ("2 miljoner kronor", 2_000_000),
        ("0", 0),
        ("-5", -5),
    ],
)
def test_kronor_are_read_as_people_write_them(text: str, value: float) -> None:
    read = read_amount(text, KRONOR)
    assert isinstance(read, Amount)
    assert read.value == value


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("mycket", RangeProblem.NOT_A_NUMBER),
        ("1,2,3", RangeProblem.NOT_A_NUMBER),
        ("1e15", RangeProblem.NOT_A_NUMBER),
        ("40 h", RangeProblem.MIXED_UNITS),
        ("5 dollar", RangeProblem.NOT_A_NUMBER),
        ("nan", RangeProblem.NOT_A_NUMBER),
    ],
)
def test_what_is_no_sum_is_named(text: str, problem: RangeProblem) -> None:
    assert read_amount(text, KRONOR) is problem


def test_hours_are_no_kronor() -> None:
    assert read_amount("40 tim", HOURS) == Amount(40, "tim")
    assert read_amount("40 tkr", HOURS) is RangeProblem.MIXED_UNITS


def test_one_end_in_millions_and_the_other_without_unit_is_asked_about() -> None:
    assert mixed(Amount(1, ""), Amount(2_000_000, "mkr"), KRONOR)
    assert not mixed(Amount(200_000, "tkr"), Amount(2_000_000, "mkr"), KRONOR)
    assert not mixed(Amount(1, ""), Amount(2, "kr"), KRONOR)


def test_sums_are_said_with_two_digits() -> None:
    with override("sv"):
        sums = (0, 449, 26_449, 2_265_300, 1_250_000_000)
        assert [about_kr(one).replace("\u00a0", " ") for one in sums] == [
            "0 kr",
            "450 kr",
            "26 000 kr",
            "2,3 miljoner kr",
            "1,2 miljarder kr",
        ]
        assert range_words(25_000, 130_000).replace("\u00a0", " ") == "25 000–130 000 kr"
        assert range_words(25_000, 1_300_000).replace("\u00a0", " ") == "25 000 kr–1,3 miljoner kr"
        assert range_words(500, 500) == "500 kr"
        assert often_words(0.1, 0.3) == "1–3 gånger på 10 år"
        assert often_words(0.001, 0.004) == "0,1–0,4 gånger på 100 år"
        assert often_words(2, 2) == "2 gånger om året"
