"""Import of a learning system's file: persons are matched by e-mail address or user name, and never created.

A row is found again by course, person and day, so that a file that is read in again makes no doubles. Otherwise rows
are checked and stored as those of the register's own files.
"""

from collections.abc import Iterable

from django.utils import timezone

from akropolis.assurance.training.models import CompletionSource, CourseCompletion
from akropolis.assurance.training.register.completions import COMPLETIONS
from akropolis.assurance.training.rules.permissions import EDIT
from akropolis.base.kernel.access.forms import active_people
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import appointments_in_force
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.check import PlannedRow
from akropolis.base.kernel.registers.columns import NUMBER
from akropolis.base.kernel.registers.foreign import ForeignCheck, ForeignChoices
from akropolis.base.lib.headings import HeadingNames, words_in

HEADINGS: HeadingNames = {
    "person": words_in("e post, epost, e postadress, email, e mail, användarnamn, användare, username, user"),
    "course": words_in("kurs, kursnamn, utbildning, course, course name"),
    "done_on": words_in("slutförd, slutdatum, genomförd, datum, completed, completion date, date"),
    "valid_to": words_in("giltig till, gäller till, utgår, valid to, expires, expiry date"),
    "owner_unit": words_in("enhet, förvaltning, avdelning, unit, department"),
}
"""Field → the headings that mean it, in plain words."""
BECAUSE = "which unit a person whose training is read in belongs to"


class CompletionImport(ForeignCheck):
    """Checks one sheet of a learning system for one user."""

    def __init__(self, access: Access, sheet: Sheet, choices: ForeignChoices, *, noted: bool = False) -> None:
        people = active_people(access).exclude(email="").order_by("pk").values_list("email", "username")
        self.usernames = {email.casefold(): username for email, username in people}
        self.homes: dict[str, Unit] = {}
        held = appointments_in_force(timezone.localdate(), BECAUSE)
        for each in sorted(held, key=lambda each: not access.may(EDIT, each.unit)):
            if each.unit:
                self.homes.setdefault(each.user.username, each.unit)
        super().__init__(COMPLETIONS, access, sheet, choices, (*HEADINGS, "provider", "source"), noted=noted)
        rows = CourseCompletion.objects.visible(access).filter(archived_at=None, person__isnull=False)
        found = rows.values_list("course", "person", "done_on", NUMBER)
        self.known = {(course, person, day.isoformat()): number for course, person, day, number in found}
        self.number_lines()

    def translate(self, line: SheetLine) -> dict[str, str]:
        """Return the texts, the person by user name and the unit where she has a role."""
        texts = super().translate(line)
        texts["person"] = self.usernames.get(texts["person"].casefold(), texts["person"])
        home = self.homes.get(texts["person"].casefold()) or self.choices.unit
        texts["owner_unit"] = texts.get("owner_unit") or (home.code if home else "")
        return texts | {"provider": self.choices.register, "source": CompletionSource.FILE}

    def find_number(self, line: SheetLine, texts: dict[str, str]) -> dict[str, str]:
        """Return the texts with the number of the stored row; such a row keeps where it came from."""
        key = (self.key_of(texts, "course"), self.key_of(texts, "person"), texts["done_on"][:10])
        number = self.known.get(key)
        return texts | {NUMBER: number, "provider": "", "source": "", "owner_unit": ""} if number else texts

    def _judge(self, line: SheetLine) -> PlannedRow:
        """Judge the row; a person must be named, since counts come in by the register's own files."""
        row = super()._judge(line)
        row.label = line.cell(self.places["person"])
        return row

    def _note_doubles(self, rows: list[PlannedRow], made: Iterable[Record]) -> None:
        """Note none: two who have taken the same course are named alike."""
