"""What is drawn of a figure: by its declaration, its months, its choices, and in which words."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from akropolis.base.lib.document import Figure
from akropolis.base.lib.periods import Period
from akropolis.review.review_inputs.rules.charts import draw_by_month, draw_chart, draw_over_years
from akropolis.review.review_inputs.rules.display import ENGLISH
from akropolis.review.review_inputs.rules.figures import FigureReading, Input, PackContent, PackUnit, Spread
from akropolis.review.review_inputs.rules.packs import figures_of, from_text, to_text

KEY = "incidents.total"
LEVELS = [("1", "Låg"), ("2", "Måttlig"), ("3", "Allvarlig")]
SPREAD = (Spread("2025-11", "1", 2), Spread("2025-11", "3", 1), Spread("2026-01", "3", 4))
PERIOD = Period(date(2025, 11, 1), date(2026, 1, 31), date(2026, 1, 31))


def levels(register: str, field: str) -> list[tuple[str, str]]:
    assert (register, field) == ("incidents", "severity")
    return LEVELS


def pack(
    year: int, value: int | None, spread: tuple[Spread, ...] = (), period: Period = PERIOD
) -> PackContent:
    unit = PackUnit("stad", "Mälarstad", "Mälarstad", "city")
    moment = datetime(2026, 11, 25, tzinfo=UTC)
    return PackContent(
        unit, year, period, moment, (Input("incidents", (FigureReading(KEY, value, spread=spread),)),)
    )


def told(chart: Figure | None) -> list[tuple[str, float, tuple[float, ...]]]:
    assert chart
    return [(bar.label, bar.value, bar.parts) for bar in chart.bars]


def test_every_month_of_the_period_is_there_and_every_level() -> None:
    chart = draw_by_month(pack(2026, 7, SPREAD), KEY, levels)
    assert told(chart) == [("nov 2025", 3, (2, 0, 1)), ("dec 2025", 0, (0, 0, 0)), ("jan 2026", 4, (0, 0, 4))]
    assert chart
    assert (chart.kind, chart.series, chart.across) == (
        "columns",
        ("Låg", "Måttlig", "Allvarlig"),
        "Månad",
    )
    assert chart.alt == "Incidenter: 3 (2 låg, 1 allvarlig) för nov 2025 och 4 (4 allvarlig) för jan 2026."
    assert chart.tells == ("incidents.serious",)


def test_it_speaks_english_on_a_page() -> None:
    chart = draw_by_month(pack(2026, 7, SPREAD), KEY, levels, ENGLISH)
    assert chart
    assert (chart.caption, chart.bars[0].label, chart.across) == (
        "Incidents, month by month",
        "Nov 2025",
        "Month",
    )


def test_without_months_or_with_too_many_it_is_a_line_over_the_years() -> None:
    before, long = pack(2025, 5), Period(date(2024, 1, 1), date(2026, 1, 31), date(2026, 1, 31))
    for last in (pack(2026, 7), pack(2026, 7, SPREAD, long)):
        chart = draw_chart([before, last], KEY, levels)
        assert chart
        assert (chart.kind, told(chart)) == ("line", [("2025", 5, ()), ("2026", 7, ())])
        assert draw_chart([last], KEY, levels) is None
    two_years = Period(date(2024, 2, 1), date(2026, 1, 31), date(2026, 1, 31))
    assert len(told(draw_by_month(pack(2026, 7, SPREAD, two_years), KEY, levels))) == 24


@pytest.mark.parametrize("packs", [[], [pack(2026, None)], [pack(2025, None), pack(2026, 3)]])
def test_no_year_or_a_single_one_is_nothing_to_draw(packs: list[PackContent]) -> None:
    assert (draw_chart(packs, KEY, levels), draw_over_years(packs, "gone.figure")) == (None, None)


def test_of_four_hundred_choices_the_five_largest_stand_alone() -> None:
    many = [(str(n), f"Nivå {n}") for n in range(400)]
    spread = tuple(Spread("2025-12", str(n), 1 if n < 395 else 10) for n in range(400))
    chart = draw_by_month(pack(2026, 445, spread), KEY, lambda _register, _field: many)
    assert chart
    assert chart.series == (*(f"Nivå {n}" for n in range(395, 400)), "övriga 395")
    assert told(chart)[1] == ("dec 2025", 445, (10, 10, 10, 10, 10, 395))


def test_months_are_written_only_where_there_are_any_and_come_back() -> None:
    found, without = pack(2026, 7, SPREAD), pack(2026, 7)
    assert from_text(to_text(found)) == found
    assert "spread" not in to_text(without)
    assert figures_of(to_text(found)) == replace(without, gathered_at=found.gathered_at)


def directions(year: int, total: int, **parts: tuple[int, int]) -> PackContent:
    """A pack with so many directions, and of each part its value and what it is a part of."""
    some = (
        FigureReading(f"directions.{name}", value, "share", denominator=of)
        for name, (value, of) in parts.items()
    )
    readings = (FigureReading("directions.total", total), *some)
    return replace(pack(year, 1), inputs=(Input("a", readings),))


def test_directions_are_drawn_year_by_year_with_their_parts_and_masked_with_each_of_them() -> None:
    packs = [
        directions(2024, 3, answered=(3, 3), carried_out=(1, 3), survived=(0, 3)),
        directions(2025, 0),
        directions(2026, 4, answered=(2, 4), carried_out=(1, 4), survived=(3, 4)),
    ]
    chart = draw_chart(packs, "directions.total", levels)
    assert told(chart) == [("2024", 3, (3, 3, 1, 0)), ("2025", 0, (0, 0, 0, 0)), ("2026", 4, (4, 2, 1, 3))]
    assert chart
    parts = ("directions.answered", "directions.carried_out", "directions.survived")
    assert (chart.key, chart.tells, chart.kind) == ("directions.total", parts, "grid")
    assert chart.series[:2] == ("Inriktningar att följa upp", "Besvarade inriktningar")
    assert told(draw_chart(packs[:1] + packs[2:], "directions.carried_out", levels)) == [
        ("2024", pytest.approx(1 / 3), ()), ("2026", 0.25, ())
    ]  # fmt: skip


def test_what_is_a_part_of_something_else_is_not_drawn_with_the_directions() -> None:
    city = [
        directions(year, 4, answered=(30, 42), carried_out=(99, 168), survived=(3, 4))
        for year in (2025, 2026)
    ]
    chart = draw_chart(city, "directions.total", levels)
    assert chart
    assert chart.tells == ("directions.survived",)
    assert draw_chart(city[1:], "directions.total", levels) is None
    chart = draw_chart([directions(2025, 2), directions(2026, 3)], "directions.total", levels)
    assert chart
    assert chart.kind == "line"
