"""The figures of a document as an Excel workbook: one sheet of figures, one about the document."""

from __future__ import annotations

import io
import re
from typing import Any

from akropolis.base.kernel.reporting.prepared import Prepared
from akropolis.base.lib.document import FigureRow

_LONGEST = 32_000
_WIDTHS = (26, 44, 14, 12, 12, 30, 14, 34, 24)
_NUMBER = re.compile(
    "(?P<sign>[-−]?)(?P<whole>0|[1-9][0-9]{0,2}(?:[ \xa0]?[0-9]{3}){0,4})"
    "(?:,(?P<part>[0-9]{1,6}))?(?P<percent>[ \xa0]?%)?"
)


def render(prepared: Prepared) -> bytes:
    """Return the document's figures as an .xlsx file.

    Text is written as text, whatever character it begins with; only a number in Swedish format becomes a number.
    """
    import xlsxwriter  # noqa: PLC0415 # 16 megabytes, and most processes write no workbook

    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(made, options)
    document = prepared.document
    book.set_properties(
        {
            "title": document.title,
            "subject": document.subtitle,
            "author": document.meta.authority,
            "category": document.meta.kind,
            "created": prepared.moment.replace(tzinfo=None),
        }
    )
    _figures(book, prepared)
    _about(book, prepared)
    book.close()
    return made.getvalue()


def _figures(book: Any, prepared: Prepared) -> None:
    words = prepared.words
    sheet = book.add_worksheet(words.figures)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (title, width) in enumerate(zip(words.figure_columns, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    for index, row in enumerate(prepared.document.figures, 1):
        for column, text in enumerate(_texts(row)):
            number = _number(text) if column in (2, 3, 4) else None
            if number is None:
                sheet.write_string(index, column, _short(text), wrapped)
            else:
                value, shape = number
                sheet.write_number(
                    index, column, value, book.add_format({"num_format": shape, "valign": "top"})
                )
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(prepared.document.figures), 1), len(_WIDTHS) - 1)
    sheet.repeat_rows(0)
    _page(sheet, prepared)


def _texts(row: FigureRow) -> tuple[str, ...]:
    return (
        row.key,
        row.label,
        row.value,
        row.denominator,
        row.missing,
        row.period,
        row.cutoff,
        row.source,
        row.secrecy.paragraph if row.secrecy else "",
    )


def _about(book: Any, prepared: Prepared) -> None:
    words, document = prepared.words, prepared.document
    sheet = book.add_worksheet(words.about)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 70)
    rows = [(words.title, document.title), (words.subtitle, document.subtitle), *prepared.meta_rows()]
    for index, (label, text) in enumerate(row for row in rows if row[1]):
        sheet.write_string(index, 0, label, bold)
        sheet.write_string(index, 1, _short(text), wrapped)
    _page(sheet, prepared)


def _page(sheet: Any, prepared: Prepared) -> None:
    """Set the page to A4 landscape, one page wide, with "Sida x (y)" as in the other formats."""
    before, after = prepared.words.of
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&R{prepared.words.page} &P{before}&N{after}")


def _number(text: str) -> tuple[float, str] | None:
    """Parse a number in Swedish format and return it with its number format; None if the text is not just a number."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    part = found["part"] or ""
    value = float(f"{re.sub('[^0-9]', '', found['whole'])}.{part or 0}")
    decimals = f".{'0' * len(part)}" if part else ""
    if found["percent"]:
        value, shape = value / 100, f"0{decimals}%"
    else:
        shape = f"#,##0{decimals}"
    return (-value if found["sign"] else value), shape


def _short(text: str) -> str:
    """Truncate text to what a cell can hold."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
