"""Reads a file into a table of text. Interprets nothing but the file format itself."""

import csv
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import reduce
from io import BytesIO, StringIO

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.exchange import guards
from akropolis.base.kernel.exchange.cells import unescape_formula
from akropolis.base.kernel.exchange.sheets import NO_FORMULAS, Sheet, SheetLine
from akropolis.base.kernel.exchange.worksheets import Extent, extents_of, merge_extents
from akropolis.base.kernel.exchange.writing import LISTS
from akropolis.base.kernel.files.packages import damaged_error
from akropolis.base.kernel.files.uploads import UPLOAD_LIMIT
from akropolis.base.lib.headings import HeadingNames, find_heading, stack
from akropolis.base.lib.text import composed

DELIMITERS = (";", "\t", ",")
ENCODINGS = ("utf-8-sig", "cp1252")
_NO_CP1252 = re.compile(rb"\A\xef\xbb\xbf|\xc3[\x80-\xbf]|\xed[\xa0-\xbf][\x80-\xbf]")
"""The UTF-8 mark, UTF-8's western letters, and encoded surrogates: as Windows-1252 they would be Ã and a sign."""
CELL_LIMIT = 200_000
HALF_SECOND = timedelta(milliseconds=500)
SHOWN = 10
"""Maximum number of hidden rows and columns named in a notice."""


def read(name: str, data: bytes, *, limit: int = UPLOAD_LIMIT, headings: HeadingNames | None = None) -> Sheet:
    """Read the first sheet of an .xlsx, or a .csv, as text. Raises Refused with a sentence if it cannot be read.

    Whole numbers lose Excel's ".0", days and datetimes are in ISO form, booleans are `true` and `false`. The first
    row holds the headings; given the known `headings`, the row in which most of them stand does.
    """
    guards.check_size(len(data), limit=limit)
    ending = name.lower().rpartition(".")[2]
    if ending == "xlsx":
        with closing(_workbook(data)) as sheets:
            _title, rows, extent = next(sheets)
            sheet = _sheet(rows, extent, headings)
            unread = [title for title, _rows, extent in sheets if extent.rows and title != LISTS]
        words = _("The sheet “%(name)s” is not read, only the first one.")
        return replace(sheet, notices=(*sheet.notices, *(words % {"name": title} for title in unread)))
    if ending == "csv":
        guards.check_text(data)
        return _sheet(_separated(data), Extent(), headings)
    raise Refused(
        _("Only .xlsx and .csv can be read in. Save the file in one of those formats and send it again."),
        code="wrong_type",
    )


def read_sheets(name: str, data: bytes) -> dict[str, Sheet]:
    """Read the sheets of an .xlsx that hold rows, by name. Raises Refused as `read`, but not for empty sheets."""
    guards.check_size(len(data))
    if not name.lower().endswith(".xlsx"):
        raise Refused(
            _("Only .xlsx can hold several sheets. Save the file as an Excel workbook and send it again."),
            code="wrong_type",
        )
    found = ((title, _lines(rows, extent.formulas), extent) for title, rows, extent in _workbook(data))
    return {title: _with_header(lines, extent) for title, lines, extent in found if len(lines) > 1}


def _sheet(rows: Iterable[Sequence[str]], extent: Extent, headings: HeadingNames | None) -> Sheet:
    lines = _lines(rows, extent.formulas)
    if len(lines) < 2:
        raise Refused(
            _(
                "The file holds no rows. The first row must hold the headings, and each row below it one record."
            ),
            code="empty",
        )
    at = find_heading([line.cells for line in lines[:-1]], headings) if headings else 0
    if at == 0:
        return _with_header(lines, extent)
    cells = reduce(stack, (line.cells for line in lines[: at + 1]), list[str]())
    sheet = _with_header([replace(lines[at], cells=tuple(cells)), *lines[at + 1 :]], extent)
    words = _("The headings stand in row %(row)s. What stands above it is not read.") % {
        "row": lines[at].number
    }
    return replace(sheet, notices=(words, *sheet.notices))


def _lines(rows: Iterable[Sequence[str]], formulas: set[tuple[int, int]]) -> list[SheetLine]:
    by_row: dict[int, set[int]] = {}
    for number, position in formulas:
        by_row.setdefault(number, set()).add(position)
    found = {number: frozenset(positions) for number, positions in by_row.items()}
    return [
        SheetLine(number, tuple(cells), found.get(number, NO_FORMULAS))
        for number, cells in enumerate(rows, start=1)
        if any(cell.strip() for cell in cells) or number in by_row
    ]


def _with_header(lines: Sequence[SheetLine], extent: Extent) -> Sheet:
    """Return the table. Raises Refused for a cell to the right of the last heading, since its meaning is unknown."""
    header = tuple(cell.strip() for cell in lines[0].cells)
    width = max((place for place, heading in enumerate(header, start=1) if heading), default=0)
    if stray := next((line for line in lines if any(map(str.strip, line.cells[width:]))), None):
        sentence = _(
            "Row %(row)s has a value to the right of the last heading. Write a heading, or empty the cell."
        )
        raise Refused(sentence % {"row": stray.number}, code="header")
    return Sheet(header[:width], tuple(lines[1:]), tuple(_of_hidden(extent)))


def _of_hidden(extent: Extent) -> Iterator[str]:
    if found := sorted(extent.hidden, key=lambda place: (len(place), place)):
        which = ", ".join(found[:SHOWN]) + (" …" if found[SHOWN:] else "")
        sentence = _("Rows and columns that are hidden in the file are read in as the others: %(which)s.")
        yield sentence % {"which": which}


type Cells = Iterator[list[str]]


def _workbook(data: bytes) -> Generator[tuple[str, Cells, Extent]]:
    """Yield the worksheets one by one: name, rows and `Extent`. Rows are read lazily."""
    extents = extents_of(guards.check_package(data))
    known: dict[str, str] = {}  # a text that stands in many cells is kept once
    with _report_damaged(), CalamineWorkbook.from_filelike(BytesIO(data)) as book:
        names = book.sheet_names
        if not names:
            raise damaged_error()
        for index, name in enumerate(names):
            extent = extents[index] if len(extents) == len(names) else merge_extents(extents)
            yield name, _rows(book, index, known), extent


@contextmanager
def _report_damaged() -> Iterator[None]:
    """Context manager that reports a workbook as damaged if the library cannot read it."""
    try:
        yield
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise damaged_error() from error


def _rows(book: CalamineWorkbook, index: int, known: dict[str, str]) -> Cells:
    """Yield every row from the sheet's first, and every cell from its first column, empty ones too."""
    with _report_damaged():
        sheet = book.get_sheet_by_index(index)
        before = [""] * (sheet.start or (0, 0))[1]
        for row in sheet.iter_rows():
            yield before + [known.setdefault(text, text) for text in map(_text, row)]


def _text(value: object) -> str:
    if isinstance(value, str):
        return composed(value.replace("\r\n", "\n"))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        # Excel keeps moments as fractions of a day, a little off the second.
        whole = (value + HALF_SECOND).replace(microsecond=0)
        return str(whole) if whole.second else f"{whole:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _separated(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    csv.field_size_limit(CELL_LIMIT)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise Refused(
            _(
                "The file is not a table in CSV form: a quotation mark may be missing. Save it anew and send it again."
            ),
            code="damaged",
        ) from error
    guards.check_extent(len(rows), max(map(len, rows), default=0))
    return [[composed(unescape_formula(cell.replace("\r\n", "\n"))) for cell in row] for row in rows]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and _NO_CP1252.search(data):
                raise _mixed(error.object.count(b"\n", 0, error.start) + 1) from error
            continue
        if "\x00" not in text:
            return text
    raise Refused(
        _("The file is not text that can be read. Save it as CSV with the encoding UTF-8 and send it again."),
        code="wrong_type",
    )


def _mixed(line: int) -> Refused:
    sentence = _(
        "Line %(line)s of the file is not written in UTF-8, though other lines are. Save the file as CSV with the "
        "encoding UTF-8, look at that line, and send it again."
    )
    return Refused(sentence % {"line": line}, code="wrong_type")


def _delimiter(text: str) -> str:
    quoted, counts = False, dict.fromkeys(DELIMITERS, 0)
    for character in text[:CELL_LIMIT]:
        if character == '"':
            quoted = not quoted
        elif not quoted and character == "\n":
            break
        elif not quoted and character in counts:
            counts[character] += 1
    return max(DELIMITERS, key=counts.__getitem__)
