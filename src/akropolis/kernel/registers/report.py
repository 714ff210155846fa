"""What an import does, or would do, row by row."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Outcome(Enum):
    """What becomes of a row of the file."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REFUSED = "refused"

    @property
    def label(self) -> Any:
        """The outcome in words."""
        return _LABELS[self]


_LABELS = {
    Outcome.CREATE: _("new"),
    Outcome.UPDATE: _("changed"),
    Outcome.UNCHANGED: _("as before"),
    Outcome.REFUSED: _("must be corrected"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct. `column` is the heading, empty when the row as a whole is meant."""

    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RowReport:
    """One row: `line` is its place in the file, the header being 1."""

    line: int
    outcome: Outcome
    number: str
    label: str
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    """What is worth knowing about the row, though it can be saved."""


@dataclass(frozen=True, slots=True)
class Report:
    """Every row in the file's order."""

    rows: tuple[RowReport, ...]

    def count(self, outcome: Outcome) -> int:
        """How many rows have that outcome."""
        return sum(row.outcome is outcome for row in self.rows)

    def of(self, outcome: Outcome) -> list[RowReport]:
        """The rows with that outcome."""
        return [row for row in self.rows if row.outcome is outcome]
