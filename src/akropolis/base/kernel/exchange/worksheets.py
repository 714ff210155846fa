"""How far the filled cells of a workbook reach, found before the reader would allocate room for all of them.

One cell at XFD1048576 is a few bytes in a file, and seventeen thousand million empty cells in memory.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import basename
from xml.parsers import expat

from akropolis.base.kernel.exchange import guards
from akropolis.base.kernel.files.packages import damaged_error

RELATIONS = "xl/_rels/workbook.xml.rels"
FILLED = frozenset({"v", "is", "f"})
TRUE = frozenset({"1", "true"})
_PLACE = re.compile(r"([A-Za-z]{1,8})([0-9]{1,12})")


@dataclass(slots=True)
class Extent:
    """How far the filled cells of a worksheet reach, and which of them hold formulas, as (row,
    position).

    `hidden` are the numbers of hidden rows and the letters of hidden columns that hold filled cells.
    """

    rows: int = 0
    columns: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Walk(Extent):
    """The parser's position in the sheet, counting rows and columns from 1."""

    row: int = 0
    column: int = 0
    row_is_hidden: bool = False
    hidden_columns: set[int] = field(default_factory=set)
    letters: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element."""
        local = name.rpartition(":")[2]
        if local in FILLED:
            self._fill(formula=local == "f")
        elif local == "c":
            self._cell(attributes.get("r"))
        elif local == "row":
            told = attributes.get("r")
            self.row, self.column = _whole(told) if told else self.row + 1, 0
            self.row_is_hidden = attributes.get("hidden") in TRUE
        elif local == "col" and attributes.get("hidden") in TRUE:
            first, last = (_whole(attributes.get(name, "")) for name in ("min", "max"))
            if first not in self.hidden_columns:
                self.hidden_columns.update(range(first, min(last, guards.COLUMNS_LIMIT) + 1))

    def _fill(self, *, formula: bool) -> None:
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)
        if formula:
            self.formulas.add((self.row, self.column - 1))
        if self.row_is_hidden:
            self.hidden.add(str(self.row))
        if self.column in self.hidden_columns:
            self.hidden.add(self.letters)

    def _cell(self, place: str | None) -> None:
        if place is None:
            self.column += 1
            return
        found = _PLACE.fullmatch(place)
        if found is None:
            raise damaged_error()
        self.row, self.column, self.letters = int(found[2]), _position(found[1]), found[1]


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise damaged_error()
    return int(text)


def _position(letters: str) -> int:
    value = 0
    for letter in letters.upper():
        value = value * 26 + ord(letter) - 64
    return value


def _parse(xml: bytes, start: object) -> None:
    parser = expat.ParserCreate()

    def doctype(*_given: object) -> None:
        raise damaged_error()

    parser.StartElementHandler = start  # type: ignore[assignment]
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise damaged_error() from error


def extent_of(xml: bytes) -> Extent:
    """Return the extent of one worksheet. Raises Refused if it reaches too far, or if the XML is not well-formed."""
    walk = _Walk()
    _parse(xml, walk.start)
    guards.check_extent(walk.rows, walk.columns)
    return walk


def extents_of(parts: Mapping[str, bytes]) -> list[Extent]:
    """Return the extent of each worksheet, in order. Refuses if any part that may be read as one is too large."""
    targets = dict(_targets(parts.get(RELATIONS, b"<none/>")))
    known = {basename(target).lower() for target in targets.values()}
    extents = {
        name.lower(): extent_of(xml)
        for name, xml in parts.items()
        if name.startswith("xl/worksheets/") or (basename(name).lower() in known and b"sheetData" in xml)
    }
    keys = [targets.get(key, "").lower() for key in _sheets(parts["xl/workbook.xml"])]
    every = merge_extents(extents.values())
    return [extents.get(key) or extents.get(f"xl/{key}") or every for key in keys] or [every]


def merge_extents(extents: Iterable[Extent]) -> Extent:
    """Return an extent for a worksheet that cannot be identified: the rows of the longest and the formulas of all."""
    found = [Extent(), *extents]
    formulas = set[tuple[int, int]]().union(*(extent.formulas for extent in found))
    return Extent(max(extent.rows for extent in found), formulas=formulas)


def _targets(xml: bytes) -> Iterator[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            target = attributes.get("Target", "").replace("\\", "/").lstrip("/")
            found.append((attributes.get("Id", ""), target))

    _parse(xml, start)
    return iter(found)


def _sheets(xml: bytes) -> list[str]:
    """Return the relation ids of the worksheets, in the workbook's order."""
    found: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            found.append(next((value for key, value in attributes.items() if key.endswith(":id")), ""))

    _parse(xml, start)
    return found
