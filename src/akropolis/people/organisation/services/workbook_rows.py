"""One sheet of the organisation's workbook: its rows read cell by cell, and what each would change."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.exchange.sheets import Sheet
from akropolis.base.kernel.records.validation import validate
from akropolis.base.kernel.records.values import built, written
from akropolis.base.kernel.registers.check import LineOutcome
from akropolis.base.kernel.registers.columns import SheetColumn, UnreadableCell, plain_value
from akropolis.base.kernel.registers.display import heading, text_of
from akropolis.base.kernel.registers.references import References
from akropolis.base.kernel.registers.report import FieldChange, RowOutcome, RowReport
from akropolis.base.lib.swedish import listing
from akropolis.people.organisation.selectors.workbook import SHEETS, columns_of_sheet, names_of_column

type CellValues = dict[str, Any]
"""What the cells of a row say, by field."""


@dataclass(slots=True)
class OrganisationRow[T: Tracked](LineOutcome[T]):
    """One row of the file; its `number` is the code or the user name.

    `made` is the stored row, or the one that would be stored.
    """

    values: CellValues = field(default_factory=dict)
    made: T | None = None


def _changes(stored: Tracked, values: Mapping[str, object]) -> Iterator[FieldChange]:
    after = copy(stored)
    for name, value in values.items():
        setattr(after, name, value)
    for column in stored._meta.concrete_fields:
        if column.name in values:
            yield FieldChange(heading(column), text_of(stored, column), text_of(after, column))


class SheetRows[T: Tracked]:
    """The rows of one sheet, read cell by cell. A column that is not known is not read, and is named in `notices`.

    Raises Refused if a heading stands twice, or if one in `needs` is missing.
    """

    def __init__(
        self, sheet: str, content: Sheet | None, references: References, *, needs: Sequence[str]
    ) -> None:
        self.sheet, self.references = sheet, references
        self.columns = {column.name: column for column in columns_of_sheet(sheet)}
        self.notices = list(content.notices) if content else []
        self.places: dict[str, int] = {}
        if content is not None:
            self._find_columns(content.header, needs)
        self.rows = [OrganisationRow[T](line) for line in (content.lines if content else ())]

    def _find_columns(self, header: Sequence[str], needs: Sequence[str]) -> None:
        title, unread = SHEETS[self.sheet].title, []
        for place, text in enumerate(header):
            word = " ".join(text.casefold().replace("*", " ").replace(":", " ").split())
            column = next((c for c in self.columns.values() if word in names_of_column(c)), None)
            if column is None:
                unread += [text] if text else []
            elif column.name in self.places:
                sentence = _("The heading “%(name)s” stands twice in the sheet “%(sheet)s”. Keep one.")
                raise Refused(sentence % {"name": text, "sheet": title}, code="header")
            else:
                self.places[column.name] = place
        if lacking := [self.columns[name].header for name in needs if name not in self.places]:
            sentence = _("The sheet “%(sheet)s” lacks %(lacking)s. The headings must stand in the first row.")
            words = {"sheet": title, "lacking": listing([f"”{name}”" for name in lacking], _("and"))}
            raise Refused(sentence % words, code="header")
        if unread:
            words = {"sheet": title, "names": listing(unread, _("and"))}
            self.notices.append(_("Not read in the sheet “%(sheet)s”: %(names)s.") % words)

    def text(self, row: OrganisationRow[T], name: str) -> str:
        """Return the text of the row's cell, without spaces around it; empty if there is no such column."""
        return row.line.cell(self.places[name]).strip() if name in self.places else ""

    def read(self, row: OrganisationRow[T], *names: str) -> CellValues:
        """Return the values of the columns that the file has; unreadable cells become errors of the row."""
        found: CellValues = {}
        for name in names:
            column, text = self.columns[name], self.text(row, name)
            if name not in self.places:
                continue
            if self.places[name] in row.line.formulas:
                row.refuse(_("The cell holds a formula. Write the value itself."), column)
                continue
            try:
                found[name] = self._value(column, text) if text else _empty(column)
            except UnreadableCell as unreadable:
                row.refuse(unreadable, column)
        return found

    def _value(self, column: SheetColumn, text: str) -> object:
        if column.kind in ("unit", "person"):
            return self.references.find(column, text)
        return plain_value(column, text)

    def new(self, row: OrganisationRow[T], values: CellValues) -> T:
        """Return an unsaved row with the values, without the empty cells of columns that must not be empty."""
        model: Any = SHEETS[self.sheet].model
        for name, column in self.columns.items():
            if column.required and values.get(name) in (None, "") and not self.text(row, name):
                row.refuse(_("Fill in the cell."), column)
        given = {name: value for name, value in values.items() if value is not None}
        made: T = built(model, written(model, given))
        return made

    def change(self, row: OrganisationRow[T], stored: T, values: CellValues) -> None:
        """Set what the values change in the stored row. An empty cell leaves a day, and yes or no, as it is."""
        row.stored = row.made = stored
        for name, value in written(type(stored), values).items():
            column = self.columns[name]
            if value == "" and not column.field.blank:
                row.refuse(_("The cell must not be empty."), column)
            elif value != getattr(stored, name) and (value is not None or column.field.null):
                row.values[name] = value

    def check(self, row: OrganisationRow[T], act: Callable[[], object]) -> None:
        """Carry out a check; what it finds invalid becomes errors of the row, each at its column."""
        try:
            act()
        except Invalid as invalid:
            row.refuse_faults(invalid.errors, self.columns)

    def validate(self, row: OrganisationRow[T]) -> None:
        """Check the row by the rules of its model, and give its values the form in which they are stored."""
        if row.problems or row.made is None:
            return
        after = row.made if row.stored is None else copy(row.stored)
        for name, value in row.values.items():
            setattr(after, name, value)
        after.derive()
        self.check(row, lambda: validate(after, unique=False))
        given = {name: getattr(after, name) for name in row.values}
        row.values = {name: value for name, value in given.items() if value != getattr(row.stored, name)}

    def refuse_doubles(self, column: str) -> None:
        """Refuse every row whose key another row has too."""
        first: dict[str, OrganisationRow[T]] = {}
        for row in self.rows:
            if row.number and first.setdefault(row.number, row) is not row:
                row.refuse(describe_double(first[row.number]), self.columns[column])

    def reports(self) -> list[RowReport]:
        """Return the report of every row, in the order of the sheet."""
        for row in self.rows:
            row.changes = tuple(_changes(row.stored, row.values)) if row.stored is not None else ()
        return [row.told(str(SHEETS[self.sheet].title)) for row in self.rows]

    def with_outcome(self, outcome: RowOutcome) -> list[OrganisationRow[T]]:
        """Return the rows with the outcome, in the order of the sheet."""
        return [row for row in self.rows if row.outcome is outcome]


def _empty(column: SheetColumn) -> object:
    """Return the value of an empty cell: None where a row can have none, or must have one."""
    return "" if column.kind in ("text", "choice") else None


def describe_double[T: Tracked](first: OrganisationRow[T]) -> str:
    """Return the error of a row that says the same as an earlier one."""
    return _("The same stands on row %(row)s too. Keep one of them.") % {"row": first.line.number}
