"""Excel: the figures as a person would go on counting with them, and nothing that counts by itself."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest

from akropolis.base.kernel.reporting import render
from akropolis.base.lib import document as d
from tests.reporting import sample


def book(*rows: d.FigureRow) -> openpyxl.Workbook:
    document = d.Document("Titel", (), meta=sample.META, figures=rows)
    return openpyxl.load_workbook(io.BytesIO(render(document, "xlsx")))


def test_the_sheets() -> None:
    opened = book(d.FigureRow("k", "Antal", "34", "42", "8", "2025", "2025-12-31", "Incidenter", sample.OSL))
    assert opened.sheetnames == ["Siffror", "Om"]
    assert list(opened["Siffror"].values) == [
        ("Nyckel", "Uppgift", "Värde", "Av", "Saknas", "Period", "Uttaget", "Källa", "Sekretess"),
        ("k", "Antal", 34, 42, 8, "2025", "2025-12-31", "Incidenter", "18 kap. 8 b § OSL"),
    ]
    assert ("Dnr", "KS 2025/1234") in list(opened["Om"].values)
    assert opened["Siffror"].freeze_panes == "A2"
    assert opened.properties.created == datetime(2026, 1, 15, 12)
    assert opened.properties.title == "Titel"


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x")', "+1+1", "-1-1", "@SUM(A1)", "\t=1", "http://a.se"]
)
def test_no_text_becomes_a_formula_or_a_link(text: str) -> None:
    sheet = book(d.FigureRow(text, text, text, text, text, text, text, text, d.Secrecy(text)))["Siffror"]
    cells = sheet[2]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.value for cell in cells} == {text.replace("\t", " ")}
    assert [cell for cell in cells if cell.hyperlink] == []


@pytest.mark.parametrize(
    ("text", "value", "shape"),
    [
        ("34", 34, "#,##0"),
        ("1\xa0234", 1234, "#,##0"),
        ("1 234,50", 1234.5, "#,##0.00"),
        ("−3", -3, "#,##0"),
        ("74\xa0%", 0.74, "0%"),
        ("12,5 %", 0.125, "0.0%"),
        ("0", 0, "#,##0"),
    ],
)
def test_what_is_a_number_is_a_number(text: str, value: float, shape: str) -> None:
    cell = book(d.FigureRow("k", "34", text))["Siffror"]["C2"]
    assert (cell.value, cell.number_format) == (value, shape)


@pytest.mark.parametrize("text", ["007", "23 av 31", "1 23", "ja", "2026-01-15", "1,", "1.5", "–"])
def test_what_is_not_a_number_is_text(text: str) -> None:
    assert book(d.FigureRow("k", "l", text))["Siffror"]["C2"].value == text


def test_a_document_without_figures_and_a_text_too_long_for_a_cell() -> None:
    assert len(list(book()["Siffror"].values)) == 1
    assert len(book(d.FigureRow("k", "a" * 40_000, "1"))["Siffror"]["B2"].value) == 32_002
