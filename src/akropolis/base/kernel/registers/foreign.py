"""Import of another maker's file into a register: the form of what its columns hold, and the check of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import ClassVar
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine
from akropolis.base.kernel.registers.check import PlannedRow, SheetCheck
from akropolis.base.kernel.registers.columns import NUMBER, SheetColumn, UnreadableCell
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.kernel.registers.forms import ChoiceForm
from akropolis.base.lib.headings import HeadingNames, guess_columns, plain_words
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.base.ui.parts import Table, build_table
from akropolis.base.ui.words import Phrase

NONE, SAMPLE = "-", 3
"""The choice of no column, which is sent as it is; number of rows shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignChoices:
    """The user's choices: the other system's name, the position of each column, and the unit of rows without one."""

    register: str
    columns: Mapping[str, int]
    unit: Unit | None = None

    def source(self, kind: str) -> str:
        """Return the source of the rows' external ids."""
        return f"{kind}:{plain_words(self.register)}"[:40]


def sample_table(sheet: Sheet) -> Table:
    """Return a table with the first rows of the file: a row for each of its columns, so that a wide file has room."""
    lines = sheet.lines[:SAMPLE]
    heads = [_("Column"), *(_("Row %(n)s") % {"n": line.number} for line in lines)]
    rows = (
        [heading or _("(no heading)"), *(line.cell(at)[:80] for line in lines)]
        for at, heading in enumerate(sheet.header)
    )
    return build_table(_("The first rows of the file"), heads, rows)


class ForeignForm(ChoiceForm):
    """Form of what each column holds, guessed from the headings, and the unit of rows that name none.

    `labels` are the fields that a column can hold, `headings` the headings that mean each. The column of
    `title_field` must be there (`untitled` says so); `unit_field` holds a unit that the user may write in by
    `permission`. With `scale` the form has fields that follow from the columns chosen, and can be shown
    anew by the button `show`.
    """

    title = gettext_lazy("Columns")
    labels: ClassVar[Mapping[str, Phrase]]
    headings: ClassVar[HeadingNames]
    permission: ClassVar[str]
    untitled: ClassVar[Phrase]
    title_field: ClassVar[str] = "title"
    unit_field: ClassVar[str] = "unit"
    scale: ClassVar[bool] = False
    show: ClassVar[Phrase] = gettext_lazy("Show the scale of these columns")

    register = forms.CharField(
        label=gettext_lazy("Name of the register"),
        max_length=30,
        help_text=gettext_lazy("Write the same name next time, so that the same rows are found again."),
    )

    def __init__(self, data: FormData, *, access: Access, sheet: Sheet, name: str) -> None:
        super().__init__(data, initial={"register": PurePath(name).stem[:30]})
        self.sheet = sheet
        heads = [(NONE, _("None")), *((str(at), text or str(at + 1)) for at, text in enumerate(sheet.header))]
        guessed = guess_columns(sheet.header, self.headings)
        for field, label in self.labels.items():
            self.add_choice(
                field, forms.ChoiceField(label=label, choices=heads, required=False), guessed.get(field)
            )
        units = editable_units(access, self.permission).exclude(valid_to__lt=timezone.localdate())
        top = min(units, key=lambda unit: unit.path.count("/"), default=None)
        place = guessed.get(self.unit_field)
        names_unit = place is not None and any(line.cell(place).strip() for line in sheet.lines)
        self.fields["unit_of_rest"] = unmarked(
            ScopedModelChoiceField(
                model=Unit,
                access=access,
                narrow=lambda _rows: units,
                to_field_name="code",
                required=False,
                initial=top.code if top and not names_unit else None,
                empty_label=gettext_lazy("None"),
                label=gettext_lazy("Unit of the rows that name none"),
            )
        )

    def add_choice(self, name: str, field: forms.ChoiceField, guess: int | None) -> None:
        """Add a field that may be left as guessed."""
        field.initial = NONE if guess is None else str(guess)
        self.fields[name] = unmarked(field)

    def value(self, name: str) -> str:
        """Return what was chosen; for a field that was not on the page, what was guessed."""
        return str(self.data[name] if name in self.data else self.fields[name].initial or "")

    @property
    def columns(self) -> dict[str, int]:
        """Return the position of each field that a column holds."""
        return {name: int(value) for name in self.labels if (value := self.value(name)).isdecimal()}

    @property
    def choices(self) -> ForeignChoices:
        """Return the choices as the import takes them. Requires that the form is valid."""
        given = self.cleaned_data
        return ForeignChoices(
            register=given["register"], columns=self.columns, unit=given.get("unit_of_rest")
        )

    @property
    def unread(self) -> list[str]:
        """Return the headings of the columns that nothing is read from."""
        held = set(self.columns.values())
        return [text for at, text in enumerate(self.sheet.header) if text and at not in held]

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields by heading."""
        whose = [self[name] for name in self.fields if name in ("register", "unit_of_rest")]
        return [(_("The register"), whose), (_("Its columns"), [self[name] for name in self.labels])]

    @property
    def sample(self) -> Table:
        """Return a table with the first rows of the file."""
        return sample_table(self.sheet)

    def clean(self) -> dict[str, object]:
        """Add an error unless a column holds the title."""
        if self.title_field not in self.columns:
            self.add_error(self.title_field, self.untitled)
        return self.cleaned_data


class ForeignCheck(SheetCheck):
    """Checks the rows of another maker's file against a register, as rows of the register's own files.

    `translate` returns a row's texts by field, and `find_number` the texts with the number of the stored row
    that it means, if there is one. `held` maps a field to the column that it follows from, where that has
    another name. An empty cell changes nothing.
    """

    held: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self,
        register: Register,
        access: Access,
        sheet: Sheet,
        choices: ForeignChoices,
        names: Sequence[str],
        *,
        noted: bool = False,
    ) -> None:
        self.choices, self.foreign, self.names = choices, sheet, (NUMBER, *names)
        places = {name: choices.columns.get(self.held.get(name, name)) for name in self.names}
        lines = []
        for line in sheet.lines:
            texts = self.translate(line)
            formulas = frozenset(at for at, name in enumerate(self.names) if places[name] in line.formulas)
            lines.append(SheetLine(line.number, self._cells(texts), formulas))
        super().__init__(register, access, Sheet(self.names, tuple(lines)), noted=noted)
        heads = {name: sheet.header[place] for name, place in places.items() if place is not None}
        self.columns = [replace(each, header=heads.get(each.name, each.header)) for each in self.columns]
        self.by_name = {column.name: column for column in self.columns}

    def number_lines(self) -> None:
        """Write into each line the number of the stored row that it means. Call it when `find_number` can be."""
        lines = []
        for line in self.sheet.lines:
            texts = self.find_number(line, dict(zip(self.names, line.cells, strict=True)))
            lines.append(replace(line, cells=self._cells(texts)))
        self.sheet = Sheet(self.names, tuple(lines))

    def translate(self, line: SheetLine) -> dict[str, str]:
        """Return the texts of the other file's line by our field."""
        return {name: line.cell(place).strip() for name, place in self.choices.columns.items()}

    def find_number(self, line: SheetLine, texts: dict[str, str]) -> dict[str, str]:
        """Return the texts with the number of the stored row that they mean, if there is one."""
        raise NotImplementedError

    def key_of(self, texts: Mapping[str, str], name: str) -> UUID | None:
        """Return the id of the row that the text refers to; None if it refers to none."""
        try:
            return getattr(self.references.find(self.by_name[name], texts[name]), "pk", None)
        except UnreadableCell:
            return None

    def _cells(self, texts: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(texts.get(name, "") for name in self.names)

    def _read_cell(self, row: PlannedRow, column: SheetColumn) -> None:
        at = self.places[column.name]
        if row.line.cell(at).strip() or at in row.line.formulas:
            super()._read_cell(row, column)
