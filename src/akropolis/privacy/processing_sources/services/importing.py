"""Import of a record of processing of another maker: each row is checked, then all are imported or none.

A row is found again by its number here, by its id in the other register, or by name and unit, so that a file that is
read in again makes no doubles. Otherwise rows are checked and stored as those of the register's own files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine
from akropolis.base.kernel.records.external import records_by_name, store_names
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.kernel.registers.check import PlannedRow
from akropolis.base.kernel.registers.columns import NUMBER, SheetColumn, UnreadableCell
from akropolis.base.kernel.registers.foreign import ForeignCheck, ForeignChoices
from akropolis.base.kernel.registers.report import Report, RowOutcome, RowReport
from akropolis.base.lib.headings import plain_words
from akropolis.base.lib.text import folded, unprintable
from akropolis.privacy.processing.models import DataCategory, DataSubjectGroup, Processing
from akropolis.privacy.processing.models.kept import VocabularyRow
from akropolis.privacy.processing.register.processings import PROCESSINGS
from akropolis.privacy.processing_sources.rules import foreign_record as rules
from akropolis.privacy.processing_sources.selectors.parts import Parts, lacking_parts
from akropolis.privacy.processing_sources.services.parts import add_parts

ROWS, UNIT = 2000, "owner_unit"
"""Maximum number of rows per file; the field of the unit."""
HELD = {
    NUMBER: rules.REF,
    "other_groups": rules.GROUPS,
    "other_categories": rules.CATEGORIES,
    "has_recipients": rules.RECIPIENTS,
}
"""Fields that follow from a column that holds something else → the column."""


class RecordImport(ForeignCheck):
    """Checks one sheet of another maker for one user. Raises Refused for a file that is too long."""

    held = HELD

    def __init__(self, access: Access, sheet: Sheet, choices: ForeignChoices, *, noted: bool = False) -> None:
        if len(sheet.lines) > ROWS:
            sentence = _("The file has more than %(most)s rows. Divide it, and read in one part at a time.")
            raise Refused(sentence % {"most": ROWS}, code="too_many_rows")
        self.source, today = choices.source("processing"), timezone.localdate()
        self.parts: dict[int, Parts] = {}
        self.remarks: dict[int, list[str]] = {}
        self.refs: dict[int, str] = {}
        self.seen: dict[tuple[str, UUID | None], int] = {}
        self.groups = _by_words(DataSubjectGroup.in_force(access, today))
        self.categories = _by_words(DataCategory.in_force(access, today))
        held = {*choices.columns, UNIT, *(["basis_note"] if "legal_basis" in choices.columns else [])}
        names = [name for name in PROCESSINGS.fields if HELD.get(name, name) in held]
        super().__init__(PROCESSINGS, access, sheet, choices, names, noted=noted)
        self.ended = set(Unit.everything.filter(valid_to__lt=today).values_list("pk", flat=True))
        mine = Processing.objects.visible(access).filter(archived_at=None).order_by("created_at")
        rows = [*mine.filter(access.units(PROCESSINGS.edit, UNIT)).values_list("pk", NUMBER, "title", UNIT)]
        self.by_key = {pk: (number, unit) for pk, number, _title, unit in rows}
        self.by_title = {(folded(title), unit): number for _pk, number, title, unit in rows}
        self.numbers = {number for number, _unit in self.by_key.values()}
        self.named = records_by_name(Processing, self.source, self.refs.values())
        self.number_lines()

    def report(self) -> Report:
        """Return the report with the outcome of every row, parts included."""
        stored = {row.stored.pk: self.parts[row.line.number] for row in self.planned if row.stored}
        lacking = lacking_parts(stored)
        return Report(tuple(self._told(row, lacking) for row in self.planned))

    def carry_out(self, w: Writer) -> None:
        """Store the rows with their parts, and their ids in the other register."""
        lines = [(row.stored, row.line.number) for row in self.planned]
        made = iter(self.store(w))
        rows = {number: stored or next(made) for stored, number in lines}
        parts = {row: self.parts[number] for number, row in rows.items()}
        add_parts(w, parts, source=self.choices.register)  # type: ignore[arg-type] # rows of the register
        store_names(
            Processing,
            self.source,
            {rows[n].pk: ref for n, ref in self.refs.items() if ref and ref != rows[n].number},
        )

    def _told(self, row: PlannedRow, lacking: Mapping[UUID, Parts]) -> RowReport:
        told, number = row.told(), row.line.number
        unit = row.line.cells[self.names.index(UNIT)]
        told = replace(told, notes=(*told.notes, *self.remarks.get(number, ())), cells=(unit,))
        new = lacking[row.stored.pk] if row.stored else None
        if not new or told.problems:
            return told
        return replace(told, outcome=RowOutcome.UPDATE, changes=(*told.changes, *new.changes()))

    def translate(self, line: SheetLine) -> dict[str, str]:
        """Return the texts by our field, and keep what belongs to other tables by the line's number."""
        n, cells = line.number, super().translate(line)
        texts = dict(cells)
        self.refs[n] = cells.get(rules.REF, "")
        if not cells.get(UNIT):
            unit = self.choices.unit
            texts[UNIT] = f"{unit.name} ({unit.code})" if unit else ""
        groups, other = rules.match_words(rules.split_lines(cells.get(rules.GROUPS, ""), ","), self.groups)
        kinds, rest = rules.match_words(
            rules.split_lines(cells.get(rules.CATEGORIES, ""), ","), self.categories
        )
        texts["other_groups"], texts["other_categories"] = "; ".join(other), "; ".join(rest)
        texts["has_recipients"], names = rules.read_answer(cells.get(rules.RECIPIENTS, ""))
        recipients = rules.split_lines(names)
        self.parts[n] = Parts(groups=groups, categories=kinds, recipients=recipients)
        self._compare(n, cells.get(rules.SPECIAL, ""), kinds)
        for name in ("third_country", "preserved"):
            texts[name], more = rules.read_answer(cells.get(name, ""))
            if more:
                self._remark(n, _("“%(words)s” is not read in. Write it on the processing's page."), more)
        if words := cells.get("legal_basis"):
            letters = rules.guess_bases(words)
            texts["legal_basis"] = letters[0] if letters else ""
            if len(letters) != 1:
                texts["basis_note"] = "; ".join(filter(None, (words, cells.get("basis_note"))))
                self._remark(
                    n, _("“%(words)s” is not one legal basis. Look through the one that is chosen."), words
                )
        for name, read in (("special_basis", rules.read_exception), ("role", rules.read_role)):
            texts[name] = read(cells.get(name, ""))
        return texts

    def _compare(self, line: int, words: str, kinds: Iterable[DataCategory]) -> None:
        """Remark on a row whose categories do not bear out what it says about special categories (article 9.1)."""
        said, named = rules.read_answer(words)[0], [str(each) for each in kinds if each.special]
        if said == "yes" and not named:
            self._remark(
                line,
                _(
                    "Special categories: “%(words)s”, but no category says which. Choose it on the processing's page."
                ),
                words,
            )
        elif said == "no" and named:
            self._remark(
                line,
                _(
                    "The file says that there are no special categories, but names “%(words)s”. See which is right."
                ),
                "; ".join(named),
            )

    def _remark(self, line: int, sentence: str, words: str) -> None:
        self.remarks.setdefault(line, []).append(sentence % {"words": words[:80]})

    def find_number(self, line: SheetLine, texts: dict[str, str]) -> dict[str, str]:
        """Return the texts with the number of the stored processing that they mean."""
        ref, unit = self.refs[line.number], self.key_of(texts, UNIT)
        known = [self.by_key[key] for key in self.named.get(ref, ()) if key in self.by_key] if ref else []
        number = ref.upper() if ref.upper() in self.numbers else ""
        number = number or next((found for found, whose in known if whose == unit), "")
        return texts | {NUMBER: number or self.by_title.get((folded(texts["title"].strip()), unit), "")}

    def _judge(self, line: SheetLine) -> PlannedRow:
        row, texts = super()._judge(line), dict(zip(self.names, line.cells, strict=True))
        key = self.refs[line.number] or folded(texts["title"].strip()), self.key_of(texts, UNIT)
        if self.seen.setdefault(key, line.number) != line.number and not row.number:
            sentence = _("The same processing stands in row %(line)s. Keep one of them.")
            row.refuse(sentence % {"line": self.seen[key]}, self.by_name["title"])
        if any(len(name) > 200 or unprintable(name) for name in self.parts[line.number].recipients):
            row.refuse(
                _("Write one recipient to a line, each of at most 200 characters."),
                self.by_name["has_recipients"],
            )
        if len(self.refs[line.number]) > 150:
            row.refuse(
                _("The text is longer than %(most)s characters. Shorten it.") % {"most": 150},
                self.by_name[NUMBER],
            )
        return row

    def _value(self, row: PlannedRow, column: SheetColumn, text: str) -> object:
        value = super()._value(row, column, text)
        if column.name == UNIT and getattr(value, "pk", None) in self.ended:
            raise UnreadableCell(_("%(unit)s has ended. Choose another unit.") % {"unit": value})
        return value


def _by_words[R: VocabularyRow](rows: Iterable[R]) -> dict[str, R]:
    return {plain_words(word): row for row in rows for word in (row.name, row.name_en, row.code) if word}
