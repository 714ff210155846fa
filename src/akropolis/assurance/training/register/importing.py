"""Import of a learning system's file: persons are matched by e-mail address or user name, and never created.

A row is found again by course, person and day, so that a file that is read in again makes no doubles. Otherwise rows
are checked and stored as those of the register's own files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils import timezone

from akropolis.assurance.training.models import CompletionSource, CourseCompletion
from akropolis.assurance.training.register.completions import COMPLETIONS
from akropolis.assurance.training.rules.permissions import EDIT
from akropolis.base.kernel.access.forms import active_people
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import appointments_in_force
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine
from akropolis.base.kernel.registers.check import PlannedRow, SheetCheck
from akropolis.base.kernel.registers.columns import NUMBER, SheetColumn, UnreadableCell
from akropolis.base.lib.headings import HeadingNames

HEADINGS: HeadingNames = {
    "person": (
        "e post",
        "epost",
        "e postadress",
        "email",
        "e mail",
        "användarnamn",
        "användare",
        "username",
        "user",
    ),
    "course": ("kurs", "kursnamn", "utbildning", "course", "course name"),
    "done_on": ("slutförd", "slutdatum", "genomförd", "datum", "completed", "completion date", "date"),
    "valid_to": ("giltig till", "gäller till", "utgår", "valid to", "expires", "expiry date"),
    "owner_unit": ("enhet", "förvaltning", "avdelning", "unit", "department"),
}
"""Field → the headings that mean it, in plain words."""
BECAUSE = "which unit a person whose training is read in belongs to"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionChoices:
    """The user's choices: the learning system's name, the position of each column, the unit of those without one."""

    provider: str
    columns: Mapping[str, int]
    unit: Unit | None = None


class CompletionImport(SheetCheck):
    """Checks one sheet of a learning system for one user."""

    def __init__(
        self, access: Access, sheet: Sheet, choices: CompletionChoices, *, noted: bool = False
    ) -> None:
        self.choices, self.foreign = choices, sheet
        people = active_people(access).exclude(email="").order_by("pk").values_list("email", "username")
        self.usernames = {email.casefold(): username for email, username in people}
        self.homes: dict[str, Unit] = {}
        held = appointments_in_force(timezone.localdate(), BECAUSE)
        for each in sorted(held, key=lambda each: not access.may(EDIT, each.unit)):
            if each.unit:
                self.homes.setdefault(each.user.username, each.unit)
        self.names = (NUMBER, *HEADINGS, "provider", "source")
        lines = tuple(self._translated(line) for line in sheet.lines)
        super().__init__(COMPLETIONS, access, Sheet(self.names, lines), noted=noted)
        heads = {name: sheet.header[place] for name, place in choices.columns.items()}
        self.columns = [replace(each, header=heads.get(each.name, each.header)) for each in self.columns]
        self.by_name = {column.name: column for column in self.columns}
        rows = CourseCompletion.objects.visible(access).filter(archived_at=None, person__isnull=False)
        found = rows.values_list("course", "person", "done_on", NUMBER)
        self.known = {(course, person, day.isoformat()): number for course, person, day, number in found}
        self.sheet = Sheet(self.names, tuple(self._numbered(line) for line in lines))

    def _translated(self, line: SheetLine) -> SheetLine:
        """Return the line with our columns, the person by user name and the unit where she has a role."""
        places = self.choices.columns
        texts = {name: line.cell(place).strip() for name, place in places.items()}
        texts["person"] = self.usernames.get(texts["person"].casefold(), texts["person"])
        home = self.homes.get(texts["person"].casefold()) or self.choices.unit
        texts["owner_unit"] = texts.get("owner_unit") or (home.code if home else "")
        texts |= {"provider": self.choices.provider, "source": CompletionSource.FILE}
        formulas = frozenset(at for at, name in enumerate(self.names) if places.get(name) in line.formulas)
        return SheetLine(line.number, tuple(texts.get(name, "") for name in self.names), formulas)

    def _numbered(self, line: SheetLine) -> SheetLine:
        """Return the line with the number of the stored row that it means; such a row keeps where it came from."""
        texts = dict(zip(self.names, line.cells, strict=True))
        key = (self._pk(texts, "course"), self._pk(texts, "person"), texts["done_on"][:10])
        if number := self.known.get(key):
            texts |= {NUMBER: number, "provider": "", "source": "", "owner_unit": ""}
        return replace(line, cells=tuple(texts[name] for name in self.names))

    def _pk(self, texts: Mapping[str, str], name: str) -> object:
        try:
            return getattr(self.references.find(self.by_name[name], texts[name]), "pk", None)
        except UnreadableCell:
            return None

    def _judge(self, line: SheetLine) -> PlannedRow:
        """Judge the row; a person must be named, since counts come in by the register's own files."""
        row = super()._judge(line)
        row.label = line.cell(self.places["person"])
        return row

    def _read_cell(self, row: PlannedRow, column: SheetColumn) -> None:
        """Read the cell; one that is empty changes nothing."""
        at = self.places[column.name]
        if row.line.cell(at).strip() or at in row.line.formulas:
            super()._read_cell(row, column)
