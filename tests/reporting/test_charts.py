"""Drawings: what is how long and where, in numbers."""

import re

from lxml import etree

from akropolis.kernel.reporting import charts
from akropolis.lib import document as d

PLACES = re.compile(r'points="([^"]*)"')


def line(*bars: tuple[str, float], top: float = 0) -> d.Figure:
    return d.Figure(
        "alt", tuple(d.Bar(label, value, str(value)) for label, value in bars), kind="line", top=top
    )


def points(drawing: str) -> list[tuple[float, float]]:
    found = PLACES.search(drawing)
    assert found
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in found[1].split())]


def test_a_line_takes_twice_as_long_over_two_years_as_over_one() -> None:
    assert [x for x, _y in points(charts.svg(line(("2023", 1), ("2024", 1), ("2026", 1))))] == [
        60,
        233.3,
        580,
    ]


def test_labels_that_are_no_years_in_order_stand_evenly() -> None:
    for labels in (("jan", "feb", "mar"), ("2026", "2024", "2023"), ("2023", "2023", "2024")):
        drawing = charts.svg(line(*((label, 1) for label in labels)))
        assert [x for x, _y in points(drawing)] == [60, 320, 580]


def test_heights_are_parts_of_the_whole_and_zero_lies_on_the_rule() -> None:
    drawing = charts.svg(line(("2023", 0.5), ("2024", 0), top=1))
    (_left, half), (_right, zero) = points(drawing)
    assert (zero - half, re.findall(r'class="chart-rule" d="M30 (\d+)H610"', drawing)) == (
        65,
        [str(int(zero))],
    )
    (_left, highest), (_right, lower) = points(charts.svg(line(("2023", 4), ("2024", 3))))
    assert lower - highest == 130 / 4


def test_nothing_but_zeros_and_a_single_point_are_drawn_flat() -> None:
    for figure in (line(("2023", 0), ("2024", 0)), line(("2023", 3))):
        for drawing in (charts.svg(figure), charts.small(figure)):
            etree.fromstring(drawing)
            assert len({y for _x, y in points(drawing)}) == 1


def test_labels_and_texts_are_escaped_and_broken() -> None:
    figure = d.Figure("a", (d.Bar("<b>&", 1, "<i> som är så lång att den bryts"),), kind="line")
    for kind in ("bars", "line"):
        drawing = charts.svg(d.Figure(figure.alt, figure.bars, kind=kind))
        words = [node.text for node in etree.fromstring(drawing).iter("{*}text")]
        assert ("<b>&" in words, any("<i>" in (word or "") for word in words)) == (True, True)
