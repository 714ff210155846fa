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
"""Number of characters shown of a longer value, from just before the first difference."""


class RowOutcome(Enum):
    """What happens to a row of the file."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REFUSED = "refused"

    @property
    def label(self) -> Phrase:
        """The name of the outcome."""
        return _LABELS[self]


_LABELS = {
    RowOutcome.CREATE: _("new"),
    RowOutcome.UPDATE: _("changed"),
    RowOutcome.UNCHANGED: _("as before"),
    RowOutcome.REFUSED: _("must be corrected"),
}


class CellProblem(NamedTuple):
    """One error to correct. `column` is the heading; empty for the row as a whole."""

    column: str
    sentence: str


class FieldChange(NamedTuple):
    """The change of one field, as text."""

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
    """The report of one row. `line` is the row's number in the file, counting the header as 1. `sheet`
    is the table that it is in, if the file has several.

    `notes` are remarks on a row that can be saved. `cells` are the values of the flow's own columns
    (`Flow.columns`).
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
    """A row of a file with its outcome."""

    @property
    def outcome(self) -> RowOutcome:
        """Return what happens to the row."""


class ReportRows(Sequence[RowReport]):
    """The rows of a report, described lazily: of a hundred thousand rows, most are never shown.

    Each part is a sequence of judged rows and a function that yields their reports, in the same order.
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
        """Release the rows: afterwards they can only be counted."""
        self._parts = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All rows in the file's order. `kept` says whether the file may be kept while the user decides."""

    rows: Sequence[RowReport]
    kept: bool = True

    def count(self, outcome: RowOutcome) -> int:
        """Return the number of rows with the outcome."""
        if isinstance(self.rows, ReportRows):
            return self.rows.outcomes[outcome]
        return sum(row.outcome is outcome for row in self.rows)

    def of(self, outcome: RowOutcome) -> list[RowReport]:
        """Return the rows with the outcome."""
        return [row for row in self.rows if row.outcome is outcome] if self.count(outcome) else []

    def first(self, outcomes: Container[RowOutcome], most: int) -> list[RowReport]:
        """Return the first `most` rows with any of the outcomes."""
        return list(islice((row for row in self.rows if row.outcome in outcomes), most))

    def sheet(self, name: str) -> "Report":
        """Return a report with only the rows of the table `name`."""
        return Report(tuple(row for row in self.rows if row.sheet == name))


type Words = dict[RowOutcome, Callable[[int], str]]
ROWS: Words = {
    RowOutcome.CREATE: lambda n: ngettext("%(count)s new row", "%(count)s new rows", n),
    RowOutcome.UPDATE: lambda n: ngettext("%(count)s changed row", "%(count)s changed rows", n),
    RowOutcome.UNCHANGED: lambda n: ngettext("%(count)s row as before", "%(count)s rows as before", n),
    RowOutcome.REFUSED: lambda n: ngettext("%(count)s row to correct", "%(count)s rows to correct", n),
}


def counts(report: Report, words: Words = ROWS) -> list[str]:
    """Return `3 new rows`, `1 changed row`, `2 rows to correct`; outcomes without rows are left out."""
    found = [(report.count(outcome), word) for outcome, word in words.items()]
    return [word(count) % {"count": number(count)} for count, word in found if count]
