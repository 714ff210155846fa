"""Checks a file's rows against a register: headings, cells, permissions, and every rule that saving would apply."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine, Value
from akropolis.base.kernel.exchange.writing import plain_text as as_text
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.packing import Packed, PackedRows, pack_row, values_of_packed
from akropolis.base.kernel.records.secrecy import placeholders
from akropolis.base.kernel.records.validation import validate
from akropolis.base.kernel.records.values import built, written
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.kernel.registers.columns import (
    NUMBER,
    VERSION,
    SheetColumn,
    UnreadableCell,
    columns_of,
    plain_value,
)
from akropolis.base.kernel.registers.consequences import asked_before
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.kernel.registers.display import changes
from akropolis.base.kernel.registers.doubles import find_doubles
from akropolis.base.kernel.registers.references import References
from akropolis.base.kernel.registers.remarks import make_remarks
from akropolis.base.kernel.registers.report import CellProblem, FieldChange, Report, RowOutcome, RowReport
from akropolis.base.kernel.workflow.steps import check_transition, state_of
from akropolis.base.lib.progress import report_progress, with_progress
from akropolis.base.lib.text import unprintable
from akropolis.base.ui.words import Phrase

BATCH = 500
NOTHING: dict[str, object] = {}
FROM_FILE = "file"
"""Placeholder for the reason while a file is only checked; when its rows are saved, the reason names the file."""
POINTING = frozenset({"unit", "person", "record", "picked", "kept"})


@dataclass(slots=True)
class LineOutcome[T: Tracked]:
    """Result of one row of a file: a new row, a stored row with its changes, or errors."""

    line: SheetLine
    number: str = ""
    stored: T | None = None
    values: dict[str, object] = field(default_factory=dict)
    problems: tuple[CellProblem, ...] = ()
    notes: tuple[str, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    label: str = ""

    @property
    def outcome(self) -> RowOutcome:
        """Return what happens to the row."""
        if self.problems:
            return RowOutcome.REFUSED
        if self.stored is None:
            return RowOutcome.CREATE
        return RowOutcome.UPDATE if self.values else RowOutcome.UNCHANGED

    def told(self, sheet: str = "", label: str = "") -> RowReport:
        """Return the `RowReport` of the row, named by its own label, or by `label` if it has none."""
        return RowReport(
            self.line.number,
            self.outcome,
            self.number,
            self.label or label,
            self.problems,
            self.notes,
            self.changes,
            sheet=sheet,
        )

    def refuse(self, sentence: object, column: SheetColumn | None = None) -> None:
        """Add an error, so that the row is refused: `sentence` at `column`, or for the row as a whole."""
        self.problems += (CellProblem(column.header if column else "", str(sentence)),)

    def refuse_faults(
        self, faults: Mapping[str, Iterable[object]], columns: Mapping[str, SheetColumn]
    ) -> None:
        """Add errors, given by field, each at its column."""
        for name, sentences in faults.items():
            for sentence in sentences:
                self.refuse(sentence, columns.get(name))


@dataclass(slots=True)
class PlannedRow(LineOutcome[Record]):
    """Result of one row of a register's file."""

    made: Packed | None = None
    """The row as it would be stored. Once all rows are checked, only new rows keep it, to save memory."""


class SheetCheck:
    """Checks the rows of one sheet against one register for one reader, with a fixed number of queries
    per 500 rows.

    With `noted` it also collects the domain's remarks on valid rows, to be shown to the user.
    """

    gone: object = gettext_lazy(
        "There is no row with the number %(number)s. Leave the cell empty to add a new row."
    )
    changed: Phrase = gettext_lazy(
        "Someone has changed the row since the file was made. Export it anew and change it there."
    )

    def __init__(self, register: Register, access: Access, sheet: Sheet, *, noted: bool = False) -> None:
        self.register, self.access, self.sheet, self.noted = register, access, sheet, noted
        self.today = timezone.localdate()
        self.columns = columns_of(register)
        self.by_name = {column.name: column for column in self.columns}
        self.fields = register.fields
        self.required = {column.name for column in self.columns if column.required}
        self.places = self._places()
        self.references = References(access, register.verbs.among)
        self.left_out = _left_out(register)
        fields = register.model._meta.concrete_fields
        self.unnamed = [field.attname for field in fields if field.name not in register.fields]

    def report(self) -> Report:
        """Return the report with the outcome of every row."""
        return Report(tuple(row.told() for row in self.planned))

    def carry_out(self, w: Writer) -> None:
        """Store the new and the changed rows. Called only if no row is refused, or if refused rows may be left out."""
        self.store(w)

    def store(self, w: Writer) -> list[Record]:
        """Store the rows. Return the new ones, and release the checked rows before more memory is needed."""
        new = [row.made for row in self.planned if row.outcome is RowOutcome.CREATE and row.made]
        changed = [(row.stored, row.values) for row in self.planned if row.outcome is RowOutcome.UPDATE]
        self.sheet = Sheet(self.sheet.header, ())
        del self.planned
        made = w.add_judged(PackedRows(self.register.model, new))
        del new
        self.register.verbs.created(w, made)
        stored = [row for row, _values in changed if row]
        w.update_many(stored, [values for _row, values in changed])
        self.register.verbs.changed(w, stored)
        return made

    @cached_property
    def planned(self) -> list[PlannedRow]:
        """All rows of the sheet, checked."""
        self._load_records()
        rows = [self._judge(line) for line in with_progress(_("Rows looked at"), self.sheet.lines)]
        self.references = References(self.access)  # all cells are read
        report_progress(_("The rows are looked at together"))
        self._judge_together([row for row in rows if row.made])
        return rows

    def _judge_together(self, rows: list[PlannedRow]) -> None:
        """Apply the domain's checks that need all rows of the file at once."""
        made = PackedRows(self.register.model, [row.made for row in rows if row.made])
        verbs = self.register.verbs
        found = verbs.refusals(self.access, made)
        for row, faults in _of_each(found, rows):
            row.refuse_faults(faults, self.by_name)
        self._judge_consequences([row for row in rows if row.outcome is RowOutcome.UPDATE])
        if self.noted and not any(row.problems for row in rows):
            for row, notes in _of_each(make_remarks(self.register, self.access, made), rows):
                row.notes = tuple(notes)
            self._note_doubles(rows, made)
        for row in rows:
            if row.outcome is not RowOutcome.CREATE:
                row.made = None

    def _note_doubles(self, rows: list[PlannedRow], made: Iterable[Record]) -> None:
        if self.register.model.title_field not in self.register.fields:
            return  # a row named by the rows it links has no name of its own
        new = ((row.line.number, each) for row, each in zip(rows, made, strict=True) if row.stored is None)
        by_line = {row.line.number: row for row in rows}
        for line, sentence in find_doubles(self.access, new):
            by_line[line].notes += (sentence,)

    def _judge_consequences(self, rows: list[PlannedRow]) -> None:
        """Refuse each row whose change has consequences for other rows: a file cannot confirm them."""
        for row in rows:
            if row.stored and (sentence := asked_before(self.access, row.stored, row.values)):
                row.refuse(_("%(sentence)s Do it on the row's own page.") % {"sentence": sentence})

    def _places(self) -> dict[str, int]:
        places: dict[str, int] = {}
        for position, heading in enumerate(self.sheet.header):
            column = next((c for c in self.columns if heading.casefold() in c.names), None)
            if column is None:
                if heading or any(line.cell(position) for line in self.sheet.lines):
                    raise self._unknown(heading)
            elif column.name in places:
                raise Refused(
                    _("The heading “%(name)s” stands twice. Keep one.") % {"name": heading}, code="header"
                )
            else:
                places[column.name] = position
        return places

    def _unknown(self, heading: str) -> Refused:
        sentence = _("The heading “%(name)s” is not known. Use these headings: %(known)s.")
        known = ", ".join(column.header for column in self.columns)
        return Refused(sentence % {"name": heading or _("(empty)"), "known": known}, code="header")

    def _cell(self, line: SheetLine, name: str) -> str:
        return line.cell(self.places[name]) if name in self.places else ""

    def _load_records(self) -> None:
        for column in self.columns:
            if column.kind in ("record", "picked") and column.name in self.places:
                self.references.load(column, (self._cell(line, column.name) for line in self.sheet.lines))

    @cached_property
    def stored(self) -> dict[str, Record]:
        """Return the stored rows named by the file and visible to the reader, by number."""
        numbers = sorted(self._times)
        related = [c.name for c in self.columns if c.kind in POINTING]
        found: dict[str, Record] = {}
        for start in range(0, len(numbers), BATCH):
            rows = self.register.model.objects.visible(self.access).select_related(*related)
            found |= {row.number: row for row in rows.filter(number__in=numbers[start : start + BATCH])}
        return found

    @cached_property
    def _times(self) -> Counter[str]:
        numbers = (self._cell(line, NUMBER).strip().upper() for line in self.sheet.lines)
        return Counter(number for number in numbers if number and not unprintable(number))

    def _judge(self, line: SheetLine) -> PlannedRow:
        row = PlannedRow(line, self._cell(line, NUMBER).strip().upper())
        if row.number:
            self._find(row)
        if not row.problems:
            self._read(row)
        if not row.problems:
            self._validate(row)
        title = self._cell(line, self.register.model.title_field)
        row.label = title or (str(row.stored) if row.stored else "")
        return row

    def _find(self, row: PlannedRow) -> None:
        number = self.by_name[NUMBER]
        row.stored = self.stored.get(row.number)
        if row.stored is None:
            row.refuse(str(self.gone) % {"number": row.number}, number)
        elif self._times[row.number] > 1:
            row.refuse(_("The number stands on several rows of the file. Keep one of them."), number)

    def _read(self, row: PlannedRow) -> None:
        for column in self.columns[1:-1]:
            if column.name in self.places:
                self._read_cell(row, column)
            lacking = row.stored is None and column.name in self.required
            if lacking and not self._cell(row.line, column.name).strip():
                row.refuse(_("Fill in the cell."), column)
        if row.stored is not None and (row.values or row.problems):
            self._may_change(row, row.stored)

    def _may_change(self, row: PlannedRow, stored: Record) -> None:
        if not stored.writable_by(self.access):
            row.refuse(_("You may read this row but not change it. Ask the unit that owns it."))
        elif stored.archived_at:
            row.refuse(_("The row is archived. Restore it on its page before you change it."))
        elif reason := stored.locked_reason():
            row.refuse(reason)
        elif (version := self._cell(row.line, VERSION).strip()) and version != str(stored.version):
            row.refuse(self.changed)

    def _read_cell(self, row: PlannedRow, column: SheetColumn) -> None:
        position = self.places[column.name]
        text = row.line.cell(position)
        if position in row.line.formulas:
            row.refuse(_("The cell holds a formula. Write the value itself."), column)
            return
        if row.stored is not None and text in (self._written(column, row.stored), *placeholders()):
            return
        try:
            value = self._value(row, column, text)
        except UnreadableCell as unreadable:
            row.refuse(unreadable, column)
            return
        if row.stored is None:
            if text.strip():
                row.values[column.name] = value
        elif value != _stored_value(column, row.stored):
            if column.name in self.register.fixed:
                row.refuse(_("This never changes. End the row and add a new one instead."), column)
                return
            row.values[column.name] = value

    def _value(self, row: PlannedRow, column: SheetColumn, text: str) -> object:
        if not text.strip():
            if row.stored is not None and (column.kind == "yesno" or not column.field.blank):
                raise UnreadableCell(_("The cell must not be empty."))
            return None if column.field.null or column.kind != "text" else ""
        if column.kind in POINTING:
            return self.references.find(column, text)
        return plain_value(column, text)

    def _written(self, column: SheetColumn, stored: Record) -> str:
        return as_text(column.out([_along(stored, path) for path in column.paths]))

    def _validate(self, row: PlannedRow) -> None:
        if row.stored is not None and not row.values:
            return
        made = self._made(row)
        if not made.writable_by(self.access):
            sentence = _("You may not write for %(unit)s. Choose a unit of your own.")
            row.refuse(sentence % {"unit": made.gate_unit()}, self.by_name.get("owner_unit"))
            return
        self._clean(row, made)
        if not row.problems:
            row.made = pack_row(made)
            if row.stored is None:
                row.values = NOTHING  # the row holds them: with a hundred thousand rows, one copy is enough

    def _made(self, row: PlannedRow) -> Record:
        """Return the row as it would be saved, after the domain has set derived values."""
        before = {n: getattr(row.stored, n) for n in self.fields} if row.stored is not None else {}
        values = self.register.verbs.prepare(before | row.values, self.today)
        if row.stored is None:
            row.values = values
        else:
            row.values = {n: v for n, v in values.items() if n not in before or before[n] != v}
        stands = {name: getattr(row.stored, name) for name in self.unnamed} if row.stored is not None else {}
        made = built(self.register.model, stands | written(self.register.model, values))
        if row.stored is not None:
            made._state.adding = False
            row.changes = changes(row.stored, made, (c.field for c in self.columns if c.name in row.values))
        return made

    def _clean(self, row: PlannedRow, made: Record) -> None:
        # A row validated only here is validated completely; one validated again later gets values not in the file.
        try:
            if row.stored is not None:
                check_transition(self.access, FROM_FILE, state_of(row.stored), made)
            but, kept = (self.left_out, set(self.fields) - row.values.keys()) if row.stored else ((), ())
            validate(made, unique=False, but=but, kept=kept)
        except Hidden:
            row.refuse(_("You may not take this step. Ask whoever decides in the unit that owns the row."))
        except Invalid as error:
            row.refuse_faults(error.errors, self.by_name)


def _of_each[T](found: Mapping[UUID, T], rows: Iterable[PlannedRow]) -> list[tuple[PlannedRow, T]]:
    """Return (row, finding) for the rows that have a finding: most of a hundred thousand rows have none."""
    by_key = {values_of_packed(row.made)["id"]: row for row in rows if row.made} if found else {}
    return [(by_key[key], said) for key, said in found.items()]


def _along(stored: Record, path: str) -> Value:
    """Return the value at the path: a field of the row, or a field of a related row (`name__field`)."""
    name, _two, of = path.partition("__")
    held = getattr(stored, name)
    found: Value = getattr(held, of) if of and held is not None else held
    return found


def _left_out(register: Register) -> set[str]:
    """List the fields that are not cleaned: relations, which are looked up, and fields no file sets."""
    written = {name for name in register.fields if not register.model_field(name).is_relation}
    return {field.name for field in register.model._meta.concrete_fields} - written


def _stored_value(column: SheetColumn, stored: object) -> object:
    value = getattr(stored, column.name)
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
