"""Import of classification results from another tool: each row is checked, then all are imported or none.

Only sets and units in which the user may decide on classification are found. Values above the catalogue's
levels are never repeated to the user.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.forms import editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.kernel.registers.flow import RowsRefused
from akropolis.base.kernel.registers.report import Report, RowOutcome
from akropolis.base.lib.progress import with_progress
from akropolis.base.lib.text import unprintable
from akropolis.graph.assets.rules.permissions import CLASSIFICATION
from akropolis.graph.information.models import ClassificationDecision, InformationSet
from akropolis.graph.information.rules import mapping as rules
from akropolis.graph.information.rules.mapping import MappingFault
from akropolis.graph.information.services.classification import day_faults, decide_imported, validity
from akropolis.graph.information.services.mapping_rows import Choices, MappingRow
from akropolis.shared.classification.rules.scheme import SchemeAspect
from akropolis.shared.classification.selectors.schemes import body_of

HEADINGS = {"decided_on": rules.DECIDED_ON, "valid_to": rules.VALID_TO}
DECIDE = f"{CLASSIFICATION}:decide"
LENGTHS = {rules.NAME: 200, rules.DECIDED_BY: 120, rules.NOTE: 2000}


def units_to_decide(access: Access) -> GatedQuerySet[Unit]:
    """Return today's units in which the user may decide on classification, in Swedish alphabetical order."""
    rows = editable_units(access, DECIDE)
    today = timezone.localdate()
    return rows.exclude(valid_to__lt=today).exclude(valid_from__gt=today)


class MappingCheck:
    """Checks one sheet for one user, in a fixed number of queries. `origin` is the file and sheet of decisions."""

    def __init__(self, access: Access, sheet: Sheet, choices: Choices, *, origin: str = "") -> None:
        if len(sheet.lines) > rules.ROWS:
            sentence = _("The file has more than %(most)s rows. Divide it, and read in one part at a time.")
            raise Refused(sentence % {"most": rules.ROWS}, code="too_many_rows")
        self.access, self.sheet, self.choices, self.origin = access, sheet, choices, origin
        self.body = body_of(choices.scheme)
        self.today = timezone.localdate()
        self.validity = validity(self.today)

    @cached_property
    def rows(self) -> list[MappingRow]:
        """Return every row, checked by itself and then against the other rows and the stored decisions."""
        rows = [self._judge(line) for line in with_progress(_("Rows looked at"), self.sheet.lines)]
        self._judge_doubles(rows)
        self._judge_against_stored([row for row in rows if row.information is not None])
        return rows

    def report(self) -> Report:
        """Return every row's outcome. A file with a row above the catalogue's levels must not be kept."""
        return Report(tuple(row.report() for row in self.rows), kept=not any(row.beyond for row in self.rows))

    def carry_out(self, w: Writer) -> None:
        """Store the new sets and decisions. Raises RowsRefused for errors that only the decision's own rules find."""
        for row in with_progress(_("Decisions stored"), self.rows):
            if row.outcome in (RowOutcome.CREATE, RowOutcome.UPDATE):
                self._carry_out(w, row)
        if any(row.problems for row in self.rows):
            raise RowsRefused(self, self.report())

    def _carry_out(self, w: Writer, row: MappingRow) -> None:
        assert row.valid_to is not None
        try:
            new = {"name": row.name, "owner_unit": row.unit}
            decide_imported(
                w,
                row.information or w.create(InformationSet, new),
                row.levels,
                scheme=self.choices.scheme,
                origin=self.origin,
                valid_to=row.valid_to,
                decided_on=row.decided_on,
                decider_name=row.decided_by,
                note=row.note,
            )
        except Invalid as refusal:
            row.problems += [("", text) for texts in refusal.errors.values() for text in texts]

    def _cell(self, line: SheetLine, name: str) -> str:
        place = self.choices.columns.get(name)
        return "" if place is None else line.cell(place).strip()

    def _heading(self, name: str) -> str:
        place = self.choices.columns.get(name)
        return "" if place is None or place >= len(self.sheet.header) else self.sheet.header[place]

    def _judge(self, line: SheetLine) -> MappingRow:
        row = MappingRow(line.number)
        self._levels(row, line)
        if row.beyond:
            sentence = _(
                "The level lies above what is kept here. Take the row out of the file and contact the head of "
                "protective security."
            )
            row.problems = [("", sentence)]
            return row
        self._texts(row, line)
        self._place(row, line)
        self._dates(row, line)
        return row

    def _levels(self, row: MappingRow, line: SheetLine) -> None:
        for aspect in self.body.active:
            if aspect.key.value in self.choices.columns:
                self._level(row, line, aspect)

    def _level(self, row: MappingRow, line: SheetLine, aspect: SchemeAspect) -> None:
        found = rules.level_in(self._cell(line, aspect.key.value), aspect.letter, self.body)
        heading = self._heading(aspect.key.value)
        if found is MappingFault.EMPTY:
            row.problems.append((heading, _("Write a level for %(aspect)s.") % {"aspect": aspect.name}))
        elif found is MappingFault.UNKNOWN:
            words = {"aspect": aspect.name, "most": self.body.highest}
            sentence = _("This is no level of %(aspect)s. Write a number from 0 to %(most)s, or its name.")
            row.problems.append((heading, sentence % words))
        else:
            row.levels[aspect.key.value] = int(found)
            row.beyond = row.beyond or int(found) > self.body.highest

    def _texts(self, row: MappingRow, line: SheetLine) -> None:
        row.name, row.note = self._cell(line, rules.NAME), self._cell(line, rules.NOTE)
        row.decided_by = self._cell(line, rules.DECIDED_BY)
        texts = {rules.NAME: row.name, rules.NOTE: row.note, rules.DECIDED_BY: row.decided_by}
        for name, text in texts.items():
            if unprintable(text):
                sentence = _("The text holds a sign that cannot be stored. Write it anew.")
                row.problems.append((self._heading(name), sentence))
            if len(text) > LENGTHS[name]:
                words = {"most": LENGTHS[name]}
                sentence = _("The text is longer than %(most)s characters. Shorten it.") % words
                row.problems.append((self._heading(name), sentence))

    def _place(self, row: MappingRow, line: SheetLine) -> None:
        """Set the row's information set and unit, or add an error if they are not found."""
        if number := self._cell(line, rules.NUMBER).upper():
            row.information = self._by_number.get(number)
            if row.information is None:
                sentence = _("There is no information set %(number)s that you may decide on.")
                row.problems.append((self._heading(rules.NUMBER), sentence % {"number": number[:40]}))
                return
            row.name, row.unit = row.information.name, row.information.owner_unit
            return
        row.unit = self._unit(row, line)
        if not row.name:
            row.problems.append((self._heading(rules.NAME), _("Write the information set's name.")))
        elif row.unit is not None:
            self._by_its_name(row, row.unit)

    def _by_its_name(self, row: MappingRow, unit: Unit) -> None:
        found = self._by_name[unit.pk, row.name.casefold()]
        if len(found) > 1:
            sentence = _("Several information sets of the unit have that name. Write the number.")
            row.problems.append((self._heading(rules.NAME), sentence))
        elif found:
            row.information = found[0]
        elif not self.access.may(f"{InformationSet.permission}:edit", unit):
            sentence = _("There is no such information set, and you may not add one in this unit.")
            row.problems.append((self._heading(rules.NAME), sentence))

    def _unit(self, row: MappingRow, line: SheetLine) -> Unit | None:
        word = self._cell(line, rules.UNIT)
        if not word:
            if self.choices.unit is None:
                row.problems.append((self._heading(rules.UNIT), _("Write the unit, by code or name.")))
            return self.choices.unit
        found = self._units[word.casefold()]
        if len(found) != 1:
            sentence = _("There is no one unit %(unit)s in which you may decide. Write the unit's code.")
            row.problems.append((self._heading(rules.UNIT), sentence % {"unit": word[:60]}))
            return None
        return next(iter(found))

    def _dates(self, row: MappingRow, line: SheetLine) -> None:
        row.decided_on = self._day(row, line, rules.DECIDED_ON) or self.today
        valid_to = self._day(row, line, rules.VALID_TO)
        faults = day_faults(self.validity, row.decided_on, valid_to, self.today)
        row.problems += [(self._heading(HEADINGS[name]), sentence) for name, sentence in faults.items()]
        if not faults:
            row.valid_to = valid_to or self.validity.proposed(row.decided_on)

    def _day(self, row: MappingRow, line: SheetLine, name: str) -> date | None:
        text = self._cell(line, name)
        day = rules.day_in(text)
        if text and day is None:
            row.problems.append((self._heading(name), _("Write the day as 2026-03-10.")))
        return day

    def _judge_doubles(self, rows: Iterable[MappingRow]) -> None:
        seen: dict[object, int] = {}
        for row in rows:
            place = row.information.pk if row.information else (row.unit and row.unit.pk, row.name.casefold())
            if row.problems or seen.setdefault(place, row.line) == row.line:
                continue
            sentence = _("The same information set stands in row %(line)s. Keep one of them.")
            row.problems.append((self._heading(rules.NAME), sentence % {"line": seen[place]}))

    def _judge_against_stored(self, rows: list[MappingRow]) -> None:
        latest = self._latest({row.information.pk for row in rows if row.information})
        for row in rows:
            assert row.information is not None
            if row.information.pointer:
                row.problems.append(("", _("This information is handled outside the system.")))
            elif (known := row.information.classified_on) and row.decided_on and known > row.decided_on:
                sentence = _("There is a later decision here, of %(day)s. Take the row away.")
                row.problems.append((self._heading(rules.DECIDED_ON), sentence % {"day": known.isoformat()}))
            else:
                row.latest = latest.get(row.information.pk)

    def _latest(self, sets: Iterable[object]) -> dict[object, ClassificationDecision]:
        rows = ClassificationDecision.objects.visible(self.access).filter(information__in=list(sets))
        return {row.information_id: row for row in rows.order_by("number")}

    @cached_property
    def _units(self) -> defaultdict[str, set[Unit]]:
        found = defaultdict[str, set[Unit]](set)
        for unit in units_to_decide(self.access):
            for word in {unit.code, unit.name, unit.short_name, f"{unit.name} ({unit.code})"} - {""}:
                found[word.casefold()].add(unit)
        return found

    @cached_property
    def _mine(self) -> list[InformationSet]:
        rows = InformationSet.objects.visible(self.access).filter(archived_at__isnull=True)
        rows = rows.filter(owner_unit__in=units_to_decide(self.access))
        return list(rows.select_related("owner_unit").defer("description", "search_text"))

    @cached_property
    def _by_number(self) -> dict[str, InformationSet]:
        return {row.number: row for row in self._mine}

    @cached_property
    def _by_name(self) -> defaultdict[tuple[UUID, str], list[InformationSet]]:
        found = defaultdict[tuple[UUID, str], list[InformationSet]](list)
        for row in self._mine:
            found[row.owner_unit_id, row.name.casefold()].append(row)
        return found
