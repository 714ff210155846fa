"""A row of a classification result from another tool: what it says, what it would do, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy

from akropolis.classification.models import Scheme
from akropolis.classification.rules.aspects import in_letters
from akropolis.information.models import InformationSet
from akropolis.kernel.access.models import Unit


@dataclass(frozen=True, slots=True)
class Choices:
    """What the columns are (field or aspect → position), and the unit of rows that name none."""

    columns: Mapping[str, int]
    scheme: Scheme
    unit: Unit | None = None


class Outcome(Enum):
    """What becomes of a row."""

    NEW_SET = "new_set"
    NEW_DECISION = "new_decision"
    UNCHANGED = "unchanged"
    REFUSED = "refused"

    @property
    def label(self) -> Any:
        """The outcome in words."""
        return _LABELS[self]


_LABELS = {
    Outcome.NEW_SET: gettext_lazy("new information set, with its decision"),
    Outcome.NEW_DECISION: gettext_lazy("new decision"),
    Outcome.UNCHANGED: gettext_lazy("as before"),
    Outcome.REFUSED: gettext_lazy("must be corrected"),
}


@dataclass(slots=True)
class Planned:
    """One row: what it says, what it would do, and what is wrong with it (column heading and sentence)."""

    line: int
    name: str = ""
    unit: Unit | None = None
    information: InformationSet | None = None
    levels: dict[str, int] = field(default_factory=dict)
    decided_on: date | None = None
    valid_to: date | None = None
    decided_by: str = ""
    note: str = ""
    unchanged: bool = False
    beyond: bool = False
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        """What becomes of it."""
        if self.problems:
            return Outcome.REFUSED
        if self.information is None:
            return Outcome.NEW_SET
        return Outcome.UNCHANGED if self.unchanged else Outcome.NEW_DECISION

    @property
    def letters(self) -> str:
        """The levels as they are written: K3 R2."""
        return in_letters(self.levels)


@dataclass(frozen=True, slots=True)
class Plan:
    """Every row in the file's order."""

    rows: tuple[Planned, ...]

    def of(self, *outcomes: Outcome) -> list[Planned]:
        """The rows with one of the outcomes."""
        return [row for row in self.rows if row.outcome in outcomes]

    def count(self, outcome: Outcome) -> int:
        """How many rows have that outcome."""
        return len(self.of(outcome))

    @property
    def beyond(self) -> bool:
        """Whether a row lies above the catalogue: then the file is not to be kept."""
        return any(row.beyond for row in self.rows)
