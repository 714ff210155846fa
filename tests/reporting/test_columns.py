"""Columns are as wide as the table asks, and no narrower than their longest word."""

import pytest

from akropolis.base.kernel.reporting.columns import column_shares
from akropolis.base.lib.document import table


def test_a_table_whose_words_fit_is_as_it_asks() -> None:
    assert column_shares(table(("A", "B"), [("c", "d")], widths=(3, 1))) == pytest.approx((0.75, 0.25))
    assert column_shares(table(("A", "B"), [("c", "d")])) == pytest.approx((0.5, 0.5))


def test_a_narrow_column_gets_room_for_its_longest_word_from_the_others() -> None:
    shares = column_shares(table(("A", "Stadsledningskontoret", "B"), [("c", "d", "e")], widths=(6, 1, 2)))
    need = (21 * 2.5 + 4.5) / 160
    rest = 1 - need
    assert shares == pytest.approx((rest * 6 / 8, need, rest * 2 / 8))


def test_one_that_becomes_narrow_by_that_is_widened_too() -> None:
    word = "Stadsledningskontoret"
    shares = column_shares(table(("A", word, word), [("c", "d", "e")], widths=(6, 1, 3)))
    need = (21 * 2.5 + 4.5) / 160
    assert shares == pytest.approx((1 - 2 * need, need, need))


def test_where_the_words_cannot_all_fit_it_is_as_it_asks() -> None:
    word = "Stadsledningskontoret"
    assert column_shares(table((word,) * 4, [], widths=(1, 1, 1, 2))) == pytest.approx((0.2, 0.2, 0.2, 0.4))


def test_a_word_longer_than_any_column_asks_for_no_more_than_a_part() -> None:
    assert column_shares(table(("x" * 200, "B"), [], widths=(1, 9)))[0] == pytest.approx(60 / 160)
