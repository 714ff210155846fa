"""What a file does, or would do, row by row."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice, takewhile
from typing import NamedTuple, Protocol, overload

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.lib.swedish import number
from akropolis.base.ui.words import Phrase

EXCERPT = 80
"""Of a longer value as many signs are shown, from a little before where it differs."""


class RowOutcome(Enum):
    """What becomes of a row of the file."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REFUSED = "refused"

    @property
    def label(self) -> Phrase:
        """The outcome in words."""
        return _LABELS[self]


_LABELS = {
    RowOutcome.CREATE: _("new"),
    RowOutcome.UPDATE: _("changed"),
    RowOutcome.UNCHANGED: _("as before"),
    RowOutcome.REFUSED: _("must be corrected"),
}


class CellProblem(NamedTuple):
    """One thing to correct. `column` is the heading, empty when the row as a whole is meant."""

    column: str
    sentence: str


class FieldChange(NamedTuple):
    """One field's change in words."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        pairs = zip(self.before, self.after, strict=False)
        start = sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], pairs)) - EXCERPT // 4
        before, after = (_excerpt(text, start) or gettext("(empty)") for text in (self.before, self.after))
        return f"{self.label}: {before} → {after}"


def _excerpt(text: str, start: int) -> str:
    if len(text) <= EXCERPT:
        return text
    first = max(0, start)
    last = first + EXCERPT
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"


@dataclass(frozen=True, slots=True)
class RowReport:
    """One row: `line` is its place in the file, the header of a table being 1. `sheet` names one of several tables.

    `notes` are worth knowing of a row that can be saved. `cells` stand in the flow's own columns.
    """

    line: int | str
    outcome: RowOutcome
    number: str
    label: str
    problems: tuple[CellProblem, ...] = ()
    notes: tuple[str, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    cells: tuple[str, ...] = ()
    sheet: str = ""


class JudgedRow(Protocol):
    """A row of a file, and what becomes of it."""

    @property
    def outcome(self) -> RowOutcome:
        """Return what happens to the row."""


class ReportRows(Sequence[RowReport]):
    """The rows of a report, put into words as they are asked for: of a hundred thousand, most never are.

    Each part is judged rows, and what tells of them, one by one.
    """

    def __init__(self, *parts: tuple[Sequence[JudgedRow], Callable[[], Iterable[RowReport]]]) -> None:
        self._parts = parts
        self.outcomes = Counter(row.outcome for rows, _told in parts for row in rows)

    def __len__(self) -> int:
        return self.outcomes.total()

    def __iter__(self) -> Iterator[RowReport]:
        for _rows, told in self._parts:
            yield from told()

    @overload
    def __getitem__(self, place: int) -> RowReport: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[RowReport, ...]: ...
    def __getitem__(self, place: int | slice) -> RowReport | tuple[RowReport, ...]:
        return tuple(self)[place]

    def let_go(self) -> None:
        """From now on they can only be counted."""
        self._parts = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Every row in the file's order. `kept` says whether the file may wait for what the person says of it."""

    rows: Sequence[RowReport]
    kept: bool = True

    def count(self, outcome: RowOutcome) -> int:
        """How many rows have that outcome."""
        if isinstance(self.rows, ReportRows):
            return self.rows.outcomes[outcome]
        return sum(row.outcome is outcome for row in self.rows)

    def of(self, outcome: RowOutcome) -> list[RowReport]:
        """The rows with that outcome."""
        return [row for row in self.rows if row.outcome is outcome] if self.count(outcome) else []

    def first(self, outcomes: Container[RowOutcome], most: int) -> list[RowReport]:
        """The first rows with one of the outcomes."""
        return list(islice((row for row in self.rows if row.outcome in outcomes), most))

    def sheet(self, name: str) -> "Report":
        """The rows of one table."""
        return Report(tuple(row for row in self.rows if row.sheet == name))


type Words = dict[RowOutcome, Callable[[int], str]]
ROWS: Words = {
    RowOutcome.CREATE: lambda n: ngettext("%(count)s new row", "%(count)s new rows", n),
    RowOutcome.UPDATE: lambda n: ngettext("%(count)s changed row", "%(count)s changed rows", n),
    RowOutcome.UNCHANGED: lambda n: ngettext("%(count)s row as before", "%(count)s rows as before", n),
    RowOutcome.REFUSED: lambda n: ngettext("%(count)s row to correct", "%(count)s rows to correct", n),
}


def counts(report: Report, words: Words = ROWS) -> list[str]:
    """`3 new rows`, `1 changed row`, `2 rows to correct`; outcomes that no row has are left out."""
    found = [(report.count(outcome), word) for outcome, word in words.items()]
    return [word(count) % {"count": number(count)} for count, word in found if count]
