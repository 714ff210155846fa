"""A row of a classification result from another tool: its values, what it would do, and its errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.registers.report import CellProblem, FieldChange, RowOutcome, RowReport
from akropolis.graph.information.models import ClassificationDecision, InformationSet
from akropolis.graph.information.rules import mapping as rules
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.rules.aspects import in_letters
from akropolis.shared.classification.selectors.schemes import body_of


@dataclass(frozen=True, slots=True)
class Choices:
    """The user's choices: the column index of each field or aspect, and the unit for rows that name none."""

    columns: Mapping[str, int]
    scheme: Scheme
    unit: Unit | None = None

    def problems(self) -> list[str]:
        """Return sentences that say which necessary columns are not chosen."""
        found = []
        if rules.NAME not in self.columns and rules.NUMBER not in self.columns:
            found.append(_("Say which column holds the information set's name or number."))
        if not set(self.columns) - set(rules.FIELDS):
            found.append(_("Say which column holds the level of at least one aspect."))
        return found

    def missing_aspects(self) -> list[str]:
        """Return the names of the aspects without a column: the imported decisions leave these aspects out."""
        active = body_of(self.scheme).active
        return [aspect.name for aspect in active if aspect.key.value not in self.columns]


@dataclass(slots=True)
class MappingRow:
    """One row: its values, what it would do, and its errors (column heading and sentence)."""

    line: int
    name: str = ""
    unit: Unit | None = None
    information: InformationSet | None = None
    levels: dict[str, int] = field(default_factory=dict)
    decided_on: date | None = None
    valid_to: date | None = None
    decided_by: str = ""
    note: str = ""
    latest: ClassificationDecision | None = None
    beyond: bool = False
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def outcome(self) -> RowOutcome:
        """Return what happens to the row."""
        if self.problems:
            return RowOutcome.REFUSED
        if self.information is None:
            return RowOutcome.CREATE
        return RowOutcome.UNCHANGED if self.unchanged else RowOutcome.UPDATE

    @property
    def unchanged(self) -> bool:
        """Tell whether the set's latest decision has the same levels and days as the row."""
        latest, information = self.latest, self.information
        if latest is None or information is None or information.classified_on != self.decided_on:
            return False
        levels = {aspect: level for aspect, level in latest.levels.items() if level is not None}
        return levels == self.levels and latest.valid_to == self.valid_to

    @property
    def letters(self) -> str:
        """Return the row's levels as text: K3 R2."""
        return in_letters(self.levels)

    def report(self) -> RowReport:
        """Return the row's line in the report: its outcome, and its unit, levels and days as cells."""
        unit = self.unit.name if self.unit else ""
        days = [day.isoformat() if day else "" for day in (self.decided_on, self.valid_to)]
        return RowReport(
            self.line,
            self.outcome,
            self.information.number if self.information else "",
            self.name,
            tuple(CellProblem(*problem) for problem in self.problems),
            changes=self._changes() if self.outcome is RowOutcome.UPDATE else (),
            cells=(unit, self.letters, *days),
        )

    def _changes(self) -> tuple[FieldChange, ...]:
        before = self.latest
        if before is None or self.valid_to is None:
            return ()
        pairs = (
            (_("Levels"), in_letters(before.levels), self.letters),
            (_("Valid to"), before.valid_to.isoformat(), self.valid_to.isoformat()),
        )
        return tuple(FieldChange(*pair) for pair in pairs if pair[1] != pair[2])


def origin_of(name: str, data: bytes) -> str:
    """Return the file's name, and the name of its sheet if it is a workbook: the `origin` of imported decisions."""
    if not name.lower().endswith(".xlsx"):
        return name[-300:]
    with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
        sheet = book.sheet_names[0]
    return f"{name[-200:]}, {sheet}"[:300]
