"""Whom and what the review's own figures count, by name; and a figure's line in the workbook."""

from datetime import UTC, datetime

import pytest

from akropolis.base.lib.document import Table, inline_text
from akropolis.review.review_inputs.rules import telling
from akropolis.review.review_inputs.rules.figures import (
    AnswerLine,
    Course,
    CoverageLine,
    FigurePart,
    FigureReading,
    FollowedDirection,
    Input,
    PackContent,
    RowsRef,
)
from akropolis.review.review_inputs.rules.own import OwnRow, own_rows
from akropolis.review.review_inputs.rules.tables import built, data_sheet
from tests.review_inputs.pack_strategies import PERIOD
from tests.review_inputs.said import UNITS

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
HARD = "\N{NO-BREAK SPACE}"
LINES = (
    CoverageLine("utb", "Utbildning", "decided"),
    CoverageLine("kul", "Kultur", "under_way"),
    CoverageLine("soc", "Social", "not_begun"),
)


def direction(title: str, survived: int, **courses: Course) -> FollowedDirection:
    answers = tuple(AnswerLine(code, code.upper(), course) for code, course in courses.items())
    return FollowedDirection(title.lower(), title, "Mälarstad 2026", survived, answers)


DIRECTIONS = (
    direction("Öva", 2, utb="done", kul="done", soc="done"),
    direction("Mät", 1, utb="done", kul="unanswered", soc="declined"),
    direction("Lär", 3),
)


def pack(unit: str, *directions: FollowedDirection, figures: tuple[FigureReading, ...] = ()) -> PackContent:
    return PackContent(UNITS[unit], 2027, PERIOD, NOW, (Input("a", figures),), LINES, directions)


def labels(found: PackContent, key: str) -> list[str]:
    return [row.label for row in own_rows(found, key)]


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("due", ["Utbildning", "Kultur", "Social"]),
        ("decided", ["Utbildning"]),
        ("missing", ["Kultur", "Social"]),
    ],
)
def test_the_units_that_a_figure_counts_are_named(name: str, units: list[str]) -> None:
    assert labels(pack("staden"), f"coverage.{name}") == units


def test_a_unit_is_named_with_how_far_it_has_come() -> None:
    assert own_rows(pack("staden"), "coverage.due")[1] == OwnRow("kul", "Kultur", state="pågår")
    assert own_rows(pack("staden"), "coverage.due", "en")[1].state == "under way"


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("total", ["Öva", "Mät", "Lär"]),
        ("answered", ["Öva", "Lär"]),
        ("done", ["Öva"]),
        ("survived", ["Öva", "Lär"]),
    ],
)
def test_the_directions_that_a_units_figure_counts_are_named(name: str, titles: list[str]) -> None:
    assert labels(pack("en nämnd", *DIRECTIONS), f"directions.{name}") == titles


def test_a_direction_says_where_it_was_set_and_how_many_stand_where() -> None:
    found = pack("staden", *DIRECTIONS, direction("Prata", 0, utb="ongoing"))
    assert own_rows(found, "directions.total")[1:] == (
        OwnRow("mät", "Mät", "Mälarstad 2026", "Klart: 1, Avstår med skäl: 1, Har inte svarat: 1"),
        OwnRow("lär", "Lär", "Mälarstad 2026", ""),
        OwnRow("prata", "Prata", "Mälarstad 2026", "Pågår"),
    )


def test_the_citys_answers_are_those_of_the_units_that_have_answered_all() -> None:
    assert own_rows(pack("staden", *DIRECTIONS), "directions.answered") == (
        OwnRow("utb", "UTB", state="2/2"),
        OwnRow("soc", "SOC", state="2/2"),
    )


def test_each_answer_that_a_direction_is_carried_out_is_a_row_of_its_own() -> None:
    found = own_rows(pack("staden", *DIRECTIONS), "directions.carried_out")
    assert found[0] == OwnRow("öva utb", "Öva", "Mälarstad 2026", "UTB: Klart")
    assert [row.id for row in found] == ["öva utb", "öva kul", "öva soc", "mät utb"]


def test_a_figure_of_a_register_has_no_rows_of_the_reviews_own() -> None:
    assert own_rows(pack("staden", *DIRECTIONS), "incidents.total") == ()


@pytest.mark.parametrize(
    ("figure", "cells"),
    [
        (FigureReading("incidents.total", 12), ("12", "", "")),
        (FigureReading("incidents.total", None), ("underlag saknas", "", "")),
        (FigureReading("actions.on_time", 5, "share", denominator=9), ("5", "9", "")),
        (FigureReading("actions.on_time", None, "share", denominator=9), ("underlag saknas", "9", "")),
        (FigureReading("actions.cost", 1000, "kr"), (f"1{HARD}000{HARD}kr", "", "")),
        (
            FigureReading("coverage.missing", 2, denominator=3, missing=("Kultur", "Social")),
            ("2", "3", "Kultur, Social"),
        ),
        (FigureReading("incidents.discovery", 90, "time", denominator=9), (f"90{HARD}minuter", "9", "")),
    ],
)
def test_a_line_of_the_workbook_has_the_part_and_the_whole_apart(
    figure: FigureReading, cells: tuple[str, str, str]
) -> None:
    (row,) = data_sheet(pack("staden", figures=(figure,)))
    assert (row.value, row.denominator, row.missing) == cells
    assert (row.period, row.cutoff) == ("2025-11-01–2026-10-31", "2026-10-31")


def test_a_line_of_the_workbook_leads_to_its_figure_or_says_what_lacks() -> None:
    whole = FigureReading("incidents.total", 12)
    closed = FigureReading("services.total", None)
    some = FigureReading("actions.cost", 1000, "kr", without=1, rows=RowsRef("actions", "", 3))
    sheet = data_sheet(pack("staden", figures=(whole, closed, some)))
    assert [row.label for row in sheet] == [
        "Incidenter",
        "It-tjänster i bruk",
        "Uppskattad kostnad för åtgärderna",
    ]
    assert [row.source for row in sheet] == [
        "/genomgangar/2027/stad/underlag/incidents.total/",
        "Underlag saknas: den som hämtade underlaget får inte läsa registret för hela enheten.",
        "Kostnaden är inte uppskattad för 1 av 3 åtgärder.",
    ]


def test_a_line_of_the_document_says_last_years_figure_too_or_that_there_is_none() -> None:
    figures = (FigureReading("incidents.total", 12, previous=9), FigureReading("incidents.serious", 1))
    sheet, *_rest = built(pack("staden", figures=figures))["indicators"]
    assert isinstance(sheet, Table)
    assert [[inline_text(cell) for cell in row.cells] for row in sheet.rows] == [
        ["Incidenter", "12", "9", "ökning från 9"],
        ["Allvarliga eller kritiska incidenter", "1", "–", "–"],
    ]


def test_a_part_says_when_its_unit_ended_in_the_language_of_the_reader() -> None:
    ended, going_on, others = (
        FigurePart("idn", "Idrott", 1, ended="2025-12-31"),
        FigurePart("soc", "Social", 1),
        FigurePart("", "", 1),
    )
    assert telling.part_note(ended) == "Enheten upphörde den 31 december 2025."
    assert telling.part_note(ended, "en") == "The unit ended on 2025-12-31."
    assert telling.part_note(going_on) == ""
    assert [telling.part_name(part) for part in (ended, others)] == ["Idrott", "Övriga"]
