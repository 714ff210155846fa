"""Writes values to a file. Text beginning with = + - @ stays text, and exported files can be imported unchanged."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.exchange.cells import escape_formula
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet, Value, ValueKind

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
CELL_LIMIT = 32_767
INLINE_LIMIT = 255
OFFERED_ROWS = 5_000
FIRST_YEAR = 1900
LISTS = "akropolis_lists"


def write(ending: str, columns: Sequence[OutColumn], rows: Iterable[Sequence[Value]], *, title: str) -> bytes:
    """Write the rows as `xlsx` or `csv`. Raises Refused for another ending, and text that the format cannot hold."""
    if ending == "csv":
        return separated(columns, rows)
    return write_book(ending, [OutSheet(title, columns, rows)], title=title)


def write_book(ending: str, sheets: Iterable[OutSheet], *, title: str) -> bytes:
    """Return the sheets as one workbook. Raises Refused for an ending other than `xlsx`."""
    if ending == "xlsx":
        return workbook(sheets, title=title)
    raise Refused(_("Choose .xlsx or .csv as the format of the file."), code="wrong_type")


def separated(columns: Sequence[OutColumn], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return CSV as Swedish Excel opens it: UTF-8 with a BOM, semicolons, decimal commas."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([escape_formula(column.header) for column in columns])
    writer.writerows([escape_formula(plain_text(value)) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def plain_text(value: Value) -> str:
    """Return the value as the text that reading the written file would give."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}" if value.second else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return value.isoformat() if isinstance(value, date) else str(value)


def workbook(sheets: Iterable[OutSheet], *, title: str) -> bytes:
    """Return an Excel workbook with one worksheet per given sheet, in the given order: real dates and
    numbers, frozen headings, a filter, drop-down lists in the cells. Rows are written as they come and
    not kept in memory.
    """
    out = BytesIO()
    with _workbook(out, title) as book:
        lists = _Lists(book)
        for sheet in sheets:
            _write_sheet(book, sheet, lists)
        lists.write()
    return out.getvalue()


def _write_sheet(book: Any, given: OutSheet, lists: "_Lists") -> None:
    sheet = book.add_worksheet(_sheet_name(given.title))
    styles = {
        ValueKind.DATE: book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        ValueKind.MOMENT: book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
        ValueKind.TEXT: book.add_format({"valign": "top", "num_format": "@"}),
        ValueKind.PROSE: book.add_format({"valign": "top", "num_format": "@", "text_wrap": True}),
        ValueKind.NUMBER: book.add_format({"valign": "top"}),
    }
    _headings(book, sheet, given.columns, styles)
    writers = [_cell_writer(sheet, column.kind, styles) for column in given.columns]
    last = 0
    for last, row in enumerate(given.rows, start=1):
        for position, value in enumerate(row):
            if value is not None and value != "":
                writers[position](last, position, value)
    sheet.autofilter(0, 0, max(last, 1), len(given.columns) - 1)
    _offer(sheet, given.columns, last, lists)


@contextmanager
def _workbook(out: BytesIO, title: str) -> Iterator[Any]:
    import xlsxwriter  # noqa: PLC0415 # takes a tenth of every start, and most that starts writes no workbook

    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title})
    try:
        yield book
    finally:
        book.close()


def _sheet_name(title: str) -> str:
    return "".join(c for c in title if c not in "[]:*?/\\'")[:31].strip() or "1"


def _headings(book: Any, sheet: Any, columns: Sequence[OutColumn], styles: Any) -> None:
    bold = book.add_format({"bold": True, "valign": "top"})
    for position, column in enumerate(columns):
        sheet.set_column(position, position, column.width, styles[column.kind])
        sheet.write_string(0, position, column.header, bold)
    sheet.freeze_panes(1, 1)


def _cell_writer(sheet: Any, kind: ValueKind, styles: Any) -> Any:
    style = styles[kind]

    def text(row: int, position: int, value: Value) -> None:
        words = plain_text(value)
        if len(words) > CELL_LIMIT:
            raise Refused(
                _("A text is longer than an Excel cell can hold. Choose .csv instead."), code="cell_too_long"
            )
        sheet.write_string(
            row, position, words, styles[ValueKind.PROSE if kind is ValueKind.PROSE else ValueKind.TEXT]
        )

    def moment(row: int, position: int, value: Any) -> None:
        # Excel knows no day before 1900.
        if value.year >= FIRST_YEAR:
            sheet.write_datetime(row, position, value, style)
        else:
            text(row, position, value)

    def number(row: int, position: int, value: Any) -> None:
        sheet.write_number(row, position, value, style)

    return {ValueKind.TEXT: text, ValueKind.PROSE: text, ValueKind.NUMBER: number}.get(kind, moment)


def _offer(sheet: Any, columns: Sequence[OutColumn], last: int, lists: "_Lists") -> None:
    """Add drop-down lists to the cells, with room for new rows. Long lists go in a hidden sheet of their own."""
    bottom = last + OFFERED_ROWS
    for position, column in enumerate(columns):
        if not column.choices:
            continue
        source: str | list[str] = list(column.choices)
        if len(",".join(column.choices)) > INLINE_LIMIT or any("," in choice for choice in column.choices):
            source = lists.add(column.choices)
        options = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(1, position, bottom, position, options)


class _Lists:
    """The hidden sheet of lists; written last, because the file is built row by row."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.columns: list[Sequence[str]] = []

    def add(self, choices: Sequence[str]) -> str:
        """Add a list of choices and return the formula that refers to it."""
        if choices not in self.columns:
            self.columns.append(choices)
        letter = chr(ord("A") + self.columns.index(choices))
        return f"={LISTS}!${letter}$1:${letter}${len(choices)}"

    def write(self) -> None:
        """Write all lists side by side; no sheet if there are none."""
        if not self.columns:
            return
        sheet = self.book.add_worksheet(LISTS)
        sheet.hide()
        for row in range(max(map(len, self.columns))):
            for position, choices in enumerate(self.columns):
                if row < len(choices):
                    sheet.write_string(row, position, choices[row])
