"""Drawings: what is how long and where, in numbers."""

import re
from dataclasses import replace
from typing import Literal

import pytest
from lxml import etree

from akropolis.base.kernel.reporting import charts, pictures
from akropolis.base.lib import document as d

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


def test_a_label_of_one_line_and_the_number_of_its_bar_stand_on_one_line() -> None:
    drawing = charts.svg(d.Figure("alt", (d.Bar("A", 1, "1"), d.Bar("B", 2, "2"))))
    label, number, *others = re.findall(r'<text[^>]* y="([^"]+)"', drawing)
    assert (label == number, others[0] == others[1], len(others)) == (True, True, 2)


def test_labels_and_texts_are_escaped_and_broken() -> None:
    figure = d.Figure("a", (d.Bar("<b>&", 1, "<i> som är så lång att den bryts"),), kind="line")
    for kind in ("bars", "line"):
        drawing = charts.svg(d.Figure(figure.alt, figure.bars, kind=kind))
        words = [node.text for node in etree.fromstring(drawing).iter("{*}text")]
        assert ("<b>&" in words, any("<i>" in (word or "") for word in words)) == (True, True)


def columns(*bars: tuple[float, ...], kind: Literal["columns", "grid"] = "columns") -> d.Figure:
    names = tuple(f"Nivå {n}" for n in range(len(bars[0])))
    made = tuple(d.Bar(f"mån {n}", sum(parts), f"{sum(parts):g} st", parts) for n, parts in enumerate(bars))
    return d.Figure("alt", made, "Titel", kind=kind, series=names, across="Månad")


def texts(drawing: str) -> list[str]:
    return [node.text or "" for node in etree.fromstring(drawing).iter("{*}text")]


def test_columns_are_divided_from_below_and_told_apart_without_colour() -> None:
    drawing = charts.svg(columns((1, 0, 2), (0, 3, 0)))
    boxes = re.findall(
        r'<rect class="chart-fill" x="[^"]*" y="([^"]*)" width="[^"]*" height="([^"]*)"', drawing
    )
    assert boxes[0] == ("24", "100")
    edged = re.findall(r' d="M[\d.]+ ([\d.]+)h[\d.]+v([\d.]+)h-[\d.]+z([^"]*)" fill="none"', drawing)
    assert [(y, height, bool(lines)) for y, height, lines in edged[:2]] == [
        ("124", "50", False),
        ("24", "150", True),
    ]
    assert texts(drawing) == ["mån", "0", "3 st", "mån", "1", "3 st", "Nivå 0", "Nivå 1", "Nivå 2"]


def test_a_grid_has_the_number_in_every_cell_and_the_darkest_where_there_is_most() -> None:
    drawing = charts.svg(columns((1, 0), (4, 2), kind="grid"))
    assert texts(drawing) == ["mån 0", "mån 1", "Nivå 0", "1", "4", "Nivå 1", "0", "2"]
    assert re.findall(r'fill-opacity="([^"]*)"', drawing) == ["0.11", "0.45", "0.00", "0.23"]


def test_few_years_leave_their_room_to_long_names_and_no_cell_leaves_the_drawing() -> None:
    long = "Inriktningar som har funnits med i minst två genomgångar"
    few, many = (replace(columns(*[(1, 0)] * n, kind="grid"), series=(long, "Kort")) for n in (3, 12))
    assert texts(charts.svg(few))[3:5] == ["Inriktningar som har funnits med i minst", "två genomgångar"]
    narrow = texts(charts.svg(many))
    start = narrow.index("Inriktningar som har")
    assert narrow[start : start + 3] == ["Inriktningar som har", "funnits med i …", "1"]
    for each in (few, many):
        cells = re.findall(
            r'<rect [^>]*x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', charts.svg(each)
        )
        height = int(re.findall(r'viewBox="0 0 640 (\d+)"', charts.svg(each))[0])
        assert max(float(x) + float(w) for x, _y, w, _h in cells) <= 640
        assert max(float(y) + float(h) for _x, y, _w, h in cells) <= height


def test_the_table_of_a_divided_chart_has_its_parts_and_their_sum() -> None:
    table = d.table_of(columns((1, 0), (4, 2)))
    cells = [[d.inline_text(cell) for cell in row.cells] for row in table.rows]
    assert [d.inline_text(cell) for cell in table.header] == ["Månad", "Nivå 0", "Nivå 1", "Titel"]
    assert cells == [["mån 0", "1", "0", "1 st"], ["mån 1", "4", "2", "6 st"]]
    assert "mån 1\t4\t2\t6 st" in d.plain_text(d.Document("T", (columns((1, 0), (4, 2)),)))


@pytest.mark.parametrize("kind", ["bars", "line", "columns", "grid"])
def test_four_hundred_of_anything_are_drawn_on_a_page_and_their_words_do_not_lie_on_each_other(
    kind: str,
) -> None:
    made = columns(*((float(n), 1.0) for n in range(400)))
    drawing = charts.svg(replace(made, kind=kind))  # type: ignore[arg-type]
    height = int(etree.fromstring(drawing).get("height", ""))
    assert (height < 1300, len(texts(drawing)) < 90 or kind == "grid") == (True, True)


@pytest.mark.parametrize("parts", [(), (1.0, 2.0, 3.0), (-1.0, 2.0)])
def test_a_bar_has_a_part_for_each_series_and_none_below_zero(parts: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="must have 2 parts"):
        d.Figure("alt", (d.Bar("a", 1, "1", parts),), series=("x", "y"))


def test_a_chart_that_tells_a_secret_figure_is_masked_with_it() -> None:
    secret = d.Value("incidents.serious", "3", secrecy=d.Secrecy("18 kap. 8 § OSL"))
    chart = replace(columns((1, 2)), key="incidents.total", tells=("incidents.serious",))
    masked = d.mask(d.Document("T", (d.paragraph(secret), chart)))
    assert [type(block) for block in masked.blocks] == [d.Paragraph, d.Paragraph]
    assert d.mask(d.Document("T", (chart,))).blocks == (chart,)


def test_the_pictures_of_a_document_are_drawn_at_once_and_once() -> None:
    one, other = columns((1, 2)), line(("2023", 1), ("2024", 2))
    quoted = d.Quote((other,))
    draw = pictures.drawer((one, quoted))
    png, width, height = draw(one)
    assert (png[:4], (width, height), draw(other)[1:]) == (b"\x89PNG", (640, 254), (640, 188))
    assert pictures.drawer((one, other))(one)[0] is png
