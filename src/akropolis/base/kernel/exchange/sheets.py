"""A table of text: what a file holds when it has been read, and what one is written from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

type Value = str | int | Decimal | date | datetime | None
"""What a cell may hold. Moments are in the reader's own zone and without one; yes and no are words by now."""


NO_FORMULAS: frozenset[int] = frozenset()
"""The same one for every row without: an empty set of its own is four times as large as the row."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row of a file. `number` is the row in the file, counted as a spreadsheet counts, with the header as 1."""

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = NO_FORMULAS
    """Positions of cells that hold a formula: their text is only what it last came to."""

    def cell(self, position: int) -> str:
        """The text at that position; a row that ends early is empty from there on."""
        return self.cells[position] if position < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and the rows under it that are not empty.

    `notices` tell of what a person may not expect: what the file holds and is not read, and what is read though hidden.
    """

    header: tuple[str, ...]
    lines: tuple[SheetLine, ...]
    notices: tuple[str, ...] = ()


class ValueKind(Enum):
    """What a column's values are, so that a spreadsheet can treat them as such."""

    TEXT = "text"
    PROSE = "prose"
    """Text of several sentences, broken into lines."""
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column to be written. `choices` are offered in the cells; `width` is in characters."""

    header: str
    kind: ValueKind = ValueKind.TEXT
    choices: Sequence[str] = ()
    width: int = 20


@dataclass(frozen=True, slots=True)
class OutSheet:
    """A table to be written as one sheet of a workbook. The rows are asked for once."""

    title: str
    columns: Sequence[OutColumn]
    rows: Iterable[Sequence[Value]]
