"""Excel files as the tests read them."""

from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet


def first_sheet(content: bytes) -> Worksheet:
    """The sheet that opens with the file."""
    sheet = load_workbook(BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def lines(content: bytes) -> list[tuple[Any, ...]]:
    """Every line of the sheet that opens with the file, its head first."""
    return list(first_sheet(content).iter_rows(values_only=True))
