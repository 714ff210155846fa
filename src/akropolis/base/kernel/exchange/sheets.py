"""A table of text: what a file holds once read, and what a file is written from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

type Value = str | int | Decimal | date | datetime | None
"""What a cell may hold. Datetimes are naive, in the reader's own time zone; booleans have become words."""


NO_FORMULAS: frozenset[int] = frozenset()
"""The empty set shared by all rows without formulas: a new empty set takes four times the memory of the row."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row of a file. `number` is the row number in the file as a spreadsheet counts, with the header as 1."""

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = NO_FORMULAS
    """Positions of cells that hold a formula: their text is only its last result."""

    def cell(self, position: int) -> str:
        """Return the text at the position; empty beyond the end of the row."""
        return self.cells[position] if position < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and the non-empty rows under it.

    `notices` are sentences on what the user may not expect: contents of the file that are not read, and
    hidden contents that are.
    """

    header: tuple[str, ...]
    lines: tuple[SheetLine, ...]
    notices: tuple[str, ...] = ()


class ValueKind(Enum):
    """The type of a column's values, so that a spreadsheet treats numbers as numbers and dates as dates."""

    TEXT = "text"
    PROSE = "prose"
    """Text of several sentences, wrapped."""
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column to write. `choices` are offered in the cells; `width` is in characters."""

    header: str
    kind: ValueKind = ValueKind.TEXT
    choices: Sequence[str] = ()
    width: int = 20


@dataclass(frozen=True, slots=True)
class OutSheet:
    """A table to write as one sheet of a workbook. The rows are iterated once."""

    title: str
    columns: Sequence[OutColumn]
    rows: Iterable[Sequence[Value]]
